import type { Failure } from '#core/failure.ts';
import type { GatewayState, ListenerState, MeshState } from '#core/traffic/gateway-state.ts';

/** A listener that is open: what `run --json` says of it. `address` is the first of them. */
export type OpenListener = {
  /** The Service of the egress gateway that it belongs to; absent for the ingress gateway. */
  readonly proxy?: string;
  readonly gateway: string;
  readonly port: number;
  readonly protocol: string;
  readonly address: string;
  readonly bound: number;
};

/** The open listeners in the gateway's order. */
export const openListeners = ({ listeners }: GatewayState): readonly OpenListener[] =>
  listeners.flatMap(({ gateway, proxy, port, protocol, addresses, bound }) => {
    const address = addresses[0];
    if (bound === undefined || address === undefined) return [];
    const open = { gateway, port, protocol, address, bound };
    return [proxy === undefined ? open : { ...open, proxy }];
  });

/** Where the forward proxy of the mesh is, where it is open: what `run --json` says of it. */
export const openMesh = ({ mesh }: GatewayState): { readonly mesh?: { address: string; bound: number } } =>
  mesh?.bound === undefined ? {} : { mesh: { address: mesh.address, bound: mesh.bound } };

/** Why listeners, and the proxy of the mesh, are not open. */
export const listenerFailures = ({
  listeners,
  mesh,
}: GatewayState): readonly (Failure & { readonly listener: string })[] => [
  ...listeners.flatMap(({ failure, listener }) => (failure === undefined ? [] : [{ ...failure, listener }])),
  ...(mesh?.failure === undefined ? [] : [{ ...mesh.failure, listener: 'mesh' }]),
];

/**
 * What a person reads when the gateway is ready: a line per listener, then lines to paste into another terminal
 * (the names are those of Istio's ingress documentation), then the window's address.
 */
export const readyLines = (state: GatewayState, window: string | undefined): readonly string[] => [
  ...state.listeners.map(listenerLine),
  ...(state.mesh === undefined ? [] : [meshLine(state.mesh)]),
  ...exportLines(openListeners(state).filter(({ proxy }) => proxy === undefined)),
  ...(window === undefined ? [] : [`window ${window}`]),
];

export const listenerLine = (listener: ListenerState): string => {
  const { port, protocol, gateway, proxy, addresses, bound, moved, wide, failure } = listener;
  const who = `${port} ${protocol} ${gateway}${proxy === undefined ? '' : ` of the egress gateway ${proxy}`}`;
  if (bound === undefined) return `${who} is not open: ${failure?.message ?? 'it is being closed'}`;
  const where = addresses
    .map((address) => `${address.includes(':') ? `[${address}]` : address}:${bound}`)
    .join(' and ');
  const why = [moved, wide].filter((one) => one !== undefined).join('; ');
  return `${who} on ${where}${why === '' ? '' : ` (${why})`}`;
};

/** How a workload's traffic gets into the mesh: what to put before a command. */
export const meshLine = ({ address, bound, moved, failure }: MeshState): string =>
  bound === undefined
    ? `mesh proxy is not open: ${failure?.message ?? 'it is being closed'}`
    : `mesh proxy: http_proxy=http://${address}:${bound}${moved === undefined ? '' : ` (${moved})`}`;

const exportLines = (open: readonly OpenListener[]): readonly string[] => {
  const plain = open.find(({ protocol }) => /^(HTTP|HTTP2|GRPC|GRPC-WEB)$/i.test(protocol));
  const secure = open.find(({ protocol }) => /^(HTTPS|TLS)$/i.test(protocol));
  const host = (plain ?? secure)?.address;
  return [
    ...(host === undefined ? [] : [`export INGRESS_HOST=${host.includes(':') ? `[${host}]` : host}`]),
    ...(plain === undefined ? [] : [`export INGRESS_PORT=${plain.bound}`]),
    ...(secure === undefined ? [] : [`export SECURE_INGRESS_PORT=${secure.bound}`]),
  ];
};

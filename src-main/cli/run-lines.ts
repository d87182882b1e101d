import type { Failure } from '#core/failure.ts';
import type { GatewayState, ListenerState } from '#core/traffic/gateway-state.ts';

/** A listener that is open: what `run --json` says of it. `address` is the first of them. */
export type OpenListener = {
  readonly gateway: string;
  readonly port: number;
  readonly protocol: string;
  readonly address: string;
  readonly bound: number;
};

/** The open listeners in the gateway's order. */
export const openListeners = ({ listeners }: GatewayState): readonly OpenListener[] =>
  listeners.flatMap(({ gateway, port, protocol, addresses, bound }) => {
    const address = addresses[0];
    return bound === undefined || address === undefined ? [] : [{ gateway, port, protocol, address, bound }];
  });

/** Why listeners are not open. */
export const listenerFailures = ({ listeners }: GatewayState): readonly (Failure & { readonly listener: string })[] =>
  listeners.flatMap(({ failure, listener }) => (failure === undefined ? [] : [{ ...failure, listener }]));

/**
 * What a person reads when the gateway is ready: a line per listener, then lines to paste into another terminal
 * (the names are those of Istio's ingress documentation), then the window's address.
 */
export const readyLines = (state: GatewayState, window: string | undefined): readonly string[] => [
  ...state.listeners.map(listenerLine),
  ...exportLines(openListeners(state)),
  ...(window === undefined ? [] : [`window ${window}`]),
];

export const listenerLine = (listener: ListenerState): string => {
  const { port, protocol, gateway, addresses, bound, moved, failure } = listener;
  const who = `${port} ${protocol} ${gateway}`;
  if (bound === undefined) return `${who} is not open: ${failure?.message ?? 'it is being closed'}`;
  const where = addresses
    .map((address) => `${address.includes(':') ? `[${address}]` : address}:${bound}`)
    .join(' and ');
  return `${who} on ${where}${moved === undefined ? '' : ` (${moved})`}`;
};

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

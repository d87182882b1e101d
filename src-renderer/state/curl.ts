import type { RequestInput } from '#contract/contract.ts';
import type { Table } from '#core/route/table.ts';
import type { ListenerState, MeshState } from '#core/traffic/gateway-state.ts';

/**
 * The request as a curl command that works on this machine without any entry in the hosts file and without a Host header: the URL is
 * the real one, and `--connect-to` leads curl to the port that is really open.
 * Where the certificate is one of the local authority, this is what curl is told to trust; another one is taken unchecked (`-k`).
 * Undefined while the URL cannot be read.
 */
export const curlFor = (
  request: RequestInput,
  all: readonly ListenerState[],
  mesh?: MeshState,
  { table, authorityFile }: Trust = {},
): string | undefined => {
  if (!URL.canParse(request.url)) return undefined;
  const url = new URL(request.url);
  if (request.via === 'mesh') return throughMesh(request, url, mesh);
  const listeners = all.filter(({ proxy }) => proxy === undefined);
  const tls = url.protocol === 'https:';
  const port = url.port === '' ? (tls ? 443 : 80) : Number(url.port);
  const listener = listeners.find((one) => one.port === port) ?? listeners.find((one) => one.bound === port);
  const address = listener?.addresses[0] ?? '127.0.0.1';
  const dialled = `${address.includes(':') ? `[${address}]` : address}:${listener?.bound ?? port}`;
  const direct = url.host === dialled || (url.hostname === 'localhost' && port === listener?.bound);
  const parts = [
    'curl -s -i',
    tls ? trustOf(listener, url.hostname, { table, authorityFile }, direct) : '',
    methodOf(request),
    ...contentOf(request),
    direct ? '' : `--connect-to ${quoted(`${url.hostname}:${port}:${dialled}`)}`,
    quoted(url.href),
  ];
  return parts.filter(Boolean).join(' ');
};

/** What is known about certificates; nothing, where it is absent. */
export type Trust = { readonly table?: Table | undefined; readonly authorityFile?: string | undefined };

const trustOf = (listener: ListenerState | undefined, host: string, trust: Trust, direct: boolean): string => {
  const ours = trust.table?.listeners
    .find(({ id }) => id === listener?.listener)
    ?.chains.filter(({ sni, tls }) => tls !== undefined && (sni === undefined || sni.some((name) => fits(name, host))));
  // Of several the most exact name wins.
  const chain = ours?.find(({ sni }) => sni?.includes(host)) ?? ours?.[0];
  const isOurs = chain?.tls?.certificates?.[0]?.from === 'local-authority';
  if (isOurs && trust.authorityFile !== undefined) return `--cacert ${quoted(trust.authorityFile)}`;
  return direct ? '' : '-k';
};

const fits = (name: string, host: string): boolean =>
  name === '*' || name === host || (name.startsWith('*.') && host.endsWith(name.slice(1)));

/** As a workload sends it. A tunnel (`-p`) keeps a Host header of its own, which an absolute target would replace. */
const throughMesh = (request: RequestInput, url: URL, mesh: MeshState | undefined): string | undefined => {
  if (mesh?.bound === undefined) return undefined;
  const ownHost = request.headers.some(([name]) => name.toLowerCase() === 'host');
  const proxy = `-x http://${mesh.address}:${mesh.bound}`;
  const tunnel = ownHost && url.protocol === 'http:' ? '-p' : '';
  return ['curl -s -i', proxy, tunnel, methodOf(request), ...contentOf(request), quoted(url.href)]
    .filter(Boolean)
    .join(' ');
};

/** With a body curl would send POST by itself. */
const methodOf = ({ method, body }: RequestInput): string =>
  method === 'HEAD' && body === undefined ? '--head' : method === 'GET' && body === undefined ? '' : `-X ${method}`;

const contentOf = ({ headers, body }: RequestInput): readonly string[] => [
  ...headers.map(([name, value]) => `-H ${quoted(value === '' ? `${name};` : `${name}: ${value}`)}`),
  body === undefined ? '' : `--data-binary ${quoted(body)}`,
];

/** For a POSIX shell. */
export const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

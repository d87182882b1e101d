import type { RequestInput } from '#contract/contract.ts';
import type { ListenerState, MeshState } from '#core/traffic/gateway-state.ts';

/**
 * The request as a curl command that works on this machine without any entry in the hosts file and without a Host header: the URL is
 * the real one, and `--connect-to` leads curl to the port that is really open.
 * Undefined while the URL cannot be read.
 */
export const curlFor = (request: RequestInput, all: readonly ListenerState[], mesh?: MeshState): string | undefined => {
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
    tls && !direct ? '-k' : '',
    methodOf(request),
    ...contentOf(request),
    direct ? '' : `--connect-to ${quoted(`${url.hostname}:${port}:${dialled}`)}`,
    quoted(url.href),
  ];
  return parts.filter(Boolean).join(' ');
};

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

const methodOf = ({ method }: RequestInput): string =>
  method === 'HEAD' ? '--head' : method === 'GET' ? '' : `-X ${method}`;

const contentOf = ({ headers, body }: RequestInput): readonly string[] => [
  ...headers.map(([name, value]) => `-H ${quoted(value === '' ? `${name};` : `${name}: ${value}`)}`),
  body === undefined ? '' : `--data-binary ${quoted(body)}`,
];

/** For a POSIX shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

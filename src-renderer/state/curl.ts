import type { RequestInput } from '#contract/contract.ts';
import type { ListenerState } from '#core/traffic/gateway-state.ts';

/**
 * The request as a curl command that works on this machine without any entry in the hosts file: it dials the port that is really open
 * and says the host name in the Host header (plain HTTP) or leads curl there (`--connect-to`, so that TLS sees the right name).
 * Undefined while the URL cannot be read.
 */
export const curlFor = (request: RequestInput, listeners: readonly ListenerState[]): string | undefined => {
  if (!URL.canParse(request.url)) return undefined;
  const url = new URL(request.url);
  const tls = url.protocol === 'https:';
  const port = url.port === '' ? (tls ? 443 : 80) : Number(url.port);
  const listener = listeners.find((one) => one.port === port) ?? listeners.find((one) => one.bound === port);
  const address = listener?.addresses[0] ?? '127.0.0.1';
  const dialled = `${address.includes(':') ? `[${address}]` : address}:${listener?.bound ?? port}`;
  const ownHost = request.headers.some(([name]) => name.toLowerCase() === 'host');
  const direct = url.host === dialled || (url.hostname === 'localhost' && port === listener?.bound);
  const target = url.pathname + url.search;
  const parts = [
    'curl -s -i',
    request.method === 'HEAD' ? '--head' : request.method === 'GET' ? '' : `-X ${request.method}`,
    ...(direct || tls || ownHost ? [] : [`-H ${quoted(`Host: ${url.host}`)}`]),
    ...request.headers.map(([name, value]) => `-H ${quoted(value === '' ? `${name};` : `${name}: ${value}`)}`),
    request.body === undefined ? '' : `--data-binary ${quoted(request.body)}`,
    ...(tls && !direct ? [`-k --connect-to ${quoted(`${url.hostname}:${port}:${dialled}`)}`] : []),
    quoted(direct || tls ? url.href : `http://${dialled}${target}`),
  ];
  return parts.filter(Boolean).join(' ');
};

/** For a POSIX shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

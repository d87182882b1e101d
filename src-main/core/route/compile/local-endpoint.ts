import { parseAddress, parseSite } from '../../resource/local/address.ts';
import type { LocalEndpoint, LocalStub, servedBy } from '../../resource/local/local-service.ts';
import type { Path } from '../../text/tree.ts';
import type { Stub } from '../cluster-policy.ts';
import type { Endpoint, Origin } from '../table.ts';

type By = (typeof servedBy)[number];
type Found = { readonly endpoint: Endpoint; readonly path: Path };

/** What serves at one place of a LocalService; undefined where nothing does, or it cannot be read. `origin` is asked for the field. */
export const localEndpoint = (
  { address, sample, url, stub }: Pick<LocalEndpoint, By>,
  labels: Readonly<Record<string, string>>,
  origin: (by: By) => Origin,
  path: Path,
): Found | undefined => {
  if (sample !== undefined) return { endpoint: { at: 'sample', sample, labels }, path: [...path, 'sample'] };
  if (stub !== undefined) return { endpoint: { at: 'stub', stub: stubOf(stub), labels }, path: [...path, 'stub'] };
  if (url !== undefined) {
    const endpoint = siteAt(url, labels, origin('url'));
    return endpoint && { endpoint, path: [...path, 'url'] };
  }
  const parsed = address === undefined ? undefined : parseAddress(address);
  if (parsed === undefined) return undefined;
  return { endpoint: { at: 'address', address: parsed.host, port: parsed.port, labels }, path: [...path, 'address'] };
};

/** A server outside tells its sites apart by Host and server name, so both are its own; its certificate has to carry that name. */
const siteAt = (url: string, labels: Readonly<Record<string, string>>, origin: Origin): Endpoint | undefined => {
  const site = parseSite(url);
  if (site === undefined) return undefined;
  const { address, port, secure, host } = site;
  const isName = !address.includes(':') && !/^[\d.]+$/.test(address);
  const tls = {
    mode: 'SIMPLE',
    ...(isName && { sni: address }),
    subjectAltNames: [address],
    // Programs of this machine show certificates that they made themselves.
    verify: !isLoopback(address),
    origin,
  } as const;
  return { at: 'address', address, port, labels, sendsHost: host, ...(secure && { tls }) };
};

const isLoopback = (address: string): boolean =>
  address === 'localhost' || address.endsWith('.localhost') || address === '::1' || address.startsWith('127.');

const stubOf = ({ status = 200, headers = {}, body = '', delay = 0 }: LocalStub): Stub => {
  const written = Object.entries(headers);
  const isTyped = body === '' || written.some(([name]) => name.toLowerCase() === 'content-type');
  return { status, headers: isTyped ? written : [['content-type', typeOf(body)], ...written], body, delayMs: delay };
};

const typeOf = (body: string): string => {
  if (/^\s*<(?:!doctype|html)\b/i.test(body)) return 'text/html; charset=utf-8';
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? 'application/json' : 'text/plain; charset=utf-8';
  } catch {
    return 'text/plain; charset=utf-8'; // not JSON is the answer, no failure
  }
};

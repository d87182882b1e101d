import { byteString } from '../match/byte-string.ts';
import { portStart } from '../match/port-start.ts';
import type { Subject } from '../match/subject.ts';
import type { RequestChange } from './hint.ts';
import { splitUrl, type WrittenRequest } from './request-facts.ts';

/** One change behind another; of two of the same part the later counts. */
export const joinChanges = (before: RequestChange, after: RequestChange): RequestChange => {
  const headers = [...(before.headers ?? []), ...(after.headers ?? [])];
  return { ...before, ...after, ...(headers.length > 0 && { headers }) };
};

/** A request with a change, as conditions see it. */
export const changeSubject = (subject: Subject, { method, target, host, headers = [] }: RequestChange): Subject => {
  const whole = byteString(target ?? subject.target);
  const mark = whole.indexOf('?');
  return {
    ...subject,
    method: method ?? subject.method,
    authority: hostIn(headers) ?? (host === undefined ? subject.authority : host + portIn(subject.authority)),
    target: whole,
    path: mark === -1 ? whole : whole.slice(0, mark),
    query: mark === -1 ? '' : whole.slice(mark + 1),
    headers: headers.reduce<readonly string[]>(withHeader, subject.headers),
  };
};

const withHeader = (
  lines: readonly string[],
  { name, value }: NonNullable<RequestChange['headers']>[number],
): readonly string[] => {
  const kept = lines.flatMap((line, i) =>
    i % 2 === 0 && line.toLowerCase() !== name.toLowerCase() ? [line, lines[i + 1] ?? ''] : [],
  );
  return value === undefined ? kept : [...kept, name, value];
};

/**
 * The same for a request as people write it; one whose URL cannot be read stays. Another host is asked for where the old one was: in the
 * Host header, and in the URL where there is none or TLS names the server by it.
 */
export const changeRequest = <R extends Pick<WrittenRequest, 'method' | 'url' | 'headers'>>(
  request: R,
  { method, target, host, scheme, port, headers = [] }: RequestChange,
): R => {
  const url = splitUrl(request.url);
  if ('reason' in url) return request;
  const tls = scheme === undefined ? url.tls : scheme === 'https';
  const usual = tls ? 443 : 80;
  const to = port ?? (scheme === undefined ? url.port : usual);
  const own = request.headers.some(([name]) => isHost(name));
  const named = host === undefined || (own && !tls) ? url.host : host;
  const where = `${named}${to === usual ? '' : `:${to}`}`;
  const changed = new Set(headers.map(({ name }) => name.toLowerCase()));
  const kept = request.headers
    .filter(([name]) => !changed.has(name.toLowerCase()))
    .map(([name, value]) =>
      host !== undefined && isHost(name) ? ([name, host + portIn(value)] as const) : ([name, value] as const),
    );
  const added = headers.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const]));
  return {
    ...request,
    ...(method !== undefined && { method }),
    url: `${tls ? 'https' : 'http'}://${where}${target ?? url.target}`,
    headers: [...kept, ...added],
  };
};

const isHost = (name: string): boolean => name.toLowerCase() === 'host';

const hostIn = (headers: NonNullable<RequestChange['headers']>): string | undefined =>
  headers.findLast(({ name }) => isHost(name))?.value;

/** The port of an authority with its colon; empty where it has none. */
export const portIn = (authority: string): string => {
  const at = portStart(authority);
  return at === -1 ? '' : authority.slice(at);
};

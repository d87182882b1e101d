import { byteString } from '../match/byte-string.ts';
import type { Subject } from '../match/subject.ts';
import type { RequestChange } from './hint.ts';
import { splitUrl, type WrittenRequest } from './request-facts.ts';

/** Several changes as one; of two of the same part the later counts. */
export const joinChanges = (changes: readonly RequestChange[]): RequestChange => Object.assign({}, ...changes);

/** A request with a change, as conditions see it. */
export const changeSubject = (subject: Subject, { method, target, host, header }: RequestChange): Subject => {
  const whole = byteString(target ?? subject.target);
  const mark = whole.indexOf('?');
  return {
    ...subject,
    method: method ?? subject.method,
    authority: host ?? subject.authority,
    target: whole,
    path: mark === -1 ? whole : whole.slice(0, mark),
    query: mark === -1 ? '' : whole.slice(mark + 1),
    headers: header === undefined ? subject.headers : withHeader(subject.headers, header),
  };
};

const withHeader = (
  lines: readonly string[],
  { name, value }: NonNullable<RequestChange['header']>,
): readonly string[] => {
  const kept = lines.flatMap((line, i) =>
    i % 2 === 0 && line.toLowerCase() !== name.toLowerCase() ? [line, lines[i + 1] ?? ''] : [],
  );
  return value === undefined ? kept : [...kept, name, value];
};

/** The same for a request as people write it; one whose URL cannot be read stays. */
export const changeRequest = <R extends Pick<WrittenRequest, 'method' | 'url' | 'headers'>>(
  request: R,
  { method, target, host, scheme, port, header }: RequestChange,
): R => {
  const url = splitUrl(request.url);
  if ('reason' in url) return request;
  const tls = scheme === undefined ? url.tls : scheme === 'https';
  const usual = tls ? 443 : 80;
  const to = port ?? (scheme === undefined ? url.port : usual);
  const named = host === undefined ? url.host : host.replace(/:\d+$/, '');
  const where = `${named}${to === usual ? '' : `:${to}`}`;
  const headers = request.headers.filter(
    ([name]) =>
      (host === undefined || name.toLowerCase() !== 'host') &&
      (header === undefined || name.toLowerCase() !== header.name.toLowerCase()),
  );
  return {
    ...request,
    ...(method !== undefined && { method }),
    url: `${tls ? 'https' : 'http'}://${where}${target ?? url.target}`,
    headers: header?.value === undefined ? headers : [...headers, [header.name, header.value] as const],
  };
};

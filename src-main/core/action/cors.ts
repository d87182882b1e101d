import { headerValue } from '../match/header-value.ts';
import { loadText, sayText } from '../match/text-match.ts';
import type { HeaderLines } from '../route/facts.ts';
import type { CorsPolicy } from '../route/table.ts';

export type CorsOutcome =
  /** Answered with 200 and these lines; no service is asked. */
  | { readonly is: 'preflight'; readonly lines: HeaderLines }
  /** Forwarded; the answer gets these lines in place of the service's own of the same names. */
  | { readonly is: 'actual'; readonly lines: HeaderLines };

/** What a policy makes of a request; absent where it leaves the request alone. */
export type LoadedCors = (method: string, headers: HeaderLines) => CorsOutcome | undefined;

/**
 * A policy ready to judge requests (reference 5.13). An origin matcher that takes the text `*` takes every origin; the method and the
 * headers that a preflight request asks for are not compared with the lists.
 */
export const loadCors = (policy: CorsPolicy): LoadedCors => {
  const matches = policy.origins.map((origin) => loadText(origin));
  const isAny = matches.some((accepts) => accepts('*'));
  return (method, headers) => {
    const origin = headerValue(headers, 'origin');
    if (origin === undefined || origin === '') return undefined;
    const allowed = isAny || matches.some((accepts) => accepts(origin));
    const wanted = method === 'OPTIONS' ? headerValue(headers, 'access-control-request-method') : undefined;
    if (wanted === undefined || wanted === '') {
      return allowed ? { is: 'actual', lines: actualLines(policy, origin) } : undefined;
    }
    if (!allowed) return policy.forwardUnmatched ? undefined : { is: 'preflight', lines: [] };
    return { is: 'preflight', lines: preflightLines(policy, origin, wanted, headers) };
  };
};

const actualLines = ({ credentials, expose }: CorsPolicy, origin: string): HeaderLines => [
  'access-control-allow-origin',
  origin,
  ...(credentials ? ['access-control-allow-credentials', 'true'] : []),
  ...(expose === undefined ? [] : ['access-control-expose-headers', expose]),
];

/** `*` alone is answered with what was asked for. */
const preflightLines = (
  { credentials, methods, headers: allowed, expose, maxAgeSeconds, askedOnly }: CorsPolicy,
  origin: string,
  wantedMethod: string,
  headers: HeaderLines,
): HeaderLines => {
  const lines = ['access-control-allow-origin', origin];
  if (credentials) lines.push('access-control-allow-credentials', 'true');
  if (methods !== undefined) lines.push('access-control-allow-methods', methods === '*' ? wantedMethod : methods);
  if (allowed !== undefined) {
    const wanted = headerValue(headers, 'access-control-request-headers') ?? '';
    const answered = allowed === '*' ? wanted : allowed;
    if (answered !== '' || !askedOnly) lines.push('access-control-allow-headers', answered);
  }
  if (expose !== undefined && askedOnly) lines.push('access-control-expose-headers', expose);
  if (maxAgeSeconds !== undefined) lines.push('access-control-max-age', String(maxAgeSeconds));
  return lines;
};

/** `CORS for origins that are "https://a.test" or match the regular expression "…"`. */
export const explainCors = ({ origins }: CorsPolicy): string => {
  if (origins.length === 0) return 'CORS for no origin';
  return origins.some(({ type, value }) => type === 'regex' && value === '.*')
    ? 'CORS for every origin'
    : `CORS for an origin that ${origins.map((origin) => sayText(origin)).join(' or ')}`;
};

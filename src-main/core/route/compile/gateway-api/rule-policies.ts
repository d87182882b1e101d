import type { BackendObjectRef } from '../../../resource/gateway-api/references.ts';
import type { Path } from '../../../text/tree.ts';
import type { ExternalAuth, ForwardAction, Mirror, Origin, RetryPolicy, Session } from '../../table.ts';
import type { Resolved } from '../clusters.ts';
import { originOf } from '../origin.ts';
import { translateRetries } from '../retries.ts';
import type { Filters } from './filters.ts';
import type { HttpLike, Rule } from './rule-action.ts';

/** Mirrors that get a share and lead somewhere; `path` leads to the list of filters. */
export const mirrorsOf = (
  list: Filters['mirrors'],
  { resource }: HttpLike,
  path: Path,
  targetOf: (ref: BackendObjectRef, at: Path) => Resolved | { readonly missing: string },
): readonly Mirror[] =>
  list.flatMap(({ filter, index }) => {
    const { percent = 100, fraction, backendRef } = filter;
    const share = fraction
      ? Math.round((fraction.numerator * million) / (fraction.denominator ?? 100))
      : (percent * million) / 100;
    const at = [...path, index, 'requestMirror'];
    const target = targetOf(backendRef, [...at, 'backendRef']);
    if ('missing' in target || share <= 0) return [];
    const { cluster, host, port } = target;
    return [{ cluster, host, port, perMillion: Math.min(share, million), origin: originOf(resource, at) }];
  });

/** Who is asked first, or why nobody can be. */
export const authOf = (
  { filter, index }: NonNullable<Filters['auth']>,
  { resource }: HttpLike,
  path: Path,
  targetOf: (ref: BackendObjectRef, at: Path) => Resolved | { readonly missing: string },
): ExternalAuth | { readonly missing: string } => {
  const at = [...path, index, 'externalAuth'];
  const target = targetOf(filter.backendRef, [...at, 'backendRef']);
  if ('missing' in target) return target;
  const { cluster, host, port } = target;
  const { path: before = '', allowedHeaders = [], allowedResponseHeaders = [] } = filter.http ?? {};
  const lower = (names: readonly string[]) => names.map((name) => name.toLowerCase());
  return {
    cluster,
    host,
    port,
    path: before.replace(/\/+$/, '').replace(/^(?=[^/])/, '/'),
    requestHeaders: ['authorization', ...lower(allowedHeaders)],
    ...(allowedResponseHeaders.length > 0 && { answerHeaders: lower(allowedResponseHeaders) }),
    origin: originOf(resource, at),
  };
};

const million = 1_000_000;

/** Reference 2.7: `0s` is no limit; where nothing is retried, the limit of an attempt is one of the request. */
export const limitsOf = ({ timeouts, retry }: Rule): Pick<ForwardAction, 'timeoutMs'> => {
  const whole = timeouts?.request || undefined;
  const one = (retry ? undefined : timeouts?.backendRequest) || undefined;
  if (whole === undefined && one === undefined) return {};
  return { timeoutMs: Math.min(whole ?? Number.POSITIVE_INFINITY, one ?? Number.POSITIVE_INFINITY) };
};

/**
 * Reference 2.7: connections that fail or break and attempts that take too long are tried again even without codes. Without `retry` the
 * same as for routes of Istio that say nothing.
 */
export const retryOf = ({ retry, timeouts }: Rule, hashed: boolean, origin: Origin): RetryPolicy => {
  const usual = translateRetries(undefined, hashed) as RetryPolicy;
  if (!retry) return usual;
  const perTry = timeouts?.backendRequest || undefined;
  return {
    ...usual,
    retries: retry.attempts ?? usual.retries,
    on: [...usual.on.filter((one) => one !== 'retriable-status-codes'), 'reset', 'retriable-status-codes'],
    statusCodes: retry.codes ?? [],
    ...(perTry !== undefined && { perTryTimeoutMs: perTry }),
    ...(retry.backoff && { leastBackoffMs: retry.backoff }),
    origin,
  };
};

/** Reference 2.7. `rule` stands for the rule in the name that is made where none is written. */
export const sessionOf = ({ sessionPersistence }: Rule, rule: string, origin: () => Origin): Session | undefined => {
  if (!sessionPersistence) return undefined;
  const { type = 'Cookie', sessionName, absoluteTimeout, cookieConfig } = sessionPersistence;
  const lifetime = absoluteTimeout ? { lifetimeMs: absoluteTimeout } : {};
  if (type === 'Header') {
    const name = (sessionName || `x-session-${shortHash(rule)}`).toLowerCase();
    return { in: 'header', name, ...lifetime, origin: origin() };
  }
  const permanent = cookieConfig?.lifetimeType === 'Permanent' && { permanent: true as const };
  return {
    in: 'cookie',
    name: sessionName || `session-${shortHash(rule)}`,
    ...lifetime,
    ...permanent,
    origin: origin(),
  };
};

/** FNV-1a: the same name for the same rule, whoever works it out. */
const shortHash = (text: string): string => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
};

import type { HttpFilter } from '../../../resource/gateway-api/filters.ts';
import type { HttpRule } from '../../../resource/gateway-api/http-route.ts';
import type { BackendRef } from '../../../resource/gateway-api/references.ts';
import type { AttachedRoute } from '../../../snapshot/gateway-api/attached.ts';
import { type KnowsService, resolveBackend } from '../../../snapshot/gateway-api/backends.ts';
import type { Granted } from '../../../snapshot/gateway-api/grants.ts';
import type { Path } from '../../../text/tree.ts';
import type { Action, Destination, Mirror, RespondAction, RetryPolicy, Route } from '../../table.ts';
import type { ActionContext } from '../actions.ts';
import { combineHeaders } from '../header-operations.ts';
import { originOf, pathText } from '../origin.ts';
import type { Regexes } from '../regexes.ts';
import { defaultRetry } from '../retries.ts';
import { translateCorsFilter } from './cors.ts';
import { type ListenerFacts, translateFilters } from './filters.ts';
import { type Matched, type RefusedMatch, translateGrpcMatch, translateHttpMatch } from './match.ts';

export type RuleContext = ActionContext & { readonly granted: Granted; readonly knows: KnowsService };

/** A route with its rank among those of its listener and host. */
export type RankedRoute = { readonly route: Route; readonly rank: readonly number[] };

type HttpLike = Extract<AttachedRoute, { readonly kind: 'HTTPRoute' | 'GRPCRoute' }>;
/** The fields that both kinds have, with those of HTTP alone, which are absent for gRPC. */
type Rule = Omit<HttpRule, 'matches'> & { readonly matches?: readonly object[] };
type TranslateMatch = (match: object, regexes: Regexes) => Matched | RefusedMatch;

/**
 * The routes of an HTTPRoute or a GRPCRoute on one listener, one for each match, in the order of rules and matches (reference 2.4 to
 * 2.8). `mark` ends their ids.
 */
export const translateRules = (
  attached: HttpLike,
  listener: ListenerFacts,
  mark: string,
  context: RuleContext,
): readonly RankedRoute[] => {
  const { kind, resource } = attached;
  const isGrpc = kind === 'GRPCRoute';
  // What the schema of each kind has read, its own function takes.
  const translateMatch = (isGrpc ? translateGrpcMatch : translateHttpMatch) as TranslateMatch;
  const written = resource.spec.rules as readonly Rule[] | undefined;
  // Without rules an HTTPRoute takes every path and has no backend; a GRPCRoute takes nothing.
  const rules: readonly Rule[] = written ?? (isGrpc ? [] : [{}]);
  return rules.flatMap((rule, index) => {
    const path: Path = written ? ['spec', 'rules', index] : ['spec'];
    const matches = rule.matches?.length ? rule.matches : [{}];
    let action: Action | undefined;
    return matches.flatMap((match, number): readonly RankedRoute[] => {
      const at: Path = rule.matches?.length ? [...path, 'matches', number] : path;
      const found = translateMatch(match, context.regexes);
      if ('refused' in found) {
        context.report.add({
          severity: 'error',
          code: 'match/regex-refused',
          message: `RE2 refuses the regular expression "${found.refused}", so this match takes nothing; correct it`,
          place: resource.at(at),
        });
        return [];
      }
      action ??= translateRule(rule, attached, path, listener, context);
      const { conditions, matchedPath, rank } = found;
      const id = `${kind} ${resource.namespace}/${resource.name} ${pathText(at.slice(1)) || 'every path'}${mark}`;
      const name = rule.name ?? `${resource.namespace}.${resource.name}.${index}`;
      const route: Route = { id, name, origin: originOf(resource, at), conditions, action, matchedPath };
      return [{ route, rank }];
    });
  });
};

/** UNAVAILABLE, which is what gRPC clients get for what is 500 to others (reference 2.5). */
const unavailable = 14;

const refused = (isGrpc: boolean): RespondAction => ({
  do: 'respond',
  status: 500,
  ...(isGrpc && { grpcStatus: unavailable }),
  responseHeaders: [],
});

const translateRule = (
  rule: Rule,
  attached: HttpLike,
  path: Path,
  listener: ListenerFacts,
  context: RuleContext,
): Action => {
  const isGrpc = attached.kind === 'GRPCRoute';
  const filters = translateFilters(rule.filters ?? [], listener);
  const responseHeaders = filters.response ? [filters.response] : [];
  if (filters.refused) return refused(isGrpc);
  if (filters.redirect) return { ...filters.redirect, responseHeaders };
  const refs = (rule.backendRefs ?? []).map((ref, index) => ({ ref, index }));
  const shared = refs.filter(({ ref }) => (ref.weight ?? 1) > 0);
  const single = shared.length === 1;
  const destinations = shared.map(({ ref, index }): Destination => {
    const at = [...path, 'backendRefs', index];
    const weight = single ? 1 : (ref.weight ?? 1);
    const own = translateFilters((ref.filters ?? []) as readonly HttpFilter[], listener);
    const common = {
      weight,
      requestHeaders: combineHeaders(filters.request, own.request, single),
      responseHeaders: combineHeaders(filters.response, own.response, single),
      origin: originOf(attached.resource, at),
    };
    const target = targetOf(ref, attached, at, context);
    const host = own.hostname ?? filters.hostname;
    if (!target || own.refused) return { ...nowhere(ref), ...common, instead: refused(isGrpc) };
    return {
      ...target,
      ...common,
      ...(host && { authority: host }),
      ...(own.rewrite && { rewrite: own.rewrite }),
      ...(own.redirect && { instead: { ...own.redirect, responseHeaders: common.responseHeaders } }),
    };
  });
  if (destinations.every(({ instead }) => instead?.do === 'respond')) return { ...refused(isGrpc), responseHeaders };
  const mirrors = mirrorsOf(filters.mirrors, attached, [...path, 'filters'], context);
  const { timeouts } = rule;
  const perTry = timeouts?.backendRequest || undefined;
  const whole = timeouts?.request || undefined;
  const timeoutMs = rule.retry || whole === undefined ? (whole ?? perTry) : Math.min(whole, perTry ?? whole);
  const limit = rule.retry ? whole : timeoutMs;
  return {
    do: 'forward',
    destinations,
    totalWeight: destinations.reduce((sum, { weight }) => sum + weight, 0),
    ...(filters.rewrite && { rewrite: filters.rewrite }),
    ...(limit !== undefined && { timeoutMs: limit }),
    ...(filters.cors && { cors: translateCorsFilter(filters.cors) }),
    ...(mirrors.length > 0 && { mirrors }),
    retry: retryOf(rule.retry, perTry),
  };
};

/** Where a backend leads; absent where it leads nowhere, which is told at its place. */
const targetOf = (ref: BackendRef, { kind, resource }: HttpLike, at: Path, context: RuleContext) => {
  const backend = resolveBackend(ref, { kind, namespace: resource.namespace }, context.granted, context.knows);
  if (backend.is === 'invalid') {
    context.report.add({
      severity: 'warning',
      code: 'backend/not-resolved',
      message: `${backend.message}; until then its share of requests gets 500`,
      place: resource.at(at),
    });
    return undefined;
  }
  const { name, namespace, port } = backend;
  return context.clusters.named({ host: name, port: { number: port } }, namespace);
};

const nowhere = ({ name, port = 0 }: BackendRef) => ({ cluster: '', host: name, port });

const mirrorsOf = (
  list: ReturnType<typeof translateFilters>['mirrors'],
  attached: HttpLike,
  path: Path,
  context: RuleContext,
): readonly Mirror[] =>
  list.flatMap(({ filter, index }) => {
    const { percent, fraction, backendRef } = filter;
    const share = fraction ? fraction.numerator / (fraction.denominator ?? 100) : (percent ?? 100) / 100;
    const perMillion = Math.floor(share * 1_000_000);
    const at = [...path, index, 'requestMirror', 'backendRef'];
    const target = targetOf(backendRef, attached, at, context);
    if (!target || perMillion <= 0) return [];
    const { cluster, host, port } = target;
    return [{ cluster, host, port, perMillion, origin: originOf(attached.resource, at.slice(0, -1)) }];
  });

/** Reference 2.7 and 5. Without `retry` the same as for routes of Istio that say nothing. */
const retryOf = (retry: HttpRule['retry'], perTry: number | undefined): RetryPolicy => {
  if (!retry) return defaultRetry;
  const codes = retry.codes ?? [];
  return {
    ...defaultRetry,
    retries: retry.attempts ?? defaultRetry.retries,
    on: [...defaultRetry.on, 'reset'],
    statusCodes: codes,
    ...(perTry !== undefined && { perTryTimeoutMs: perTry }),
    ...(retry.backoff && { backoffMs: retry.backoff }),
  };
};

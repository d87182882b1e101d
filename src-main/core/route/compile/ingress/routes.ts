import { byteString } from '../../../match/byte-string.ts';
import type {
  Action,
  Condition,
  Destination,
  ForwardAction,
  PathMatch,
  RedirectAction,
  Rewrite,
  Route,
} from '../../table.ts';
import { originOf, pathText } from '../origin.ts';
import type { Regexes } from '../regexes.ts';
import type { Report } from '../report.ts';
import { defaultRetry } from '../retries.ts';
import type { Backends } from './backends.ts';
import { canaryRules } from './canary-annotations.ts';
import { type IngressHost, type Location, trimmed } from './locations.ts';

export type RouteContext = {
  readonly backends: Backends;
  readonly regexes: Regexes;
  readonly report: Report;
  /** Of the listener that the routes are for. */
  readonly scheme: 'http' | 'https';
  /** Ends their ids. */
  readonly mark: string;
  /** Whether a certificate is shown for a host. */
  readonly hasTls: (domain: string) => boolean;
};

type Draft = { readonly conditions: readonly Condition[]; readonly action: Action; readonly what?: string };

/** The routes of a host, in order; those that redirect, refuse or choose a canary stand before the one that they concern. */
export const routesOf = (host: IngressHost, context: RouteContext): readonly Route[] =>
  host.locations.flatMap((location) => routesOfLocation(location, host, context));

const routesOfLocation = (location: Location, host: IngressHost, context: RouteContext): readonly Route[] => {
  const { from, at } = location;
  const { ingress } = from;
  const match = matchOf(location, host.regex);
  if (match.type === 'regex' && !context.regexes(match.value).ok) {
    context.report.add({
      severity: 'error',
      code: 'match/regex-refused',
      message: `RE2 refuses the regular expression "${location.path}", so this path takes nothing; correct it`,
      place: ingress.at([...at, 'path']),
    });
    return [];
  }
  const path: Condition = { on: 'path', match, ignoreCase: false };
  const id = `Ingress ${ingress.namespace}/${ingress.name} ${pathText(at.slice(1))}`;
  return draftsOf(location, host, match, context).map(
    ({ conditions, action, what }): Route => ({
      id: `${id}${what ? ` ${what}` : ''}${context.mark}`,
      name: `${ingress.namespace}.${ingress.name}.${at[2]}.${at[5]}`,
      origin: originOf(ingress, at),
      conditions: [path, ...conditions],
      action,
      matchedPath: matchedBy(match),
    }),
  );
};

/** Exact and Prefix by elements; what the API leaves to controllers is Prefix, and with ingress-nginx the beginning of the text. */
const matchOf = ({ path, type, from }: Location, isRegex: boolean): PathMatch => {
  // nginx asks where the path begins; full matches are asked for here.
  if (isRegex) return { type: 'regex', value: `(?i)(?:${path})(?s:.*)` };
  if (type === 'Exact') return { type: 'exact', value: path };
  if (type === 'ImplementationSpecific' && from.nginx) return { type: 'prefix', value: path };
  return { type: 'segments', value: trimmed(path) };
};

const matchedBy = (match: PathMatch): Route['matchedPath'] =>
  match.type === 'segments' || match.type === 'prefix'
    ? { kind: 'prefix', length: byteString(match.value).length }
    : { kind: 'whole', length: 0 };

const draftsOf = (
  location: Location,
  { domain }: IngressHost,
  match: PathMatch,
  context: RouteContext,
): readonly Draft[] => {
  const { from, canary } = location;
  const { options } = from;
  const drafts: Draft[] = [];
  if (options.appRoot !== undefined && trimmed(location.path) === '') {
    const root: Condition = { on: 'path', match: { type: 'exact', value: '/' }, ignoreCase: false };
    const action: Action = { do: 'redirect', status: 302, uri: options.appRoot, responseHeaders: [] };
    drafts.push({ conditions: [root], action, what: 'app-root' });
  }
  if (options.sourceRanges) {
    const match = { type: 'ranges', ranges: options.sourceRanges } as const;
    const action: Action = { do: 'respond', status: 403, responseHeaders: [] };
    drafts.push({ conditions: [{ on: 'source', match, without: true }], action, what: 'source-range' });
  }
  if (options.redirect) return [...drafts, { conditions: [], action: redirectTo(options.redirect) }];
  const secured = options.forceSslRedirect || (options.sslRedirect && context.hasTls(domain));
  if (from.nginx && secured && context.scheme === 'http') {
    const action: Action = { do: 'redirect', status: 308, scheme: 'https', bareHost: true, responseHeaders: [] };
    return [...drafts, { conditions: [], action }];
  }
  const main = destinationOf(location, context);
  const share = canary?.from.options.canary;
  if (canary === undefined || share === undefined) {
    return [...drafts, { conditions: [], action: forward(location, match, [main], context) }];
  }
  const other = destinationOf(canary, context);
  canaryRules(share, context.regexes).forEach(({ to, when }, index) => {
    const action = forward(location, match, [to === 'canary' ? other : main], context);
    drafts.push({ conditions: [when], action, what: `${to} ${index + 1}` });
  });
  const shares = [
    { ...main, weight: share.total - share.weight },
    { ...other, weight: share.weight },
  ].filter(({ weight }) => weight > 0);
  const rest = shares.length === 1 ? shares.map((one) => ({ ...one, weight: 1 })) : shares;
  return [...drafts, { conditions: [], action: forward(location, match, rest, context) }];
};

const destinationOf = ({ from, backend, at }: Location, { backends }: RouteContext): Destination => {
  const { ingress, options } = from;
  return {
    ...backends.resolve(backend, ingress, [...at, 'backend'], options),
    weight: 1,
    ...(options.upstreamVhost !== undefined && { authority: options.upstreamVhost }),
    requestHeaders: [],
    responseHeaders: [],
    origin: originOf(ingress, [...at, 'backend']),
  };
};

/** What a location, or a default backend, does with requests. */
export const forward = (
  { from, path }: Pick<Location, 'from' | 'path'>,
  match: PathMatch,
  destinations: readonly Destination[],
  { regexes }: Pick<RouteContext, 'regexes'>,
): ForwardAction => {
  const { rewriteTarget, cors, timeoutMs } = from.options;
  const rewrite =
    rewriteTarget === undefined || rewriteTarget === path ? undefined : rewriteOf(rewriteTarget, match, regexes);
  return {
    do: 'forward',
    destinations,
    totalWeight: destinations.reduce((sum, { weight }) => sum + weight, 0),
    ...(rewrite && { rewrite }),
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(cors && { cors }),
    retry: defaultRetry,
  };
};

/** The whole path gives way to the target, in which `$1` is what the first group of the path has matched; other groups are empty. */
const rewriteOf = (target: string, match: PathMatch, regexes: Regexes): Rewrite => {
  const regex = match.type === 'regex' ? regexes(match.value) : undefined;
  const hasGroup = (group: string): boolean => regex?.ok === true && !regex.substitutionProblem(`\\${group}`);
  const parts = target.split(/\$([0-9])/);
  if (match.type !== 'regex' || parts.length === 1) return { kind: 'path', value: target };
  const substitution = parts
    .map((part, index) => (index % 2 === 0 ? part.replaceAll('\\', '\\\\') : hasGroup(part) ? `\\${part}` : ''))
    .join('');
  return { kind: 'regex', pattern: `^${match.value}$`, substitution };
};

/** The address as it is written; the query of the request is not kept. */
const redirectTo = ({ url, status }: { readonly url: string; readonly status: RedirectAction['status'] }): Action => {
  const [, scheme = 'https', authority = '', rest = ''] = /^(https?):\/\/([^/?]+)(.*)$/.exec(url) ?? [];
  const path = rest.startsWith('/') ? rest : `/${rest}`;
  return {
    do: 'redirect',
    status,
    scheme: scheme === 'http' ? 'http' : 'https',
    authority,
    uri: path,
    responseHeaders: [],
  };
};

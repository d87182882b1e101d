import type { Path } from '../../text/tree.ts';
import type { CheckReport } from '../kind.ts';
import { checkCors, checkExternalAuth, checkHeaderFilter, checkMirror, checkPathModifier } from './check-filter.ts';
import type { HttpFilter } from './filters.ts';

type FilterType = HttpFilter['type'];
type Member = Exclude<keyof HttpFilter, 'type'>;

/** Each type has one member of its own. */
const members: Readonly<Record<FilterType, Member>> = {
  RequestHeaderModifier: 'requestHeaderModifier', // 32, 33
  ResponseHeaderModifier: 'responseHeaderModifier', // 34, 35
  RequestMirror: 'requestMirror', // 36, 37
  ExtensionRef: 'extensionRef', // 38, 39
  CORS: 'cors', // 55, 56
  RequestRedirect: 'requestRedirect', // 57, 58
  URLRewrite: 'urlRewrite', // 59, 60
  ExternalAuth: 'externalAuth', // 89, 90, experimental
};

/** 30, 31, 52, 53 and 54: those of which a list has one. */
const single: ReadonlySet<FilterType> = new Set([
  'RequestHeaderModifier',
  'ResponseHeaderModifier',
  'CORS',
  'RequestRedirect',
  'URLRewrite',
]);

/**
 * One list of filters, of a rule or of one of its destinations, and what each filter says (reference 3). Filters of a GRPCRoute have fewer
 * types and the same rules. Both channels where nothing else is said.
 */
export const checkFilters = (filters: readonly HttpFilter[] | undefined, path: Path, report: CheckReport): void => {
  const seen = new Map<FilterType, Path>();
  filters?.forEach((filter, index) => {
    const at = [...path, index];
    checkMembers(filter, at, report);
    const first = seen.get(filter.type);
    if (first && single.has(filter.type)) {
      const message = `there is a filter of type "${filter.type}" already; join the two into one`;
      report('route/filter-twice', message, [...at, 'type'], { related: { message: 'the other one', path: first } });
    }
    seen.set(filter.type, first ?? [...at, 'type']);
    checkOne(filter, at, report);
  });
  const [redirect, rewrite] = [seen.get('RequestRedirect'), seen.get('URLRewrite')];
  if (redirect && rewrite) {
    const message =
      'a request that is redirected is not sent on, so nothing is rewritten; remove one of the two filters'; // 51
    report('route/filters-together', message, rewrite, { related: { message: 'the redirect', path: redirect } });
  }
};

const checkMembers = (filter: HttpFilter, path: Path, report: CheckReport): void => {
  const { type } = filter;
  const own = members[type];
  if (filter[own] === undefined) {
    report('route/filter-member', `a filter of type "${type}" needs "${own}"; add it`, [...path, 'type']);
  }
  for (const member of Object.values(members)) {
    if (member === own || filter[member] === undefined) continue;
    const message = `"${member}" is not for filters of type "${type}"; change "type", or remove it`;
    report('route/filter-member', message, [...path, member], { key: true });
  }
};

const checkOne = (filter: HttpFilter, path: Path, report: CheckReport): void => {
  const { requestHeaderModifier, responseHeaderModifier, requestMirror, cors, externalAuth } = filter;
  if (requestHeaderModifier) checkHeaderFilter(requestHeaderModifier, [...path, 'requestHeaderModifier'], report);
  if (responseHeaderModifier) checkHeaderFilter(responseHeaderModifier, [...path, 'responseHeaderModifier'], report);
  if (requestMirror) checkMirror(requestMirror, [...path, 'requestMirror'], report);
  if (cors) checkCors(cors, [...path, 'cors'], report);
  if (externalAuth) checkExternalAuth(externalAuth, [...path, 'externalAuth'], report);
  for (const member of ['requestRedirect', 'urlRewrite'] as const) {
    const modifier = filter[member]?.path;
    if (modifier) checkPathModifier(modifier, [...path, member, 'path'], report);
  }
};

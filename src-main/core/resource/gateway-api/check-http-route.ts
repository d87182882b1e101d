import type { Path } from '../../text/tree.ts';
import type { CheckedBody, CheckReport } from '../kind.ts';
import { checkBackend } from './check-backend.ts';
import { checkFilters } from './check-filters.ts';
import { checkHeaderValue } from './check-headers.ts';
import { checkParents, checkRuleNames } from './check-parents.ts';
import { checkPath } from './check-path.ts';
import { checkSession } from './check-session.ts';
import type { HttpFilter } from './filters.ts';
import type { HttpRouteSpec, HttpRule } from './http-route.ts';

/**
 * The rules of the CRD of HTTPRoute (reference 3), by their numbers there, after defaulting: a rule without `matches` has one, for every
 * path. Both channels where nothing else is said.
 */
export const checkHttpRoute = ({ value, report }: CheckedBody<HttpRouteSpec>): void => {
  const { parentRefs, rules = [] } = value;
  checkParents(parentRefs, report);
  checkRuleNames(rules, report);
  const matches = rules.reduce((sum, rule) => sum + (rule.matches?.length ?? 1), 0);
  if (matches > 128) {
    const message = `a route may have 128 matches at most, not ${matches}; make several routes of it`; // 45
    report('route/too-many-matches', message, ['rules'], { key: true });
  }
  rules.forEach((rule, index) => {
    checkRule(rule, ['rules', index], report);
  });
};

const checkRule = (rule: HttpRule, path: Path, report: CheckReport): void => {
  const { matches = [], filters, backendRefs = [], timeouts = {}, sessionPersistence } = rule;
  matches.forEach((match, index) => {
    const at = [...path, 'matches', index];
    if (match.path) checkPath(match.path, [...at, 'path', 'value'], report); // 68 to 78
    match.headers?.forEach(({ value }, header) => {
      checkHeaderValue(value, [...at, 'headers', header, 'value'], report);
    });
  });
  checkFilters(filters, [...path, 'filters'], report);
  backendRefs.forEach((ref, index) => {
    checkBackend(ref, [...path, 'backendRefs', index], report); // 29
    checkFilters(ref.filters, [...path, 'backendRefs', index, 'filters'], report);
  });
  const redirect = filters?.findIndex(({ requestRedirect }) => requestRedirect !== undefined) ?? -1;
  if (redirect >= 0 && backendRefs.length > 0) {
    const message = 'a request that is redirected goes to no service; remove "backendRefs", or the redirect'; // 46
    const at = [...path, 'filters', redirect, 'requestRedirect'];
    const related = { message: 'the services', path: [...path, 'backendRefs'] };
    report('route/filters-together', message, at, { key: true, related });
  }
  checkPrefixes(rule, path, report);
  const { request = 0, backendRequest = 0 } = timeouts;
  if (request > 0 && backendRequest > request) {
    const message = 'one attempt cannot take longer than the whole request; shorten it, or lengthen "request"'; // 79
    const related = { message: 'the whole request', path: [...path, 'timeouts', 'request'] };
    report('route/timeouts', message, [...path, 'timeouts', 'backendRequest'], { related });
  }
  checkSession(sessionPersistence, [...path, 'sessionPersistence'], report); // 87, 88
};

/** 47 to 50: a prefix can only be replaced where exactly one matched. */
const checkPrefixes = ({ matches, filters, backendRefs = [] }: HttpRule, path: Path, report: CheckReport): void => {
  const [only, ...more] = matches ?? [{}];
  if (only && more.length === 0 && (only.path?.type ?? 'PathPrefix') === 'PathPrefix') return;
  for (const member of ['requestRedirect', 'urlRewrite'] as const) {
    const own = replacing(filters, member, [...path, 'filters']);
    // Two destinations with such a filter are not looked at, as in the CRD.
    const inside = backendRefs.flatMap(
      (ref, index) => replacing(ref.filters, member, [...path, 'backendRefs', index, 'filters']) ?? [],
    );
    for (const at of [own, inside.length === 1 ? inside[0] : undefined]) {
      if (!at) continue;
      const message =
        'a prefix can only be replaced in a rule with one match, of type PathPrefix; make a rule of each match, or write "ReplaceFullPath"';
      report('route/prefix-replaced', message, at.path, { key: true });
    }
  }
};

/** Where the one filter of this sort replaces a prefix. */
const replacing = (
  filters: readonly HttpFilter[] | undefined,
  member: 'requestRedirect' | 'urlRewrite',
  path: Path,
): { readonly path: Path } | undefined => {
  const found = (filters ?? []).flatMap((filter, index) => {
    const modifier = filter[member]?.path;
    const replaces = modifier?.type === 'ReplacePrefixMatch' && modifier.replacePrefixMatch !== undefined;
    return replaces ? [{ path: [...path, index, member, 'path', 'replacePrefixMatch'] }] : [];
  });
  return found.length === 1 ? found[0] : undefined;
};

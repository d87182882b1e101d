import { compileRegex } from '../../match/regex.ts';
import type { Path } from '../../text/tree.ts';
import { quotedList, shown } from '../../text/words.ts';
import type { CheckReport } from '../kind.ts';
import { isDnsLabel } from '../names.ts';
import { checkDestination } from './check-destination.ts';
import { checkDirectResponse } from './check-direct-response.ts';
import { checkGatewayNames } from './check-gateway-names.ts';
import { checkAuthorities, checkHeaders } from './check-headers.ts';
import { checkHttpPolicy } from './check-http-policy.ts';
import type { HttpMatch, HttpRoute } from './http-route.ts';
import { checkLabels } from './labels.ts';
import type { StringMatch } from './string-match.ts';

/** The rules of reference 9.4 that decide whether an `http` entry can be used. */
export const checkHttpRoute = (route: HttpRoute, path: Path, isDelegate: boolean, report: CheckReport): void => {
  checkOutcome(route, path, isDelegate, report);
  checkRedirect(route, path, report);
  checkRewrite(route, path, report);
  checkDestinations(route, path, report);
  checkHttpPolicy(route, path, report);
  checkHeaders(route.headers, [...path, 'headers'], report);
  for (const [index, { headers }] of (route.route ?? []).entries())
    checkHeaders(headers, [...path, 'route', index, 'headers'], report);
  checkAuthorities(!!route.rewrite?.authority, route.headers, path, report);
  if (route.directResponse) checkDirectResponse(route.directResponse, [...path, 'directResponse'], report);
  for (const [index, match] of (route.match ?? []).entries()) checkMatch(match, [...path, 'match', index], report);
};

/** H1 to H5: exactly one answer, and nothing beside it that could never happen. */
const checkOutcome = (route: HttpRoute, path: Path, isDelegate: boolean, report: CheckReport): void => {
  const outcomes = (['route', 'redirect', 'directResponse', 'delegate'] as const).filter(
    (field) => route[field] !== undefined,
  );
  const refuse = (field: string, beside: string) =>
    report(
      'virtual-service/several-answers',
      `"${field}" cannot stand beside "${beside}"; remove one of the two`,
      [...path, field],
      {
        key: true,
        related: { message: 'the other one', path: [...path, beside] },
      },
    );
  const [first, second] = outcomes;
  const fixed = outcomes.find((field) => field === 'redirect' || field === 'directResponse');
  if (!first) {
    const message = 'this entry answers nothing; add "route", "redirect", "directResponse" or "delegate"';
    report('virtual-service/no-answer', message, path, { key: true }); // H5
  } else if (second) refuse(second, first); // H1, H3, H4
  if (fixed) {
    if (route.fault) refuse('fault', fixed); // H3, H4
    if (route.rewrite) refuse('rewrite', fixed); // H3, H4
  }
  if (first === 'route' && route.route?.length === 0) {
    report('virtual-service/no-answer', '"route" is empty; add a destination', [...path, 'route'], { key: true }); // H5
  }
  if (route.delegate && isDelegate) {
    const message = 'a delegate cannot delegate again; move the routes here';
    report('virtual-service/nested-delegate', message, [...path, 'delegate'], { key: true }); // H2
  }
};

/** H28. */
const checkRedirect = ({ redirect, match }: HttpRoute, path: Path, report: CheckReport): void => {
  if (!redirect) return;
  const { uri, prefixRewrite, authority, port, derivePort, scheme } = redirect;
  if ([uri, prefixRewrite, authority, port, derivePort, scheme].every((field) => field === undefined)) {
    const message = 'the redirect changes nothing; set "uri", "authority", "scheme" or "port"';
    report('virtual-service/redirect', message, [...path, 'redirect'], { key: true });
  }
  if (scheme !== undefined && scheme !== '' && scheme !== 'http' && scheme !== 'https') {
    report('virtual-service/redirect', `"${scheme}" is not a scheme; use "http" or "https"`, [
      ...path,
      'redirect',
      'scheme',
    ]);
  }
  if (
    prefixRewrite !== undefined &&
    match?.some(({ uri: on }) => on && on.prefix === undefined && Object.keys(on).length > 0)
  ) {
    const message = '"prefixRewrite" needs a "prefix" condition on the path; use "uri" to replace the whole path';
    report('virtual-service/redirect', message, [...path, 'redirect', 'prefixRewrite'], { key: true });
  }
};

/** H32. */
const checkRewrite = ({ rewrite }: HttpRoute, path: Path, report: CheckReport): void => {
  if (!rewrite) return;
  const { uri, authority, uriRegexRewrite } = rewrite;
  if (!uri && !authority && !uriRegexRewrite) {
    const message = 'the rewrite changes nothing; set "uri", "authority" or "uriRegexRewrite"';
    report('virtual-service/rewrite', message, [...path, 'rewrite'], { key: true });
  }
  if (!uriRegexRewrite) return;
  const at = [...path, 'rewrite', 'uriRegexRewrite'];
  const lacking = (['match', 'rewrite'] as const).filter((field) => !uriRegexRewrite[field]);
  if (lacking.length > 0) {
    report(
      'virtual-service/rewrite',
      `"uriRegexRewrite" needs ${quotedList(lacking, 'and')} as well; add what is missing`,
      at,
      { key: true },
    );
    return;
  }
  const compiled = compileRegex(uriRegexRewrite.match ?? '');
  if (!compiled.ok) {
    refuseRegex('action/regex-refused', uriRegexRewrite.match ?? '', compiled, [...at, 'match'], report);
    return;
  }
  const problem = compiled.substitutionProblem(uriRegexRewrite.rewrite ?? '');
  if (problem)
    report('action/substitution-refused', `the replacement cannot be used because ${problem}; correct it`, [
      ...at,
      'rewrite',
    ]);
};

/** H33. */
const checkDestinations = ({ route }: HttpRoute, path: Path, report: CheckReport): void => {
  if (!route) return;
  route.forEach(({ destination }, index) => {
    checkDestination(destination, [...path, 'route', index, 'destination'], report);
  });
  if (route.length > 1 && route.every(({ weight }) => !weight)) {
    const message = 'no destination of this route has a weight, so none would get requests; give each a "weight"';
    report('virtual-service/weights', message, [...path, 'route'], { key: true });
  }
};

/** H7 to H14, X14. */
const checkMatch = (match: HttpMatch, path: Path, report: CheckReport): void => {
  // An empty prefix is allowed for the path alone (H9).
  if (match.uri) checkText(match.uri, [...path, 'uri'], report, { emptyPrefix: true });
  for (const field of ['scheme', 'method', 'authority'] as const) {
    const text = match[field];
    if (text) checkText(text, [...path, field], report);
  }
  for (const field of ['headers', 'withoutHeaders', 'queryParams'] as const) {
    for (const [name, text] of Object.entries(match[field] ?? {})) {
      const at = [...path, field, name];
      if (field !== 'queryParams' && !isHeaderName(name)) {
        report(
          'virtual-service/header-name',
          `"${name}" is not the name of a header; use letters, digits and hyphens`,
          at,
          { key: true },
        ); // X11
      }
      checkText(text, at, report, { anyStar: field === 'withoutHeaders' });
    }
  }
  checkLabels(match.sourceLabels, [...path, 'sourceLabels'], report); // H13
  if (match.sourceNamespace && !isDnsLabel(match.sourceNamespace)) {
    const message = `"${match.sourceNamespace}" cannot be a namespace; use letters, digits and hyphens`;
    report('virtual-service/source-namespace', message, [...path, 'sourceNamespace']); // H15
  }
  checkGatewayNames(match.gateways, [...path, 'gateways'], report); // H14
};

const isHeaderName = (name: string): boolean =>
  /^:(?:method|scheme|authority|path|status)$/.test(name) ||
  /^@request\.auth\.claims[.[]/.test(name) ||
  /^[A-Za-z0-9!#$%&'*+,.^_`|~-]+$/.test(name);

const checkText = (
  text: StringMatch,
  path: Path,
  report: CheckReport,
  allowed: { readonly emptyPrefix?: boolean; readonly anyStar?: boolean } = {},
): void => {
  if (text.prefix === '' && !allowed.emptyPrefix) {
    report('virtual-service/empty-prefix', '"prefix" is empty and would match everything; remove the condition', [
      ...path,
      'prefix',
    ]);
  }
  // H8: `*` is no regular expression, but withoutHeaders takes it for "any value".
  if (text.regex === undefined || (allowed.anyStar && text.regex === '*')) return;
  const compiled = compileRegex(text.regex);
  if (!compiled.ok) refuseRegex('match/regex-refused', text.regex, compiled, [...path, 'regex'], report);
};

const refuseRegex = (
  code: string,
  pattern: string,
  { reason, remedy }: { readonly reason: string; readonly remedy: string },
  path: Path,
  report: CheckReport,
): void =>
  pattern === ''
    ? report(code, `"${path.at(-1)}" is empty; write a pattern or remove it`, path)
    : report(code, `"${shown(pattern)}" is not an RE2 regular expression because ${reason}; ${remedy}`, path);

import type { HttpRedirect } from '../../resource/istio/http-route.ts';
import type { Action, Destination, RedirectAction, Rewrite } from '../table.ts';
import type { Clusters } from './clusters.ts';
import { translateCors } from './cors.ts';
import type { Entry, Written } from './entry.ts';
import { translateFault } from './fault.ts';
import { combineHeaders, translateHeaders } from './header-operations.ts';
import { translateMirrors } from './mirrors.ts';
import { originOf } from './origin.ts';
import type { Regexes } from './regexes.ts';
import type { Report } from './report.ts';
import { translateRetries } from './retries.ts';

/** The Gateway server for which an entry is translated: the first of its Gateway in the route config (reference 3.5). */
export type ServerFacts = { readonly number: number; readonly hasTls: boolean };

export type ActionContext = {
  readonly clusters: Clusters;
  readonly regexes: Regexes;
  readonly report: Report;
};

/** What is done with requests (reference 5), or why nothing can be done with them. */
export const translateAction = (
  entry: Entry,
  server: ServerFacts,
  context: ActionContext,
): Action | { readonly invalid: string } => {
  const level = translateHeaders(entry.headers?.value);
  const responseHeaders = level.response ? [level.response] : [];
  if (entry.redirect) {
    const redirect = translateRedirect(entry.redirect, server, context.report);
    return 'invalid' in redirect ? redirect : { ...redirect, responseHeaders };
  }
  if (entry.directResponse) {
    const { status, body } = entry.directResponse.value;
    const content = body?.bytes ? { base64: body.bytes } : body?.string ? { text: body.string } : undefined;
    return { do: 'respond', status, ...(content && { body: content }), responseHeaders };
  }
  return translateForward(entry, level, server, context);
};

const translateForward = (
  entry: Entry,
  level: ReturnType<typeof translateHeaders>,
  server: ServerFacts,
  context: ActionContext,
): Action | { readonly invalid: string } => {
  const written = entry.route?.value ?? [];
  if (entry.route === undefined || written.length === 0) {
    return { invalid: 'it has neither a route nor a redirect nor a direct response' };
  }
  const rewrite = translateRewrite(entry, context);
  if (rewrite && 'invalid' in rewrite) return rewrite;

  const single = written.length === 1;
  const destinations: Destination[] = [];
  for (const [index, one] of written.entries()) {
    const weight = single ? 1 : (one.weight ?? 0);
    if (weight === 0) continue;
    const path = [...entry.route.path, index];
    const target = context.clusters.resolve(one.destination, entry.route.in, [...path, 'destination'], server.number);
    const own = translateHeaders(one.headers);
    const authority = entry.rewrite?.value.authority || (level.authority ?? own.authority);
    destinations.push({
      ...target,
      ...(one.destination.subset && { subset: one.destination.subset }),
      weight,
      ...(authority && { authority }),
      requestHeaders: combineHeaders(level.request, own.request, single),
      responseHeaders: combineHeaders(level.response, own.response, single),
      origin: originOf(entry.route.in, path),
    });
  }
  if (destinations.length === 0) return { invalid: 'none of its destinations has a weight above 0' };
  const timeout = entry.timeout?.value ?? 0;
  const fault = entry.fault && translateFault(entry.fault.value);
  const hashed = destinations.some(({ hash }) => hash !== undefined);
  const retry = translateRetries(entry.retries, hashed);
  const mirrors = translateMirrors(entry, context.clusters, server.number);
  return {
    do: 'forward',
    destinations,
    totalWeight: destinations.reduce((sum, { weight }) => sum + weight, 0),
    ...(rewrite && { rewrite }),
    ...(timeout > 0 && { timeoutMs: timeout }),
    ...(fault && { fault }),
    ...(entry.corsPolicy && { cors: translateCors(entry.corsPolicy.value) }),
    ...(retry && { retry }),
    ...(mirrors.length > 0 && { mirrors }),
  };
};

/** The path part of `rewrite`; its authority is decided per destination. */
const translateRewrite = (
  { rewrite }: Entry,
  { regexes, report }: ActionContext,
): Rewrite | { readonly invalid: string } | undefined => {
  if (rewrite === undefined) return undefined;
  const { uri, uriRegexRewrite } = rewrite.value;
  if (uriRegexRewrite === undefined) return uri ? { kind: 'uri', value: uri } : undefined;
  const pattern = uriRegexRewrite.match ?? '';
  const substitution = uriRegexRewrite.rewrite ?? '';
  const regex = regexes(pattern);
  const path = [...rewrite.path, 'uriRegexRewrite'];
  if (!regex.ok) {
    report.add({
      severity: 'error',
      code: 'action/regex-refused',
      message: `the regular expression "${pattern}" is refused, because ${regex.reason}; ${regex.remedy}`,
      place: rewrite.in.at([...path, 'match']),
    });
    return { invalid: `RE2 refuses "${pattern}" in its rewrite` };
  }
  const problem = regex.substitutionProblem(substitution);
  if (problem !== undefined) {
    report.add({
      severity: 'error',
      code: 'action/substitution-refused',
      message: `the substitution "${substitution}" is refused, because ${problem}; use "\\0" to "\\9" for groups and "\\\\" for a backslash`,
      place: rewrite.in.at([...path, 'rewrite']),
    });
    return { invalid: `its substitution "${substitution}" is refused` };
  }
  return { kind: 'regex', pattern, substitution };
};

const statuses: readonly number[] = [301, 302, 303, 307, 308] satisfies readonly RedirectAction['status'][];
const isRedirectStatus = (code: number): code is RedirectAction['status'] => statuses.includes(code);

/** Reference 5.5. The port is worked out here: 80 and 443 go where they are the scheme's own, so that no port is new. */
const translateRedirect = (
  { value, in: vs, path }: Written<HttpRedirect>,
  server: ServerFacts,
  report: Report,
): Omit<RedirectAction, 'responseHeaders'> | { readonly invalid: string } => {
  const status = value.redirectCode ?? 301;
  if (!isRedirectStatus(status)) {
    report.add({
      severity: 'warning',
      code: 'action/redirect-code',
      message: `a redirect with ${status} makes Envoy refuse all routes of the port; use 301, 302, 303, 307 or 308`,
      place: vs.at([...path, 'redirectCode']),
    });
    return { invalid: `Envoy cannot redirect with ${status}` };
  }
  const { scheme } = value;
  if (scheme && scheme !== 'http' && scheme !== 'https') {
    return { invalid: `a redirect goes to "http" or "https", not to "${scheme}"` };
  }
  const port = newPort(value, server);
  const finalScheme = scheme || (server.hasTls ? 'https' : 'http');
  const isUsual = (port === 80 && finalScheme === 'http') || (port === 443 && finalScheme === 'https');
  return {
    do: 'redirect',
    status,
    ...((scheme === 'http' || scheme === 'https') && { scheme }),
    ...(value.authority && { authority: value.authority }),
    ...(port && !isUsual && { port }),
    ...(value.uri && { uri: value.uri }),
    ...(!value.uri && value.prefixRewrite && { prefixRewrite: value.prefixRewrite }),
  };
};

const newPort = ({ port, derivePort }: HttpRedirect, server: ServerFacts): number | undefined => {
  if (derivePort === undefined) return port;
  return derivePort === 'FROM_REQUEST_PORT' ? server.number : undefined;
};

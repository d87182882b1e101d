import { headerValue } from '../match/header-value.ts';
import type { ExpectedAnswer } from '../resource/local/route-test.ts';
import type { Decision, Forward } from './decision.ts';
import { expectNow, serviceIn, servicesOf } from './expect-now.ts';
import type { ExplainedDestination, Explanation } from './explanation.ts';
import { isService } from './named-service.ts';
import type { RouteTest } from './route-tests.ts';
import type { Simulated } from './simulate.ts';
import type { ForwardAction, Origin } from './table.ts';
import { bodyText, faultsOf, partsOf, sayOrigin, statusOf } from './test-faults.ts';
import { isTakenOut, seenLines, writtenLines } from './test-headers.ts';

/**
 * The expectation of a test as what becomes of its request now meets it: what it asks for is answered anew, and nothing more is asked for as
 * long as there is something left. `drawn` is what its simulation gave.
 */
export const expectAgain = (
  explanation: Explanation,
  test: RouteTest,
  drawn: Simulated | undefined,
): ExpectedAnswer => {
  const plain = expectNow(explanation, test.namespace);
  const again = onlyDefined(
    'destinations' in plain ? forwardedAgain(explanation, test, drawn) : answeredAgain(explanation, test, plain),
  );
  const holds = Object.keys(again).length > 0 && faultsOf(explanation, { ...test, expect: again }, drawn).length === 0;
  return holds ? again : plain;
};

type Wanted = { readonly [K in keyof ExpectedAnswer]: ExpectedAnswer[K] | undefined };

const onlyDefined = (wanted: Wanted): ExpectedAnswer =>
  Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined)) as ExpectedAnswer;

const forwardedAgain = (explanation: Explanation, test: RouteTest, drawn: Simulated | undefined): Wanted => {
  const { decision, destinations } = explanation;
  const { expect: like, namespace } = test;
  const forwarded = decision.outcome === 'forward' ? decision : undefined;
  const action = forwarded?.route.action.do === 'forward' ? forwarded.route.action : undefined;
  const rest: Wanted = {
    ...ruleAgain(decision, like),
    ...(forwarded && { ...sightAgain(forwarded, like), ...headersAgain(decision, forwarded, test) }),
    ...(action && policyAgain(action, forwarded, like, namespace)),
  };
  const others = like.notDestinations?.filter((other) => !destinations.some((one) => isService(one, other, namespace)));
  const asked = like.destinations !== undefined || like.notDestinations?.length !== others?.length;
  const isAlone = Object.values(onlyDefined(rest)).length === 0 && !others?.length;
  return {
    ...rest,
    notDestinations: others?.length ? others : undefined,
    destinations: asked || isAlone ? sharesOf(destinations, like, namespace, drawn) : undefined,
  };
};

/** Of a simulation the shares are those that were drawn. */
const sharesOf = (
  destinations: readonly ExplainedDestination[],
  like: ExpectedAnswer,
  namespace: string,
  drawn: Simulated | undefined,
): ExpectedAnswer['destinations'] => {
  const services = servicesOf(destinations, namespace);
  const asked = like.destinations?.some(({ share }) => share !== undefined) ?? false;
  if (drawn === undefined || !asked) return services;
  return services.map((one, at) => {
    const { host, port, subset } = destinations[at] as ExplainedDestination;
    const count = drawn.reached.find(
      (each) => each.host === host && each.port === port && each.subset === subset,
    )?.count;
    return { ...one, share: Math.round(((count ?? 0) / drawn.requests) * 1000) / 10 };
  });
};

const ruleAgain = (decision: Decision, like: ExpectedAnswer): Wanted => ({
  matched: like.matched === undefined ? undefined : decision.outcome !== 'reject',
  route: like.route === undefined || decision.outcome === 'reject' ? undefined : nameOf(decision.route),
});

/** The name, which stays when rules are moved; else where it stands. */
const nameOf = ({ name, origin }: { readonly name: string; readonly origin: Origin }): string =>
  name !== '' ? name : sayOrigin(origin);

const sightAgain = ({ upstreamPath, upstreamAuthority, timeoutMs, retry }: Forward, like: ExpectedAnswer): Wanted => ({
  path: like.path === undefined ? undefined : upstreamPath,
  authority: like.authority === undefined ? undefined : upstreamAuthority,
  timeout: like.timeout === undefined ? undefined : (timeoutMs ?? 0),
  retries: like.retries === undefined ? undefined : (retry?.retries ?? 0),
});

const policyAgain = (
  { rewrite: own, mirrors = [], fault = {} }: ForwardAction,
  forwarded: Forward | undefined,
  like: ExpectedAnswer,
  namespace: string,
): Wanted => {
  const rewrite = forwarded?.destination.rewrite ?? own;
  const percents = like.mirrors?.some(({ percent }) => percent !== undefined) ?? false;
  const { abort, delay } = fault;
  const wanted = {
    status: abort && 'status' in abort ? abort.status : undefined,
    abortPercent: abort && abort.perMillion / 10_000,
    delay: delay?.ms,
    delayPercent: delay && delay.perMillion / 10_000,
  };
  const faults = Object.fromEntries(
    Object.entries(wanted).filter(([key, value]) => value !== undefined && Object.hasOwn(like.fault ?? {}, key)),
  );
  return {
    rewrite: like.rewrite === undefined ? undefined : rewrite?.kind === 'regex' ? rewrite.substitution : rewrite?.value,
    mirrors:
      like.mirrors &&
      mirrors.map((one) => ({ ...serviceIn(one, namespace), ...(percents && { percent: one.perMillion / 10_000 }) })),
    fault: Object.keys(faults).length > 0 ? faults : undefined,
  };
};

const headersAgain = (
  decision: Decision,
  forwarded: Forward | undefined,
  { expect: like, request }: RouteTest,
): Wanted => {
  const written = writtenLines(decision, forwarded, request);
  const names = [...Object.keys(like.responseHeaders ?? {}), ...(like.withoutResponseHeaders ?? [])];
  const response = split(names, (name) => headerValue(written, name.toLowerCase()));
  const gone = response.without.filter((name) => isTakenOut(decision, forwarded, request, name));
  const answer = { responseHeaders: response.lines, withoutResponseHeaders: gone.length > 0 ? gone : undefined };
  if (forwarded === undefined) return answer;
  const seen = seenLines(forwarded, request);
  const asked = [...Object.keys(like.requestHeaders ?? {}), ...(like.withoutRequestHeaders ?? [])];
  const { lines, without } = split(asked, (name) => headerValue(seen, name.toLowerCase()));
  return { requestHeaders: lines, withoutRequestHeaders: without.length > 0 ? without : undefined, ...answer };
};

/** The names with a value, and those without one. */
const split = (names: readonly string[], find: (name: string) => string | undefined) => {
  const lines: Record<string, string> = {};
  const without: string[] = [];
  for (const name of names) {
    const value = find(name);
    if (value === undefined) without.push(name);
    else lines[name] = value;
  }
  return { lines: Object.keys(lines).length > 0 ? lines : undefined, without };
};

/** Those parts of where a redirect leads that were asked for. */
const partsAgain = (
  explanation: Explanation,
  like: NonNullable<ExpectedAnswer['redirect']>,
  leads: string,
): ExpectedAnswer['redirect'] => {
  const { scheme, host, path } = partsOf(leads, explanation.request);
  const status = statusOf(explanation);
  return {
    ...(like.status !== undefined && status !== undefined && { status }),
    ...(like.scheme !== undefined && (scheme === 'http' || scheme === 'https') && { scheme }),
    ...(like.host !== undefined && { host }),
    ...(like.path !== undefined && { path: like.path.includes('?') ? path : path.replace(/\?.*$/s, '') }),
  };
};

const answeredAgain = (explanation: Explanation, test: RouteTest, plain: ExpectedAnswer): Wanted => {
  const { decision } = explanation;
  const { expect: like } = test;
  const leads = plain.location;
  const redirect = like.redirect && leads !== undefined ? partsAgain(explanation, like.redirect, leads) : undefined;
  const inParts = redirect !== undefined;
  return {
    ...(inParts ? { redirect, status: like.status === undefined ? undefined : plain.status } : plain),
    ...(inParts && like.location !== undefined && { location: leads }),
    ...(decision.outcome === 'reject' ? {} : ruleAgain(decision, like)),
    body:
      like.body === undefined || decision.outcome !== 'respond' || !decision.body ? undefined : bodyText(decision.body),
    ...headersAgain(decision, undefined, test),
  };
};

import type { RouteTestCase, RouteTestSpec } from '../resource/local/route-test.ts';
import { groupOf, type Resource } from '../resource/resource.ts';
import type { Place } from '../text/diagnostic.ts';
import type { Decision } from './decision.ts';
import { explainRequest } from './explain.ts';
import type { ExplainedDestination, Explanation } from './explanation.ts';
import type { LoadedTable } from './load.ts';
import type { WrittenRequest } from './request-facts.ts';
import type { Origin } from './table.ts';

/** One request of a RouteTest, and what must become of it. Plain JSON. */
export type RouteTest = {
  /** `RouteTest default/shop tests[0]`, or the name that it was given. */
  readonly name: string;
  readonly namespace: string;
  readonly request: WrittenRequest;
  readonly expect: RouteTestCase['expect'];
  readonly place: Place;
};

/** What became of it. `faults` is empty where the test passed: else one sentence for each expectation that was not met. */
export type RouteTestResult = { readonly test: RouteTest; readonly faults: readonly string[]; readonly got: string };

/** Every request of every RouteTest: each URL with each method, in the order of the documents. */
export const routeTestsIn = (resources: readonly Resource[]): readonly RouteTest[] =>
  resources.flatMap((resource) => {
    if (resource.kind !== 'RouteTest' || groupOf(resource) !== 'slipway.dev') return [];
    const { tests } = resource.spec as RouteTestSpec;
    return tests.flatMap(({ name, request, expect }, index) => {
      const { urls, methods = ['GET'], headers = {}, from } = request;
      const lines = Object.entries(headers);
      return urls.flatMap((url, at) =>
        methods.map(
          (method): RouteTest => ({
            name: name ?? `RouteTest ${resource.namespace}/${resource.name} tests[${index}]`,
            namespace: resource.namespace,
            request: { method, url, headers: lines, ...(from === 'mesh' && { from }) },
            expect,
            place: resource.at(['spec', 'tests', index, 'request', 'urls', at]),
          }),
        ),
      );
    });
  });

/** Asks the table as `explain` does; chance counts for nothing, because of several destinations each is looked at. */
export const runRouteTest = (loaded: LoadedTable, test: RouteTest): RouteTestResult => {
  const explanation = explainRequest(loaded, test.request);
  return { test, faults: faultsOf(explanation, test), got: sayDecision(explanation) };
};

const faultsOf = (explanation: Explanation, { expect, namespace }: RouteTest): readonly string[] => {
  const { decision, connection } = explanation;
  const { matched, route, destinations, path, authority, status, location } = expect;
  const got = sayDecision(explanation);
  const faults: string[] = [];
  const taken = decision.outcome !== 'reject' || connection !== undefined;
  if (matched !== undefined && matched !== taken) {
    faults.push(matched ? `no route takes it: ${got}` : `a route takes it: ${got}`);
  }
  if (route !== undefined && !isRoute(explanation, route)) {
    faults.push(`"${route}" was to decide, and ${sayRule(decision)} does`);
  }
  if (destinations !== undefined) faults.push(...destinationFaults(explanation, destinations, namespace, got));
  const forwarded = decision.outcome === 'forward' && answerOf(decision) === undefined ? decision : undefined;
  if (path !== undefined && forwarded?.upstreamPath !== path) {
    faults.push(
      `the service was to see the path "${path}", and ${forwarded ? `sees "${forwarded.upstreamPath}"` : `there is none: ${got}`}`,
    );
  }
  if (authority !== undefined && forwarded?.upstreamAuthority !== authority) {
    faults.push(
      `the service was to see the host "${authority}", and ${forwarded ? `sees "${forwarded.upstreamAuthority}"` : `there is none: ${got}`}`,
    );
  }
  if (status !== undefined && statusOf(explanation) !== status)
    faults.push(`${status} was to be answered, and it is ${got}`);
  const leads = decision.outcome === 'redirect' || decision.outcome === 'reject' ? decision.location : undefined;
  if (location !== undefined && leads !== location) {
    faults.push(
      `it was to be redirected to "${location}", and ${leads === undefined ? `is ${got}` : `is to "${leads}"`}`,
    );
  }
  return faults;
};

const destinationFaults = (
  { destinations, decision, connection }: Explanation,
  expected: NonNullable<RouteTest['expect']['destinations']>,
  namespace: string,
  got: string,
): readonly string[] => {
  const goesOn = decision.outcome === 'forward' ? answerOf(decision) === undefined : connection !== undefined;
  if (!goesOn) return [`it was to be forwarded, and is ${got}`];
  const total = destinations.reduce((sum, { weight }) => sum + weight, 0);
  const left = new Set(destinations);
  const missing: string[] = [];
  // Whoever says more chooses first; what is left of a service goes to whoever names the service alone.
  const exact = (one: (typeof expected)[number]) => Number(one.port !== undefined) + Number(one.subset !== undefined);
  for (const one of [...expected].sort((a, b) => exact(b) - exact(a))) {
    const { host, port, subset, share } = one;
    const found = [...left].filter(
      (each) =>
        (each.host === host || each.host.startsWith(`${host}.${namespace}.svc.`)) &&
        (port === undefined || each.port === port) &&
        (subset === undefined || each.subset === subset),
    );
    for (const each of found) left.delete(each);
    // A share that gets an error in place of the service never arrives.
    const arrives = found.filter(({ instead }) => instead === undefined);
    const name = `${host}${port === undefined ? '' : `:${port}`}${subset === undefined ? '' : ` subset "${subset}"`}`;
    const [lost] = found;
    if (arrives.length === 0) {
      missing.push(
        lost?.instead === undefined
          ? `${name} was to get it, and it is ${got}`
          : `${name} was to get it, and its share is ${lost.instead}`,
      );
      continue;
    }
    const weight = arrives.reduce((sum, each) => sum + each.weight, 0);
    const percent = total === 0 ? 100 : Math.round((weight / total) * 1000) / 10;
    if (share !== undefined && Math.round(share * 10) / 10 !== percent)
      missing.push(`${name} was to get ${share}%, and gets ${percent}%`);
  }
  const others = [...left].map((one) => `${nameOf(one)} was not expected to get it, and does`);
  return missing.length > 0 ? missing : others;
};

const nameOf = ({ host, port, subset }: ExplainedDestination): string =>
  `${host}:${port}${subset === undefined ? '' : ` subset "${subset}"`}`;

/** What every request gets of the gateway before any service is asked: a fault without chance, or the answer to a preflight request. */
const answerOf = ({ fault, cors }: Extract<Decision, { outcome: 'forward' }>): Abort | undefined => {
  if (fault?.abort)
    return { status: 'status' in fault.abort ? fault.abort.status : 200, words: 'by a fault (fault_filter_abort)' };
  return cors?.is === 'preflight' ? { status: 200, words: 'by the CORS policy (cors_response)' } : undefined;
};

type Abort = { readonly status: number; readonly words: string };

/** What the gateway answers by itself; a service that nobody answers for is 503. */
const statusOf = ({ decision, destinations }: Explanation): number | undefined => {
  if (decision.outcome !== 'forward') {
    return decision.outcome !== 'reject' && decision.cors?.is === 'preflight' ? 200 : decision.status;
  }
  const answer = answerOf(decision);
  if (answer) return answer.status;
  // Shares that are answered in other ways have no one status.
  return destinations.every(
    ({ known, addresses, instead }) => instead === undefined && (!known || addresses.length === 0),
  )
    ? 503
    : undefined;
};

const isRoute = ({ decision, connection }: Explanation, wanted: string): boolean => {
  const route = decision.outcome === 'reject' ? undefined : decision.route;
  const written = wanted.replace(/ spec\./, ' ');
  // Of a delegate the rule that delegates is right, too.
  const origins = [route?.origin, route?.via, connection?.origin].flatMap((one) => one ?? []);
  return (
    (route !== undefined && route.name !== '' && route.name === wanted) ||
    origins
      .map(sayOrigin)
      .some((place) => place === written || place.startsWith(`${written}.`) || place.startsWith(`${written} `))
  );
};

const sayOrigin = ({ kind, namespace, name, path }: Origin): string =>
  `${kind} ${namespace}/${name} ${path.replace(/^spec\./, '')}`;

const sayShares = (destinations: readonly ExplainedDestination[]): string =>
  destinations.map((one) => (one.instead === undefined ? nameOf(one) : `${nameOf(one)} (${one.instead})`)).join(' or ');

const sayRule = (decision: Decision): string => {
  return decision.outcome === 'reject' ? 'no rule' : `"${sayOrigin(decision.route.origin)}"`;
};

const sayDecision = ({ decision, destinations, connection }: Explanation): string => {
  if (connection !== undefined) return `sent on as it is to ${destinations.map(nameOf).join(' or ')}`;
  switch (decision.outcome) {
    case 'forward': {
      const answer = answerOf(decision);
      return answer ? `answered with ${answer.status} ${answer.words}` : `forwarded to ${sayShares(destinations)}`;
    }
    case 'redirect':
      return `redirected with ${decision.status} to "${decision.location}"`;
    case 'respond':
      return `answered with ${decision.status} by a rule`;
    case 'reject':
      return decision.status === 0
        ? `refused (${decision.details})`
        : `answered with ${decision.status} (${decision.details})`;
  }
};

import type { RouteTestCase, RouteTestSpec } from '../resource/local/route-test.ts';
import { groupOf, type Resource } from '../resource/resource.ts';
import type { Place } from '../text/diagnostic.ts';
import type { Decision } from './decision.ts';
import { explainRequest } from './explain.ts';
import type { Explanation } from './explanation.ts';
import type { LoadedTable } from './load.ts';
import type { WrittenRequest } from './request-facts.ts';

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
  const { decision } = explanation;
  const { matched, route, destinations, path, authority, status, location } = expect;
  const got = sayDecision(explanation);
  const faults: string[] = [];
  const taken = decision.outcome !== 'reject';
  if (matched !== undefined && matched !== taken) {
    faults.push(matched ? `no route takes it: ${got}` : `a route takes it: ${got}`);
  }
  if (route !== undefined && !isRoute(explanation, route)) {
    faults.push(`"${route}" was to decide, and ${sayRule(decision)} does`);
  }
  if (destinations !== undefined) faults.push(...destinationFaults(explanation, destinations, namespace, got));
  const forwarded = decision.outcome === 'forward' ? decision : undefined;
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
  { destinations: reached, decision }: Explanation,
  expected: NonNullable<RouteTest['expect']['destinations']>,
  namespace: string,
  got: string,
): readonly string[] => {
  if (decision.outcome !== 'forward') return [`it was to be forwarded, and is ${got}`];
  const total = reached.reduce((sum, { weight }) => sum + weight, 0);
  const left = new Set(reached);
  const missing = expected.flatMap(({ host, port, subset, share }) => {
    const isHost = (one: string) => one === host || one.startsWith(`${host}.${namespace}.svc.`);
    const found = reached.find(
      (one) =>
        isHost(one.host) &&
        (port === undefined || one.port === port) &&
        (subset === undefined || one.subset === subset),
    );
    const name = `${host}${port === undefined ? '' : `:${port}`}${subset === undefined ? '' : ` subset "${subset}"`}`;
    if (found === undefined) return [`${name} was to get it, and it is ${got}`];
    left.delete(found);
    const percent = total === 0 ? 100 : Math.round((found.weight / total) * 1000) / 10;
    return share === undefined || share === percent ? [] : [`${name} was to get ${share}%, and gets ${percent}%`];
  });
  const others = [...left].map(
    ({ host, port, subset }) =>
      `${host}:${port}${subset === undefined ? '' : ` subset "${subset}"`} was not expected to get it, and does`,
  );
  return missing.length > 0 ? missing : others;
};

/** What the gateway answers by itself; a service that nobody answers for is 503. */
const statusOf = ({ decision, destinations }: Explanation): number | undefined => {
  if (decision.outcome !== 'forward') return decision.status;
  return destinations.every(({ known, addresses }) => !known || addresses.length === 0) ? 503 : undefined;
};

const isRoute = ({ decision }: Explanation, wanted: string): boolean => {
  if (decision.outcome === 'reject') return false;
  const { route } = decision;
  const { kind, namespace, name, path } = route.origin;
  const written = wanted.replace(/ spec\./, ' ');
  const place = `${kind} ${namespace}/${name} ${path.replace(/^spec\./, '')}`;
  return (
    route.name === wanted || place === written || place.startsWith(`${written}.`) || place.startsWith(`${written} `)
  );
};

const sayRule = (decision: Decision): string => {
  if (decision.outcome === 'reject') return 'no rule';
  const { kind, namespace, name, path } = decision.route.origin;
  return `"${kind} ${namespace}/${name} ${path.replace(/^spec\./, '')}"`;
};

const sayDecision = ({ decision, destinations }: Explanation): string => {
  switch (decision.outcome) {
    case 'forward':
      return `forwarded to ${destinations.map(({ host, port, subset }) => `${host}:${port}${subset === undefined ? '' : ` subset "${subset}"`}`).join(' or ')}`;
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

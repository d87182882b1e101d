import type { ExpectedAnswer, NamedService, RouteTestSpec } from '../resource/local/route-test.ts';
import { groupOf, type Resource } from '../resource/resource.ts';
import type { Place } from '../text/diagnostic.ts';
import { ruleOf } from './coverage.ts';
import { type ExplainOptions, explainRequest } from './explain.ts';
import type { Explanation } from './explanation.ts';
import type { LoadedTable } from './load.ts';
import { isService } from './named-service.ts';
import type { WrittenRequest } from './request-facts.ts';
import { type Simulated, simulate } from './simulate.ts';
import { faultsOf, sayDecision } from './test-faults.ts';
import { requestsOf } from './test-requests.ts';

/** One request of a RouteTest, and what must become of it. Plain JSON. */
export type RouteTest = {
  /** `RouteTest default/shop tests[0]`, or the name that it was given. */
  readonly name: string;
  readonly namespace: string;
  readonly request: WrittenRequest;
  readonly expect: ExpectedAnswer;
  readonly place: Place;
  /** The destination that chance is made to choose; absent: the first that gets requests. */
  readonly branch?: NamedService;
  /** Shares are those of requests that are drawn; absent: the weights themselves. */
  readonly simulate?: { readonly requests: number; readonly seed: number; readonly tolerance: number };
  /** Where it is written. `case` counts the tests of the resource, or of the document, from 0. */
  readonly of:
    | { readonly is: 'resource'; readonly name: string; readonly case: number }
    /** A document in the shape of istio-config-validator, which runs as it is. */
    | { readonly is: 'validator'; readonly document: number; readonly case: number };
};

/** What became of it. `faults` is empty where the test passed: else one sentence for each expectation that was not met. */
export type RouteTestResult = {
  readonly test: RouteTest;
  readonly faults: readonly string[];
  readonly got: string;
  /** The rule that decided, as coverage counts rules; absent where none did. */
  readonly hit?: string;
  readonly simulated?: Simulated;
};

/** Every request of every RouteTest: each URL with each method, in the order of the documents. */
export const routeTestsIn = (resources: readonly Resource[]): readonly RouteTest[] =>
  resources.flatMap((resource) => {
    if (resource.kind !== 'RouteTest' || groupOf(resource) !== 'slipway.dev') return [];
    const { tests } = resource.spec as RouteTestSpec;
    return tests.flatMap(({ name, request, expect, branch, simulate: drawn }, index) =>
      requestsOf(request).map(
        ({ asked, path }): RouteTest => ({
          name: name ?? `RouteTest ${resource.namespace}/${resource.name} tests[${index}]`,
          namespace: resource.namespace,
          request: asked,
          expect,
          place: resource.at(['spec', 'tests', index, 'request', ...path]),
          ...(branch && { branch }),
          ...(drawn && {
            simulate: { requests: drawn.requests ?? 1000, seed: drawn.seed ?? 1, tolerance: drawn.tolerance ?? 5 },
          }),
          of: { is: 'resource', name: resource.name, case: index },
        }),
      ),
    );
  });

/** How tests are run. `seed` is that of every simulation, in place of their own. */
export type RunOptions = { readonly seed?: number };

/**
 * Asks the table as `explain` does. Chance counts for nothing, because of several destinations each is looked at, unless the test wants
 * requests to be drawn: then the same seed gives the same answer on every machine.
 */
export const runRouteTest = (loaded: LoadedTable, test: RouteTest, { seed }: RunOptions = {}): RouteTestResult => {
  const explanation = explainTest(loaded, test, { brief: true });
  const drawn =
    test.simulate && simulate(loaded, test.request, { ...test.simulate, ...(seed !== undefined && { seed }) });
  const hit = ruleOf(explanation);
  return {
    test,
    faults: faultsOf(explanation, test, drawn),
    got: sayDecision(explanation),
    ...(hit && { hit: hit.key }),
    ...(drawn && { simulated: drawn }),
  };
};

/** The explanation of a test's request. `brief` leaves out what only people want to read; `all` tells every rule that was asked. */
export const explainTest = (
  loaded: LoadedTable,
  { request, branch, namespace }: RouteTest,
  options: Pick<ExplainOptions, 'all' | 'brief'> = {},
): Explanation =>
  explainRequest(loaded, request, [], {
    ...options,
    ...(branch && { branch: (one) => isService(one, branch, namespace) }),
  });

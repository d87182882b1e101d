import { build } from '#core/build.ts';
import { explainRequest } from '#core/route/explain.ts';
import { load } from '#core/route/load.ts';

/** 5,000 rules of one host: prefixes, exact paths, expressions, and one path that headers tell apart. */
export const rules = 5_000;
const sorts: readonly ((i: number) => string)[] = [
  (i) => `uri: { prefix: /team-${i % 97}/service-${i}/ }`,
  (i) => `uri: { exact: /orders/${i} }`,
  (i) => `uri: { regex: "/api/v[0-9]+/r${i}/[a-z]+" }`,
  (i) => `uri: { prefix: /shared }, headers: { x-tenant: { exact: t${i} } }`,
];
export const sampleText = (): string => `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main }
spec:
  selector: { istio: ingressgateway }
  servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ["*"] }]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: many }
spec:
  hosts: [many.test]
  gateways: [main]
  http:
${Array.from({ length: rules }, (_, i) => `  - match: [{ ${sorts[i % sorts.length]?.(i)} }]\n    route: [{ destination: { host: httpbin } }]\n`).join('')}`;

export const asked = [
  '/orders/4997',
  '/Orders/4997',
  '/team-5/service-4/x',
  '/api/v1/r4998/x',
  '/api/v1/nothing',
  '/shared/x',
  '/none',
] as const;

export type Measured = {
  readonly path: string;
  readonly outcome: string;
  readonly hint: string;
  /** The one right after the table was loaded, when the rules are loaded too. */
  readonly first: number;
  readonly median: number;
  readonly worst: number;
};

/** Runs in Node and in a browser alike. Milliseconds; `first` is of a table that nobody has asked yet, the others are of 50 after it. */
export const measureExplain = (): readonly Measured[] => {
  const { table } = build([{ file: 'many.yaml', text: sampleText() }]);
  return asked.map((path) => {
    const loaded = load(table);
    const request = { method: 'GET', url: `http://many.test${path}`, headers: [] };
    const once = (): number => {
      const start = performance.now();
      explainRequest(loaded, request);
      return performance.now() - start;
    };
    const first = once();
    const rest = Array.from({ length: 50 }, once).sort((a, b) => a - b);
    const { decision, hints } = explainRequest(loaded, request);
    const [hint] = hints;
    return {
      path,
      outcome: decision.outcome,
      hint: hint?.message ?? '',
      first,
      median: rest[25] ?? 0,
      worst: rest.at(-1) ?? 0,
    };
  });
};

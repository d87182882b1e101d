import { performance } from 'node:perf_hooks';
import { build } from '#core/build.ts';
import { explainRequest } from '#core/route/explain.ts';
import { load } from '#core/route/load.ts';

/**
 * How long an explanation takes at 5,000 rules of one host: `npx node bench/explain.ts`. Milliseconds, median and worst of 50 after the first,
 * which loads the rules; the limit is 10.
 */
const rules = 5_000;
const sorts: readonly ((i: number) => string)[] = [
  (i) => `uri: { prefix: /team-${i % 97}/service-${i}/ }`,
  (i) => `uri: { exact: /orders/${i} }`,
  (i) => `uri: { regex: "/api/v[0-9]+/r${i}/[a-z]+" }`,
  (i) => `uri: { prefix: /shared }, headers: { x-tenant: { exact: t${i} } }`,
];
const text = `apiVersion: networking.istio.io/v1
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

const loaded = load(build([{ file: 'many.yaml', text }]).table);
const asked = [
  '/orders/4997',
  '/Orders/4997',
  '/team-5/service-4/x',
  '/api/v1/r4998/x',
  '/api/v1/nothing',
  '/shared/x',
  '/none',
];
for (const path of asked) {
  const request = { method: 'GET', url: `http://many.test${path}`, headers: [] };
  const times = Array.from({ length: 51 }, () => {
    const start = performance.now();
    explainRequest(loaded, request);
    return performance.now() - start;
  });
  const [first = 0, ...rest] = times;
  rest.sort((a, b) => a - b);
  const { decision, hints } = explainRequest(loaded, request);
  process.stdout.write(
    `${path.padEnd(24)} ${decision.outcome.padEnd(8)} first ${first.toFixed(1)}  median ${rest[25]?.toFixed(2)}  worst ${rest.at(-1)?.toFixed(2)}  ${hints[0]?.message ?? ''}\n`,
  );
}

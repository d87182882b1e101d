import { expect, it } from 'vitest';
import { build } from '#core/build.ts';
import { answerFromDocuments, askDocuments, completeExplanation } from '#core/convert/complete-explanation.ts';
import { explainRequest } from '#core/route/explain.ts';
import type { Explanation } from '#core/route/explanation.ts';
import { load } from '#core/route/load.ts';

const gateway = `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: main }
spec:
  gatewayClassName: istio
  listeners: [{ name: http, port: 80, protocol: HTTP }]
---
`;
const service = `---
apiVersion: v1
kind: Service
metadata: { name: shop }
spec: { ports: [{ port: 80, name: http }] }
`;
const httpRoute = `${gateway}apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: shop }
spec:
  parentRefs: [{ name: main }]
  rules:
  - matches:
    - path:
        type: Exact
        value: /a
      headers:
      - name: x-env
        value: test
    filters:
    - type: URLRewrite
      urlRewrite: { path: { type: ReplaceFullPath, replaceFullPath: /b } }
    timeouts:
      request: 3s
    backendRefs:
    - { name: shop, port: 80 }
${service}`;
const delegates = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main }
spec:
  selector: { istio: ingressgateway }
  servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ["*"] }]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: root }
spec:
  hosts: ["a.test"]
  gateways: [main]
  http:
  - match:
    - headers:
        x-env:
          exact: test
    delegate: { name: leaf }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: leaf }
spec:
  http:
  - match:
    - uri:
        exact: /a
    route:
    - destination: { host: shop }
    timeout: 3s
${service}`;

const explained = (text: string): { readonly explanation: Explanation; readonly lineOf: (line?: number) => string } => {
  const built = build([{ file: 'a.yaml', text }]);
  const plain = explainRequest(load(built.table), {
    method: 'GET',
    url: 'http://a.test/a',
    headers: [['x-env', 'test']],
  });
  const lines = text.split('\n');
  // To the worker and back.
  const answer = JSON.parse(
    JSON.stringify(answerFromDocuments(built, JSON.parse(JSON.stringify(askDocuments(plain))))),
  );
  return { explanation: completeExplanation(plain, answer), lineOf: (line = 0) => lines[line - 1]?.trim() ?? '' };
};

it.each([
  [
    'an HTTPRoute',
    httpRoute,
    ['value: /a', 'value: test'],
    [
      ['rewrite', '- type: URLRewrite'],
      ['timeout', 'request: 3s'],
    ],
  ],
  ['a delegate and its root', delegates, ['exact: /a', 'exact: test'], [['timeout', 'timeout: 3s']]],
])('every condition of %s has its line, and every effect', (_name, text, conditions, effects) => {
  const { explanation, lineOf } = explained(text);
  const chosen = explanation.candidates.find(({ verdict }) => verdict === 'chosen');
  expect(chosen?.checks.map(({ place }) => lineOf(place?.line)).sort()).toEqual([...conditions].sort());
  expect(explanation.effects.map(({ field, place }) => [field, lineOf(place?.line)])).toEqual(effects);
});

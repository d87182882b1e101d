import { describe, expect, it } from 'vitest';
import { list, object, optional, string } from '../../../src-main/core/schema/schema.ts';
import { destinationShapeOf } from '../../../src-main/core/visual/destinations.ts';
import {
  copyOfRule,
  newRule,
  ruleShapeOf,
  sayDestinations,
  sayRule,
  summarizeRule,
} from '../../../src-main/core/visual/rules.ts';
import { changed, documentOf, schemaAt } from './documents.ts';

const istio = 'networking.istio.io';
const gatewayApi = 'gateway.networking.k8s.io';
const shapeOf = (group: string, kind: string, ...path: readonly string[]) => {
  const shape = ruleShapeOf(schemaAt(group, kind, path));
  if (!shape) throw new Error(`${kind} has no rules at ${path}`);
  return shape;
};
const virtualService = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: reviews }
spec:
  hosts: [reviews.example.com]
  http:
  - name: old            # comment
    match:
    - uri: { prefix: /status }
      headers:
        x-user: { exact: jason }
    - uri: { exact: /login }
    route:
    - destination: { host: reviews, subset: v1 }
      weight: 90
    - destination: { host: reviews, subset: v2, port: { number: 9080 } }
      weight: 10
    timeout: 5s
  - redirect: { uri: /new }
`;

describe('what a row says of a rule', () => {
  it('puts conditions, destinations and extras of a VirtualService into words', () => {
    const shape = shapeOf(istio, 'VirtualService', 'http');
    const document = documentOf(virtualService);
    const [first, second] = [0, 1].map((i) => summarizeRule(document, ['spec', 'http'], i, shape));
    expect(first).toMatchObject({ name: 'old', badges: ['timeout'] });
    expect(first && sayRule(first)).toBe('prefix /status and header x-user exact jason, or exact /login');
    expect(first && sayDestinations(first.destinations)).toBe('reviews v1 90%, reviews v2:9080 10%');
    expect(second).toMatchObject({ instead: 'redirect', destinations: [], badges: [] });
    expect(second && sayRule(second)).toBe('every request');
  });

  it('reads HTTPRoute, GRPCRoute and their filters', () => {
    const text = `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: a }
spec:
  rules:
  - matches:
    - path: { value: /api }
      headers: [{ name: x-a, value: "1" }]
      method: GET
    filters: [{ type: URLRewrite }, { type: RequestMirror }]
    backendRefs: [{ name: a, port: 80, weight: 3 }, { name: b, port: 80 }]
`;
    const rule = summarizeRule(documentOf(text), ['spec', 'rules'], 0, shapeOf(gatewayApi, 'HTTPRoute', 'rules'));
    expect(sayRule(rule)).toBe('prefix /api and header x-a exact 1 and method GET');
    expect(rule.badges).toEqual(['URLRewrite', 'RequestMirror']);
    expect(sayDestinations(rule.destinations)).toBe('a:80 75%, b:80 25%');
    const grpc = text
      .replaceAll('HTTPRoute', 'GRPCRoute')
      .replace(/ +- path[\s\S]*GET\n/, '    - method: { service: a.B, method: C }\n');
    const call = summarizeRule(documentOf(grpc), ['spec', 'rules'], 0, shapeOf(gatewayApi, 'GRPCRoute', 'rules'));
    expect(sayRule(call)).toBe('service exact a.B and method exact C');
  });

  it('reads the hosts of an Ingress and their paths', () => {
    const text = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: a }
spec:
  rules:
  - host: a.example.com
    http:
      paths:
      - { path: /a, pathType: Exact, backend: { service: { name: web, port: { name: http } } } }
`;
    const shape = shapeOf('networking.k8s.io', 'Ingress', 'rules');
    const host = summarizeRule(documentOf(text), ['spec', 'rules'], 0, shape);
    expect([sayRule(host), host.inside]).toEqual(['host a.example.com', 1]);
    expect(shape.nested?.path).toEqual(['http', 'paths']);
    if (!shape.nested) return;
    const path = summarizeRule(documentOf(text), ['spec', 'rules', 0, 'http', 'paths'], 0, shape.nested.shape);
    expect([sayRule(path), sayDestinations(path.destinations)]).toEqual(['exact /a', 'web:http']);
  });

  it('fits a list of a kind nobody has named, by its shape, and no other list', () => {
    const rule = object('R', {
      matches: optional(list(object('M', { colour: optional(string(), '') })), ''),
      backendRefs: optional(list(object('B', { name: optional(string(), '') })), ''),
    });
    expect(ruleShapeOf(list(rule))?.matches?.field).toBe('matches');
    expect(ruleShapeOf(list(string()))).toBeUndefined();
    expect(ruleShapeOf(schemaAt(istio, 'Gateway', ['servers']))).toBeUndefined();
    expect(ruleShapeOf(schemaAt(istio, 'ServiceEntry', ['endpoints']))).toBeUndefined();
    for (const [kind, field] of [
      ['TLSRoute', 'rules'],
      ['TCPRoute', 'rules'],
    ] as const)
      expect(ruleShapeOf(schemaAt(gatewayApi, kind, [field]))?.destinations?.field).toBe('backendRefs');
    for (const field of ['tls', 'tcp'])
      expect(ruleShapeOf(schemaAt(istio, 'VirtualService', [field]))?.destinations?.total).toBe(100);
  });
});

describe('new rules', () => {
  it('lead where their neighbour leads and ask for a path of their own', () => {
    const shape = shapeOf(istio, 'VirtualService', 'http');
    const document = documentOf(virtualService);
    expect(newRule(document, ['spec', 'http'], 0, shape)).toMatchObject({
      match: [{ uri: { prefix: '/example' } }],
      route: [{ destination: { host: 'reviews', subset: 'v1' }, weight: 90 }, { weight: 10 }],
    });
    expect(newRule(document, ['spec', 'http'], 1, shape)).toMatchObject({
      route: [{ destination: { host: 'example' } }],
    });
  });

  it('a copy is the same once more, and the original stays to the byte', () => {
    const document = documentOf(virtualService);
    const value = copyOfRule(document, ['spec', 'http', 1]);
    const text = changed(virtualService, [{ do: 'insert', path: ['spec', 'http'], index: 2, value }]);
    expect(text).toBe(`${virtualService}  - redirect:\n      uri: /new\n`);
  });

  it('have no destinations where the kind has none', () => {
    expect(destinationShapeOf(object('R', { name: optional(string(), '') }))).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { explainRequest } from '#core/route/explain.ts';
import { load } from '#core/route/load.ts';
import { printTable } from '#core/route/print.ts';
import { printExplanation, toDecisionLine } from '#core/route/print-explanation.ts';
import { clusterOf, codesOf, compileYaml, main, service, shop, tableOf } from './compile/world.ts';

const rule = (name: string, spec: string, namespace = 'default', more = '') => `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: ${name}, namespace: ${namespace}${more} }
spec: ${spec}
---
`;
const gateway = (spec: string) => `
apiVersion: slipway.dev/v1
kind: LocalGateway
metadata: { name: here }
spec: ${spec}
---
`;
const local = `
apiVersion: slipway.dev/v1
kind: LocalService
metadata: { name: oven }
spec:
  endpoints:
  - { address: 3001, labels: { version: v1 } }
  - { address: 3002, labels: { version: v2, size: big } }
---
`;
const oven = service('oven', 8080) + local;
const named = (subset: string, host = 'oven.default.svc.cluster.local', port = 8080) =>
  `outbound|${port}|${subset}|${host}`;
const subset = (name: string, labels = '{}') => `{ name: ${name}, labels: ${labels} }`;
const portsOf = (table: ReturnType<typeof tableOf>, name: string) =>
  clusterOf(table, name).endpoints.map((endpoint) => (endpoint.at === 'address' ? endpoint.port : endpoint.at));
const subsetsOf = (...yaml: readonly string[]) =>
  Object.values(tableOf(oven, ...yaml).clusters)
    .flatMap((cluster) => cluster.subset ?? [])
    .sort();

describe('the clusters of subsets', () => {
  const two = rule('oven', `{ host: oven, subsets: [${subset('v2', '{ version: v2 }')}, ${subset('all')}] }`);

  it('have the endpoints with all of their labels', () => {
    const table = tableOf(oven, two);
    expect(portsOf(table, named('v2'))).toEqual([3002]);
    expect(portsOf(table, named('all'))).toEqual([3001, 3002]);
    expect(portsOf(table, named(''))).toEqual([3001, 3002]);
    expect(clusterOf(table, named('v2'))).toMatchObject({
      subset: 'v2',
      protocol: 'http1',
      boundBy: 'local-service',
      subsetLabels: { version: 'v2' },
      rule: { kind: 'DestinationRule', name: 'oven', path: 'spec.subsets[0]' },
    });
    expect(clusterOf(table, named('')).rule).toMatchObject({ path: 'spec.host' });
  });

  it('are there without endpoints, and for every port', () => {
    const none = rule('oven', `{ host: oven, subsets: [${subset('v9', '{ version: v9 }')}] }`);
    const table = tableOf(service('oven', 8080, 9090), local, none);
    for (const port of [8080, 9090]) {
      expect(clusterOf(table, named('v9', undefined, port))).toMatchObject({ boundBy: 'nothing', endpoints: [] });
    }
    expect(JSON.parse(JSON.stringify(table))).toEqual(table);
  });

  it('take the labels of an EndpointSlice, without those of Kubernetes', () => {
    const slice = (name: string, labels: string, port: number) =>
      `apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: { name: ${name}, labels: { kubernetes.io/service-name: oven, endpointslice.kubernetes.io/managed-by: me${labels} } }\naddressType: IPv4\nendpoints: [{ addresses: [127.0.0.1] }]\nports: [{ name: http, port: ${port} }]\n---\n`;
    const table = tableOf(service('oven', 8080), slice('a', '', 1), slice('b', ', version: v2', 2), two);
    expect(portsOf(table, named('v2'))).toEqual([2]);
    expect(clusterOf(table, named('')).endpoints.map(({ labels }) => labels)).toEqual([{}, { version: 'v2' }]);
  });
});

describe('which rule is in force (reference 6.1)', () => {
  const host = 'oven.default.svc.cluster.local';
  const own = rule('own', `{ host: ${host}, subsets: [${subset('own')}] }`, 'edge');
  const beside = (more = '') => rule('beside', `{ host: oven${more}, subsets: [${subset('beside')}] }`);
  const root = rule('root', `{ host: "*.local", subsets: [${subset('root')}] }`, 'istio-system');
  const edge = gateway('{ namespace: edge }');

  it.each([
    ['own', [edge, own, beside(), root]],
    ['beside', [edge, beside(), root]],
    ['root', [edge, root]],
    ['root', [edge, beside(', exportTo: ["."]'), root]],
    ['beside', [edge, beside(', exportTo: [edge]'), root]],
    ['beside', [edge, beside(', exportTo: ["*"]'), root]],
    // In the root namespace rules for everyone do not come first, but those that stay in it do.
    ['beside', [beside(), root]],
    ['root', [root]],
    [
      'private',
      [
        beside(),
        root,
        rule('mine', `{ host: ${host}, exportTo: ["."], subsets: [${subset('private')}] }`, 'istio-system'),
      ],
    ],
    // Another namespace has no say.
    ['', [edge, rule('stranger', `{ host: ${host}, subsets: [${subset('stranger')}] }`, 'shop')]],
  ])('%s', (expected, yaml) => {
    expect(subsetsOf(...yaml)).toEqual(expected === '' ? [] : [expected]);
  });

  it('the exact host, then the longest wildcard; what is not exported still stands before it', () => {
    const wide = rule('wide', `{ host: "*.local", subsets: [${subset('wide')}] }`);
    const near = rule('near', `{ host: "*.default.svc.cluster.local", subsets: [${subset('near')}] }`);
    expect(subsetsOf(edge, wide, near, beside())).toEqual(['beside']);
    expect(subsetsOf(edge, wide, near)).toEqual(['near']);
    expect(subsetsOf(edge, wide, near, beside(', exportTo: [shop]'))).toEqual([]);
    expect(subsetsOf(edge, wide, near, beside(', exportTo: ["."]'))).toEqual(['near']);
  });

  it('a selector is for gateways with its labels, before the rule for everyone', () => {
    const choosy = (labels: string) =>
      rule(
        'choosy',
        `{ host: ${host}, workloadSelector: { matchLabels: ${labels} }, subsets: [${subset('choosy')}] }`,
        'edge',
      );
    const labelled = gateway('{ namespace: edge, labels: { app: gw } }');
    expect(subsetsOf(labelled, choosy('{ app: gw }'), own)).toEqual(['choosy', 'own']);
    expect(subsetsOf(labelled, choosy('{ app: other }'), own)).toEqual(['own']);
    // It stops the search all the same, as in Istio.
    expect(subsetsOf(labelled, choosy('{ app: other }'), beside())).toEqual([]);
    // Without labels of its own the gateway has those that Gateways ask for.
    const asking = main.replace('spec:', 'spec:\n  selector: { app: gw }');
    expect(subsetsOf(edge, asking, choosy('{ app: gw }'))).toEqual(['choosy']);
    expect(subsetsOf(edge, main, choosy('{ app: gw }'))).toEqual([]);
  });
});

describe('several rules for a host (reference 6.2)', () => {
  it('are merged by age: the first definition of a subset, the first policy as a whole', () => {
    const created = (day: number) => `, creationTimestamp: "2026-01-0${day}T00:00:00Z"`;
    const table = tableOf(
      oven,
      rule(
        'a',
        `{ host: oven, trafficPolicy: { loadBalancer: { simple: RANDOM } }, subsets: [${subset('v1')}] }`,
        'default',
        created(2),
      ),
      rule(
        'b',
        `{ host: oven, trafficPolicy: { connectionPool: { tcp: { maxConnections: 1 } } }, subsets: [${subset('v1', '{ version: v1 }')}] }`,
        'default',
        created(1),
      ),
    );
    expect(portsOf(table, named('v1'))).toEqual([3001]);
    const { policy, rule: inForce } = clusterOf(table, named(''));
    expect(Object.keys(policy ?? {})).toEqual(['pool']);
    expect(inForce?.name).toBe('b');
  });

  it('are kept apart beside the service where they are exported to others, and the last one counts', () => {
    const edge = gateway('{ namespace: edge }');
    const open = rule('a', `{ host: oven, subsets: [${subset('open')}] }`);
    const some = rule('b', `{ host: oven, exportTo: [edge, shop], subsets: [${subset('some')}] }`);
    expect(subsetsOf(edge, open, some)).toEqual(['some']);
    expect(subsetsOf(edge, open, some.replace('[edge, shop]', '[shop]'))).toEqual(['open']);
  });
});

describe('what is told', () => {
  const to = (destination: string) => shop(`[{ route: [{ destination: { ${destination} } }] }]`);
  const told = (...yaml: readonly string[]) => compileYaml(main, oven, ...yaml).diagnostics;

  it('an undefined subset, with what was meant', () => {
    const [only, ...others] = told(
      to('host: oven, subset: v3'),
      rule('oven', `{ host: oven, subsets: [${subset('v2')}] }`),
    );
    expect(others).toEqual([]);
    expect(only).toMatchObject({ severity: 'warning', code: 'reference/missing-subset' });
    expect(only?.message).toContain('did you mean "v2"?');
  });

  it('a rule without a service, and one that another keeps out of force', () => {
    expect(codesOf(told(rule('x', '{ host: ovne }')))).toEqual(['reference/unknown-rule-host']);
    expect(codesOf(told(rule('x', '{ host: httpbin }')))).toEqual([]);
    expect(codesOf(told(rule('x', '{ host: "*.local" }'), rule('y', '{ host: oven }')))).toEqual([
      'destination-rule/not-in-force',
    ]);
  });

  it('in words, in the printed table and to machines', () => {
    const yaml = [
      main,
      oven,
      to('host: oven, subset: v2'),
      rule(
        'oven',
        `{ host: oven, trafficPolicy: { loadBalancer: { simple: ROUND_ROBIN } }, subsets: [${subset('v2', '{ version: v2 }')}, ${subset('v9', '{ version: v9 }')}] }`,
      ),
    ];
    const table = tableOf(...yaml);
    const explanation = explainRequest(load(table), { method: 'GET', url: 'http://shop.test/', headers: [] });
    const text = printExplanation(explanation, { colour: false });
    expect(text).toContain('under DestinationRule default/oven spec.subsets[0] (d.yaml:5)');
    expect(text).toContain('    endpoints in turn');
    expect(toDecisionLine(explanation).destinations).toMatchObject([
      { subset: 'v2', addresses: ['127.0.0.1:3002'], policy: ['endpoints in turn'] },
    ]);
    expect(printTable(table)).toContain('endpoints in turn');
    const empty = tableOf(...yaml.map((one) => one.replace('subset: v2', 'subset: v9')));
    const steps = explainRequest(load(empty), { method: 'GET', url: 'http://shop.test/', headers: [] }).nextSteps;
    expect(steps).toEqual([
      expect.stringContaining('no endpoint of "oven.default.svc.cluster.local" port 8080 has the labels'),
    ]);
    const unknown = tableOf(...yaml.map((one) => one.replace('subset: v2', 'subset: v7')));
    expect(explainRequest(load(unknown), { method: 'GET', url: 'http://shop.test/', headers: [] }).nextSteps).toEqual([
      expect.stringContaining('has no subset "v7" in DestinationRule "default/oven"'),
    ]);
  });
});

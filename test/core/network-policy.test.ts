import { describe, expect, test } from 'vitest';
import { build } from '#core/build.ts';
import { type Connecting, loadNetworkPolicies } from '#core/route/network-policy.ts';

const policy = (name: string, spec: object, namespace = 'istio-system') => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace },
  spec,
});

const P = policy('p', {
  podSelector: {},
  policyTypes: ['Egress'],
  egress: [
    {
      to: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }],
      ports: [{ port: 8000, endPort: 8100 }],
    },
  ],
});
const Q = policy('q', { podSelector: {}, egress: [{ to: [{ ipBlock: { cidr: '192.168.1.5/32' } }] }] });
const open = policy('open', { podSelector: {}, policyTypes: ['Egress'], egress: [{}] });
const localGateway = (spec: object) => ({
  apiVersion: 'slipway.dev/v1',
  kind: 'LocalGateway',
  metadata: { name: 'here' },
  spec,
});

const built = (...documents: object[]) =>
  build([{ file: 'a.yaml', text: documents.map((d) => JSON.stringify(d)).join('\n---\n') }]);
const judge = (...documents: object[]) => loadNetworkPolicies(built(...documents).table.networkPolicy, 'egress');
const tcp = (address: string, port: number): Connecting => ({ address, port, protocol: 'TCP' });

describe('egress (gateway-api reference 4.3)', () => {
  test.each([
    ['10.2.0.1', 8000, 'TCP', true],
    ['10.2.0.1', 8100, 'TCP', true],
    ['10.2.0.1', 8101, 'TCP', false],
    ['10.1.2.3', 8000, 'TCP', false],
    ['192.168.1.5', 22, 'TCP', true],
    ['10.2.0.1', 8000, 'UDP', false],
    ['fd00::1', 8000, 'TCP', false],
  ] as const)('%s:%d %s', (address, port, protocol, allowed) => {
    const connection: Connecting = { address, port, protocol };
    expect(judge(P, Q)?.(connection) === undefined).toBe(allowed);
    expect(judge(Q, P)?.(connection) === undefined).toBe(allowed);
    expect(judge(P, Q, open)?.(connection)).toBeUndefined();
  });

  test('the policy that denies is named', () => {
    expect(judge(P)?.(tcp('192.0.2.1', 80))?.policy).toMatchObject({ namespace: 'istio-system', name: 'p' });
  });

  test('types by default: Ingress, and Egress where there are rules for it', () => {
    expect(judge(policy('i', { podSelector: {}, ingress: [] }))).toBeUndefined();
    expect(judge(policy('e', { podSelector: {}, policyTypes: ['Egress'] }))?.(tcp('10.0.0.1', 80))).toBeDefined();
  });

  test('only policies for the gateway count, by its namespace and labels', () => {
    const named = { podSelector: { matchLabels: { istio: 'ingressgateway' } }, policyTypes: ['Egress'] };
    const other = { podSelector: { matchLabels: { app: 'db' } }, policyTypes: ['Egress'] };
    expect(judge(policy('a', named))).toBeDefined();
    expect(judge(policy('a', other))).toBeUndefined();
    expect(judge(policy('a', named, 'default'))).toBeUndefined();
    expect(judge(policy('a', other, 'shop'), localGateway({ namespace: 'shop', labels: { app: 'db' } }))).toBeDefined();
    const told = built(policy('a', named, 'default')).diagnostics.map(({ code }) => code);
    expect(told).toContain('network-policy/other-pods');
  });

  test('loopback is exempt unless a LocalGateway wants it judged', () => {
    for (const address of ['127.0.0.1', '127.9.9.9', '::1', 'unix:///run/a.sock']) {
      expect(judge(P)?.(tcp(address, 80))).toBeUndefined();
      expect(judge(P, localGateway({ networkPolicyLoopback: 'judged' }))?.(tcp(address, 80))).toBeDefined();
    }
  });

  test('pods are chosen by their labels and the labels of their namespace', () => {
    const toPods = (to: object) => judge(policy('a', { policyTypes: ['Egress'], egress: [{ to: [to] }] }), namespace);
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels: { team: 'red' } } };
    const pod = { namespace: 'shop', labels: { app: 'cart' } };
    const at = { ...tcp('10.0.0.1', 80), pod };
    expect(toPods({ namespaceSelector: { matchLabels: { team: 'red' } } })?.(at)).toBeUndefined();
    expect(toPods({ namespaceSelector: { matchLabels: { team: 'blue' } } })?.(at)).toBeDefined();
    expect(toPods({ namespaceSelector: {}, podSelector: { matchLabels: { app: 'cart' } } })?.(at)).toBeUndefined();
    expect(toPods({ namespaceSelector: {}, podSelector: { matchLabels: { app: 'db' } } })?.(at)).toBeDefined();
    // Without a namespaceSelector: the policy's own namespace.
    expect(toPods({ podSelector: { matchLabels: { app: 'cart' } } })?.(at)).toBeDefined();
    expect(toPods({ namespaceSelector: {} })?.(tcp('10.0.0.1', 80))).toBeDefined();
  });

  test('a port by name allows nothing, one without number every port of its protocol', () => {
    const ports = (list: object[]) =>
      judge(policy('a', { policyTypes: ['Egress'], egress: [{ ports: list }] }))?.(tcp('10.0.0.1', 80));
    expect(ports([{ port: 'http' }])).toBeDefined();
    expect(ports([{ protocol: 'TCP' }])).toBeUndefined();
    expect(ports([{ protocol: 'UDP' }])).toBeDefined();
  });
});

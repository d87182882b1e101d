import type { Cluster, Data, KubeObject } from './cluster.ts';
import type { Pods } from './pods.ts';
import type { StatusExpect } from './status.ts';
import type { Step, SuiteTest } from './suite.ts';

/** One step: what is done to the cluster, then what must hold. `says` is the text of the data that it plays, so that a changed text is noticed. */
export type PlayedStep = {
  readonly id: string;
  readonly act: (cluster: Cluster, pods: Pods) => void | Promise<void>;
  readonly expect: readonly StatusExpect[];
  /** How often the generation of an object has grown by then. */
  readonly generation?: { readonly kind: string; readonly name: string; readonly is: number };
};

const infra = 'gateway-conformance-infra';
const api = 'gateway.networking.k8s.io';

type Play = {
  /** Before statuses and requests are judged; else after them. */
  readonly first?: true;
  readonly steps: readonly Omit<PlayedStep, 'id'>[];
};

const accepted = { type: 'Accepted', status: 'True', reason: 'Accepted' } as const;
const gatewayOf = (name: string) => ({ kind: 'Gateway', namespace: infra, name });

/** What the steps of a test come to; `undefined` where the data have steps that nobody here knows. */
export function playedSteps(
  test: SuiteTest,
): { readonly first: boolean; readonly steps: readonly PlayedStep[] } | undefined {
  if (test.steps === undefined || test.steps.length === 0) return { first: false, steps: [] };
  const play = plays(test.steps)[test.name];
  if (play === undefined) return undefined;
  return {
    first: play.first ?? false,
    steps: play.steps.map((one, index) => ({ ...one, id: `${test.name}/step-${index + 1}` })),
  };
}

/** The expectations of statuses that the data write in full. */
const written = (steps: readonly Step[], at: number): readonly StatusExpect[] => {
  const { expect } = steps[at] ?? {};
  return Array.isArray(expect) ? expect.filter((one): one is StatusExpect => 'kind' in one) : [];
};

const newerRoute =
  (kind: string, version: string, route: string, gateway: string, section: string, to: [string, number]) =>
  (cluster: Cluster): void =>
    cluster.put({
      apiVersion: `${api}/${version}`,
      kind,
      metadata: { name: route, namespace: infra, creationTimestamp: '2030-01-01T00:00:01Z' } as KubeObject['metadata'],
      spec: {
        parentRefs: [{ name: gateway, sectionName: section }],
        rules: [{ backendRefs: [{ name: to[0], port: to[1] }] }],
      },
    });

const bothAttached = (kind: string, gateway: string, section: string): readonly StatusExpect[] => [
  ...['older', 'newer'].map((age) => ({
    kind,
    namespace: infra,
    name: `${kind.toLowerCase()}-attach-${age}`,
    parent: gatewayOf(gateway),
    conditions: [accepted],
  })),
  { ...gatewayOf(gateway), listeners: [{ name: section, supportedKinds: [kind], attachedRoutes: 2 }] },
];

const policyIs = (status: 'True' | 'False'): readonly StatusExpect[] => [
  {
    kind: 'BackendTLSPolicy',
    namespace: infra,
    name: 'reconcile-test',
    ancestor: gatewayOf('same-namespace'),
    conditions: [
      { type: 'Accepted', status, reason: status === 'True' ? 'Accepted' : 'NoValidCACertificate' },
      { type: 'ResolvedRefs', status, reason: status === 'True' ? 'ResolvedRefs' : 'InvalidCACertificateRef' },
    ],
  },
];

const policyAncestor = (cluster: Cluster): KubeObject => cluster.get('ConfigMap', infra, 'tls-checks-ca-certificate');
const ownAuthority = (cluster: Cluster, data: unknown): void =>
  cluster.put({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace: infra, name: 'reconcile-ca' }, data });

const plays = (steps: readonly Step[]): Readonly<Record<string, Play>> => ({
  BackendTLSPolicy: {
    steps: [
      {
        act: (cluster) =>
          cluster.change('BackendTLSPolicy', infra, 'reconcile-test', ({ spec }: Data) => {
            spec.validation.caCertificateRefs = [{ group: '', kind: 'ConfigMap', name: 'reconcile-ca' }];
          }),
        expect: policyIs('False'),
      },
      { act: (cluster) => ownAuthority(cluster, policyAncestor(cluster).data), expect: policyIs('True') },
      { act: (cluster) => ownAuthority(cluster, { 'ca.crt': '' }), expect: policyIs('False') },
      { act: (cluster) => ownAuthority(cluster, policyAncestor(cluster).data), expect: policyIs('True') },
    ],
  },
  BackendTLSPolicyObservedGenerationBump: {
    steps: [
      {
        act: (cluster) =>
          cluster.change('BackendTLSPolicy', infra, 'observed-generation-bump', ({ spec }: Data) => {
            spec.validation.hostname = 'foo.example.com';
          }),
        expect: [
          {
            kind: 'BackendTLSPolicy',
            namespace: infra,
            name: 'observed-generation-bump',
            ancestor: gatewayOf('same-namespace'),
            conditions: [{ type: 'Accepted', status: 'True', reason: 'any' }],
          },
        ],
        generation: { kind: 'BackendTLSPolicy', name: 'observed-generation-bump', is: 2 },
      },
    ],
  },
  GatewayClassObservedGenerationBump: {
    steps: [
      {
        act: (cluster) =>
          cluster.change('GatewayClass', '', 'gatewayclass-observed-generation-bump', ({ spec }: Data) => {
            spec.description = 'new';
          }),
        expect: [
          {
            kind: 'GatewayClass',
            name: 'gatewayclass-observed-generation-bump',
            conditions: [{ type: 'Accepted', status: 'any', reason: 'any' }],
          },
        ],
        generation: { kind: 'GatewayClass', name: 'gatewayclass-observed-generation-bump', is: 2 },
      },
    ],
  },
  GatewayModifyListeners: {
    steps: [
      {
        act: (cluster) =>
          cluster.change('Gateway', infra, 'gateway-add-listener', ({ spec }: Data) => {
            spec.listeners.push(listener('http', 'data.test.com'));
          }),
        expect: written(steps, 1),
        generation: { kind: 'Gateway', name: 'gateway-add-listener', is: 2 },
      },
      {
        act: (cluster) =>
          cluster.change('Gateway', infra, 'gateway-remove-listener', ({ spec }: Data) => {
            spec.listeners = spec.listeners.filter(({ name }: Data) => name !== 'https');
          }),
        expect: written(steps, 3),
        generation: { kind: 'Gateway', name: 'gateway-remove-listener', is: 2 },
      },
    ],
  },
  GatewayObservedGenerationBump: {
    steps: [
      {
        act: (cluster) =>
          cluster.change('Gateway', infra, 'gateway-observed-generation-bump', ({ spec }: Data) => {
            spec.listeners.push(listener('alternate', 'foo.com'));
          }),
        expect: [{ ...gatewayOf('gateway-observed-generation-bump'), observedGenerationCurrent: true }],
        generation: { kind: 'Gateway', name: 'gateway-observed-generation-bump', is: 2 },
      },
    ],
  },
  GatewayStaticAddresses: {
    steps: [
      { act: dropFirstAddress, expect: written(steps, 1) },
      {
        act: dropFirstAddress,
        expect: written(steps, 3).map((one) => ({ ...one, addresses: [usableAddress] })),
      },
    ],
  },
  HTTPRouteObservedGenerationBump: {
    steps: [
      {
        act: (cluster) => {
          // The suite's base has this Service, the data of this test have not.
          const service = structuredClone(cluster.get('Service', infra, 'infra-backend-v1')) as Data;
          service.metadata.name = 'infra-backend-v2';
          cluster.put(service);
          cluster.change('HTTPRoute', infra, 'observed-generation-bump', ({ spec }: Data) => {
            spec.rules[0].backendRefs[0].name = 'infra-backend-v2';
          });
        },
        expect: written(steps, 2),
        generation: { kind: 'HTTPRoute', name: 'observed-generation-bump', is: 2 },
      },
    ],
  },
  HTTPRouteServiceTypes: {
    first: true,
    steps: [
      {
        act: async (cluster, pods) => {
          const running = await pods.of(cluster, infra, 'infra-backend-v1');
          for (const service of ['manual-endpointslices', 'headless-manual-endpointslices'])
            for (const [index, pod] of running.entries()) {
              const slice = structuredClone(cluster.get('EndpointSlice', infra, `${service}-ip4`)) as Data;
              // Pods of one machine have ports of their own, and a slice has one port for all of its endpoints.
              if (index > 0) slice.metadata.name += `-${index + 1}`;
              slice.ports[0].port = pod.ports[3000];
              slice.endpoints = [
                { addresses: ['127.0.0.1'], conditions: { ready: true, serving: true, terminating: false } },
              ];
              cluster.put(slice);
            }
        },
        expect: [],
      },
    ],
  },
  TCPRouteMultipleRoutesAttachment: {
    first: true,
    steps: [
      {
        act: newerRoute('TCPRoute', 'v1', 'tcproute-attach-newer', 'tcp-multi-route-attach-gateway', 'tcp', [
          'tcp-attach-backend-2',
          3000,
        ]),
        expect: bothAttached('TCPRoute', 'tcp-multi-route-attach-gateway', 'tcp'),
      },
    ],
  },
  UDPRouteMultipleRoutesAttachment: {
    first: true,
    steps: [
      {
        act: newerRoute('UDPRoute', 'v1', 'udproute-attach-newer', 'udp-multi-route-attach-gateway', 'udp', [
          'udp-attach-backend-2',
          8080,
        ]),
        expect: bothAttached('UDPRoute', 'udp-multi-route-attach-gateway', 'udp'),
      },
    ],
  },
  TCPRouteReferenceGrant: {
    steps: [
      {
        act: (cluster) => cluster.remove('ReferenceGrant', 'gateway-conformance-web-backend', 'tcp-reference-grant'),
        expect: written(steps, 1),
      },
    ],
  },
  UDPRouteReferenceGrant: {
    steps: [
      {
        act: (cluster) => cluster.remove('ReferenceGrant', 'gateway-conformance-app-backend', 'udp-reference-grant'),
        expect: written(steps, 1),
      },
    ],
  },
});

const listener = (name: string, hostname: string) => ({
  name,
  hostname,
  port: 80,
  protocol: 'HTTP',
  allowedRoutes: { namespaces: { from: 'All' } },
});

/** Addresses in the place of those that an installation of the suite is told: loopback can be had, one of the documentation's (RFC 5737) cannot. */
export const usableAddress = '127.0.7.7';
export const unusableAddress = '192.0.2.77';

function dropFirstAddress(cluster: Cluster): void {
  cluster.change('Gateway', infra, 'gateway-static-addresses', ({ spec }: Data) => spec.addresses.shift());
}

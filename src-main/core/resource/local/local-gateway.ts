import {
  type Infer,
  integer,
  intOrString,
  list,
  map,
  object,
  oneOf,
  optional,
  required,
  string,
} from '../../schema/schema.ts';

const portMapping = object('PortMapping', {
  declared: required(integer(1, 65535), 'The port as the Gateway declares it.'),
  local: required(integer(1, 65535), 'The port that is opened on this machine.'),
});

const resolveEntry = object('ResolveEntry', {
  host: required(string(), 'A name or an IP address that a service is reached by; may begin with "*.".'),
  port: optional(integer(1, 65535), 'The port for which this holds.', { default: 'every port' }),
  address: required(
    intOrString(),
    'Where connections go in its place: an address, "address:port", or a port of this machine.',
  ),
});

const mesh = object('MeshClient', {
  namespace: optional(string(), 'The namespace of the workload whose sidecar is played.', { default: 'default' }),
  labels: optional(map(string()), 'The labels of that workload, for Sidecars and "sourceLabels".', {
    default: 'none',
  }),
  outboundTrafficPolicy: optional(
    oneOf('ALLOW_ANY', 'REGISTRY_ONLY'),
    'What becomes of requests for hosts that nothing declares; the outboundTrafficPolicy of the mesh.',
    { default: 'ALLOW_ANY' },
  ),
  port: optional(integer(1, 65535), 'The port of the forward proxy on this machine.', {
    default: 'one that is free',
  }),
});

/** `slipway.dev/v1` `LocalGateway`: the gateway workload and the mesh settings that a cluster would have. At most one. */
const ignored = object('IgnoredFinding', {
  code: required(string({ filled: true }), 'The code of the finding, ours or that of Istio ("IST0101").'),
  because: required(string({ filled: true }), 'Why it does not count.'),
  kind: optional(string(), 'Only in resources of this kind.', { default: 'in all kinds' }),
  name: optional(string(), 'Only in resources of this name.', { default: 'whatever the name' }),
  namespace: optional(string(), 'Only in resources of this namespace.', { default: 'in all namespaces' }),
});

export const localGatewaySpec = object('LocalGateway', {
  namespace: optional(string(), 'The namespace in which the gateway is taken to run.', { default: 'istio-system' }),
  labels: optional(map(string()), 'The labels of the gateway, which selectors of Gateways are compared with.', {
    default: 'none: every selector is accepted',
  }),
  ports: optional(list(portMapping), 'Which local port is opened for a declared port.', {
    default: 'the same, or the next that is free',
  }),
  locality: optional(
    string(),
    'Where the gateway is, as "region/zone/subzone"; endpoints of the same place are preferred as a DestinationRule says.',
    { default: 'nowhere: all endpoints are equally near' },
  ),
  addresses: optional(list(string()), 'The addresses to listen on.', { default: '["127.0.0.1", "::1"]' }),
  gatewayClasses: optional(
    list(string()),
    'The classes of the Gateway API that are served here; Gateways of other classes are left alone.',
    { default: 'every class' },
  ),
  ingressClasses: optional(
    list(string()),
    'The classes of Ingresses that are served here; Ingresses of other classes, or of none, are left alone.',
    { default: 'every class, and Ingresses without one' },
  ),
  ingressControllers: optional(
    list(string()),
    'The controllers of IngressClasses that are played here; with any, an Ingress is served only if its class is declared and has one of them.',
    { default: 'every controller, and classes that nobody declares' },
  ),
  networkPolicyLoopback: optional(
    oneOf('exempt', 'judged'),
    'Whether NetworkPolicies judge connections that stay on this machine; in a cluster a node always reaches its own pods.',
    { default: 'exempt' },
  ),
  gatewayAddresses: optional(
    oneOf('shared', 'own'),
    'Whether Gateways of the Gateway API listen on the addresses above together, or each on one of its own from 127.0.1.1 on.',
    { default: 'shared' },
  ),
  resolve: optional(
    list(resolveEntry),
    'Where names of services are, before the system is asked; the first entry that fits wins.',
    { default: 'none: the system looks names up' },
  ),
  explainErrors: optional(
    oneOf('always', 'browsers', 'never', 'true', 'false'),
    'Who gets a page with reasons in place of an empty 404 or 503; "true" means always, "false" never.',
    { default: 'browsers' },
  ),
  pathNormalization: optional(
    oneOf('NONE', 'BASE', 'MERGE_SLASHES', 'DECODE_AND_MERGE_SLASHES'),
    'How paths are made uniform before they are matched; the pathNormalization of the mesh.',
    { default: 'BASE' },
  ),
  clusterDomain: optional(string(), 'The domain of the cluster, with which short names are completed.', {
    default: 'cluster.local',
  }),
  rootNamespace: optional(string(), 'The namespace of mesh-wide settings.', { default: 'istio-system' }),
  accessLog: optional(oneOf('text', 'json', 'off'), 'How every request is logged.', { default: 'text' }),
  mesh: optional(mesh, 'The client side of the mesh: the workload whose requests the forward proxy takes.'),
  serverHeader: optional(string(), 'The value of the "server" header.', { default: 'istio-envoy' }),
  ignore: optional(list(ignored), 'Findings that are known and shall not be shown, each with its reason.', {
    default: 'every finding is shown',
  }),
});

export type LocalGatewaySpec = Infer<typeof localGatewaySpec>;

import { type Infer, integer, list, map, object, oneOf, optional, required, string } from '../../schema/schema.ts';
import { workloadEntrySpec } from './workload-entry.ts';

export const serviceEntryPort = object('ServicePort', {
  number: required(integer(1, 65535), 'The port that destinations name.'),
  name: required(string(), 'The name of the port; endpoints refer to it.'),
  protocol: optional(string(), 'HTTP, HTTPS, HTTP2, GRPC, GRPC-WEB, TLS, TCP, MONGO …, in any case.', {
    default: 'found out from the first bytes',
    fidelity: 'approximated',
    note: 'without a protocol HTTP/1.1 is assumed',
  }),
  targetPort: optional(integer(0, 65535), 'The port of the endpoints.', { default: 'the same as number' }),
});

const workloadSelector = object('WorkloadSelector', {
  labels: optional(map(string()), 'Labels that a WorkloadEntry of the same namespace must have.'),
});

/** Reference 1.5 and 7.1. */
export const serviceEntrySpec = object('ServiceEntry', {
  hosts: required(
    list(string()),
    'The hosts that become known; a wildcard such as "*.shop.test" is a host of its own.',
  ),
  addresses: optional(list(string()), 'Virtual addresses of the hosts.', {
    fidelity: 'approximated',
    note: 'single addresses are further names of the hosts for requests of the mesh; no connections are caught',
  }),
  ports: optional(list(serviceEntryPort), 'The ports of the hosts.'),
  location: optional(oneOf('MESH_EXTERNAL', 'MESH_INTERNAL'), 'Whether the hosts belong to the mesh.', {
    default: 'MESH_EXTERNAL',
    fidelity: 'approximated',
    note: 'it decides mutual TLS and telemetry of a mesh, never routing',
  }),
  resolution: optional(
    oneOf('NONE', 'STATIC', 'DNS', 'DNS_ROUND_ROBIN', 'DYNAMIC_DNS'),
    'How addresses are found: those of "endpoints", by name, or not at all.',
    {
      default: 'NONE',
      fidelity: 'approximated',
      note: 'the system looks names up, again every five seconds; NONE gives a gateway no endpoint, as in Istio',
    },
  ),
  endpoints: optional(list(workloadEntrySpec), 'Where the hosts are served; dialled wherever they are.'),
  workloadSelector: optional(workloadSelector, 'Takes the WorkloadEntries of the same namespace as endpoints.', {
    fidelity: 'approximated',
    told: true,
    note: 'pods do not run here and are not selected',
  }),
  exportTo: optional(list(string()), 'The namespaces that may see it: ".", "*", names, or "~" for none.', {
    default: '["*"]',
  }),
  subjectAltNames: optional(
    list(string()),
    'Names of which the certificates of the hosts must carry one, where TLS of a DestinationRule names none.',
  ),
});

export type ServiceEntrySpec = Infer<typeof serviceEntrySpec>;
export type ServiceEntryPort = Infer<typeof serviceEntryPort>;

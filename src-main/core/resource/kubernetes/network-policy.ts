import {
  type Infer,
  integer,
  intOrString,
  list,
  object,
  oneOf,
  optional,
  required,
  string,
} from '../../schema/schema.ts';
import { labelSelector } from '../gateway-api/listener.ts';

const ipBlock = object('IPBlock', {
  cidr: required(string(), 'The range of addresses, such as `10.0.0.0/8`.'),
  except: optional(list(string()), 'Ranges within it that this block does not allow.'),
});

const peer = object('NetworkPolicyPeer', {
  ipBlock: optional(ipBlock, 'Addresses.'),
  podSelector: optional(labelSelector, 'The labels of pods.', {
    fidelity: 'approximated',
    note: 'the pods are the endpoints of Services that the gateway dials; who connects to the gateway is no pod',
  }),
  namespaceSelector: optional(labelSelector, 'The labels of the namespaces of pods.', {
    fidelity: 'approximated',
    note: 'the pods are the endpoints of Services that the gateway dials; who connects to the gateway is no pod',
  }),
});

const port = object('NetworkPolicyPort', {
  protocol: optional(oneOf('TCP', 'UDP', 'SCTP'), 'The transport.', { default: 'TCP' }),
  port: optional(intOrString(), 'The port, by number; names are those of ports of pods, which match nothing here.', {
    default: 'every port',
  }),
  endPort: optional(integer(1, 65535), 'The last port of a range that begins with "port".'),
});

const egressRule = object('NetworkPolicyEgressRule', {
  ports: optional(list(port), 'The ports; without any all of them.'),
  to: optional(list(peer), 'Where connections may go; without any everywhere.'),
});

const ingressRule = object('NetworkPolicyIngressRule', {
  ports: optional(list(port), 'The ports; without any all of them.'),
  from: optional(list(peer), 'Where connections may come from; without any from everywhere.'),
});

/** `networking.k8s.io` `NetworkPolicy`, for the connections that the gateway makes and takes (gateway-api reference 4.3). */
export const networkPolicySpec = object('NetworkPolicy', {
  podSelector: optional(labelSelector, 'The labels of the pods that it is for; here that can only be the gateway.', {
    default: 'every pod of the namespace',
    fidelity: 'approximated',
    note: 'it is compared with the namespace and the labels that the LocalGateway gives to the gateway; other pods do not run here',
  }),
  policyTypes: optional(list(oneOf('Ingress', 'Egress'), { most: 2 }), 'Which connections it restricts.', {
    default: 'Ingress, and Egress where there are rules for it',
  }),
  ingress: optional(list(ingressRule), 'What may connect.'),
  egress: optional(list(egressRule), 'What may be connected to.'),
});

export type NetworkPolicySpec = Infer<typeof networkPolicySpec>;
export type NetworkPolicyPeer = Infer<typeof peer>;
export type NetworkPolicyPort = Infer<typeof port>;

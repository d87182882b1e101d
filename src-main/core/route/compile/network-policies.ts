import type {
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicySpec,
} from '../../resource/kubernetes/network-policy.ts';
import type { Resource } from '../../resource/resource.ts';
import { isSelected } from '../../snapshot/gateway-api/selectors.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { NetworkPeer, NetworkPolicies, NetworkPolicyRules, NetworkPorts, NetworkRule } from '../network-rules.ts';
import { originOf } from './origin.ts';
import type { Report } from './report.ts';

type Policy = Resource<NetworkPolicySpec>;
type Rule = { readonly ports?: readonly NetworkPolicyPort[]; readonly peers?: readonly NetworkPolicyPeer[] };

/** The labels of the ingress gateway as Istio installs it, where the LocalGateway says nothing else. */
const usualLabels = { app: 'istio-ingressgateway', istio: 'ingressgateway' };

/** The policies whose pods the gateway is one of (gateway-api reference 4.3); others are told, because nothing of theirs runs here. */
export const compileNetworkPolicies = (
  { networkPolicies, namespaces, settings }: Snapshot,
  report: Report,
): NetworkPolicies | undefined => {
  const labels = settings.labels ?? usualLabels;
  const own = networkPolicies.filter((policy) => {
    const { namespace, spec } = policy;
    const isOurs = namespace === settings.namespace && isSelected(spec.podSelector ?? {}, labels);
    if (!isOurs) {
      report.add({
        severity: 'information',
        code: 'network-policy/other-pods',
        message: `this policy is not for the gateway, which runs in the namespace "${settings.namespace}", and other pods do not run here; name its namespace and labels in a LocalGateway if it should be`,
        place: policy.at(['metadata', 'name']),
      });
    }
    return isOurs;
  });
  if (own.length === 0) return undefined;
  const restricting = (type: 'Egress' | 'Ingress'): readonly Policy[] =>
    own.filter(({ spec }) => (spec.policyTypes ?? usualTypes(spec)).includes(type));
  const egress = restricting('Egress').map((policy) =>
    rulesOf(policy, (policy.spec.egress ?? []).map(({ ports, to }) => ({ ports, peers: to })) as readonly Rule[]),
  );
  const ingress = restricting('Ingress').map((policy) =>
    rulesOf(policy, (policy.spec.ingress ?? []).map(({ ports, from }) => ({ ports, peers: from })) as readonly Rule[]),
  );
  return {
    loopback: settings.networkPolicyLoopback,
    ...(egress.length > 0 && { egress }),
    ...(ingress.length > 0 && { ingress }),
    namespaces: Object.fromEntries(namespaces.map(({ name, labels: own }) => [name, own])),
  };
};

const usualTypes = ({ egress = [] }: NetworkPolicySpec): readonly ('Ingress' | 'Egress')[] =>
  egress.length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];

const rulesOf = (policy: Policy, rules: readonly Rule[]): NetworkPolicyRules => ({
  origin: originOf(policy, ['metadata', 'name']),
  rules: rules.map(
    ({ ports = [], peers = [] }): NetworkRule => ({
      ...(ports.length > 0 && { ports: ports.flatMap(portsOf) }),
      ...(peers.length > 0 && { peers: peers.map((peer) => peerOf(peer, policy.namespace)) }),
    }),
  ),
});

/** A port by name is one of a pod's, and no pod runs here: it allows nothing. */
const portsOf = ({ protocol = 'TCP', port, endPort }: NetworkPolicyPort): readonly NetworkPorts[] => {
  if (port === undefined) return [{ protocol }];
  return typeof port === 'number' ? [{ protocol, from: port, to: endPort ?? port }] : [];
};

const peerOf = ({ ipBlock, podSelector, namespaceSelector }: NetworkPolicyPeer, home: string): NetworkPeer =>
  ipBlock
    ? { is: 'addresses', range: ipBlock.cidr, except: ipBlock.except ?? [] }
    : {
        is: 'pods',
        home,
        ...(podSelector && { pods: podSelector }),
        ...(namespaceSelector && { namespaces: namespaceSelector }),
      };

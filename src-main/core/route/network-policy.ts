import { loadIpRange } from '../match/ip-range.ts';
import { isSelected, type Labels } from '../snapshot/gateway-api/selectors.ts';
import type { NetworkPeer, NetworkPolicies, NetworkPorts, NetworkRule, Protocol } from './network-rules.ts';
import type { Origin } from './table.ts';

/** The other end of a connection; `port` is where the connection goes to. `pod`: what is known of whoever answers there. */
export type Connecting = {
  readonly address: string;
  readonly port: number;
  readonly protocol: Protocol;
  readonly pod?: { readonly namespace: string; readonly labels: Labels };
};

/** A connection that nothing allows, and the first of the policies that would have to. */
export type Denied = { readonly policy: Origin };

/** Judges connections; absent answers allow. */
export type JudgeConnection = (connection: Connecting) => Denied | undefined;

/**
 * A judge for one direction (gateway-api reference 4.3): where a policy restricts it, only what a rule of some policy allows is allowed,
 * whatever their order. Undefined where nothing is restricted.
 */
export const loadNetworkPolicies = (
  policies: NetworkPolicies | undefined,
  direction: 'egress' | 'ingress',
): JudgeConnection | undefined => {
  const own = policies?.[direction];
  const policy = own?.[0]?.origin;
  if (policies === undefined || own === undefined || policy === undefined) return undefined;
  const rules = own.flatMap((one) => one.rules.map((rule) => loadRule(rule, policies)));
  return (connection) => {
    if (policies.loopback === 'exempt' && isLoopback(connection.address)) return undefined;
    return rules.some((allows) => allows(connection)) ? undefined : { policy };
  };
};

type Allows = (connection: Connecting) => boolean;

const loadRule = ({ ports, peers }: NetworkRule, { namespaces }: NetworkPolicies): Allows => {
  const peerTests = peers?.map((peer) => loadPeer(peer, namespaces));
  return (connection) =>
    (ports === undefined || ports.some((one) => fitsPort(one, connection))) &&
    (peerTests === undefined || peerTests.some((allows) => allows(connection)));
};

const fitsPort = ({ protocol, from, to }: NetworkPorts, connection: Connecting): boolean =>
  protocol === connection.protocol &&
  (from === undefined || (connection.port >= from && connection.port <= (to ?? from)));

const loadPeer = (peer: NetworkPeer, namespaces: NetworkPolicies['namespaces']): Allows => {
  if (peer.is === 'addresses') {
    const holds = loadIpRange(peer.range);
    const except = peer.except.map(loadIpRange);
    return ({ address }) => holds(address) && !except.some((one) => one(address));
  }
  return ({ pod }) => {
    if (pod === undefined) return false;
    const declared = Object.hasOwn(namespaces, pod.namespace) ? namespaces[pod.namespace] : undefined;
    const labels = { ...declared, 'kubernetes.io/metadata.name': pod.namespace };
    const isThere = peer.namespaces === undefined ? pod.namespace === peer.home : isSelected(peer.namespaces, labels);
    return isThere && (peer.pods === undefined || isSelected(peer.pods, pod.labels));
  };
};

const loopbacks = [loadIpRange('127.0.0.0/8'), loadIpRange('::1')];
/** Sockets of the file system are this machine's own, too. */
const isLoopback = (address: string): boolean =>
  address.startsWith('unix://') || loopbacks.some((holds) => holds(address));

/** `NetworkPolicy "istio-system/egress" allows no connection to 192.0.2.1:80`. */
export const sayDenied = ({ policy }: Denied, preposition: 'to' | 'from', where: string): string =>
  `NetworkPolicy "${policy.namespace}/${policy.name}" allows no connection ${preposition} ${where}`;

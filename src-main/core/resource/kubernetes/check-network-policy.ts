import { loadIpRange } from '../../match/ip-range.ts';
import type { Path } from '../../text/tree.ts';
import type { CheckedBody, CheckReport } from '../kind.ts';
import { isIpAddress, isPortName, isSubnet } from '../names.ts';
import { checkLabelSelector } from './check-label-selector.ts';
import type { NetworkPolicyPeer, NetworkPolicyPort, NetworkPolicySpec } from './network-policy.ts';

/** What the API server refuses in a NetworkPolicy (gateway-api reference 4.3). */
export const checkNetworkPolicy = ({ value, report }: CheckedBody<NetworkPolicySpec>): void => {
  checkLabelSelector(value.podSelector, ['podSelector'], report);
  value.egress?.forEach(({ to = [], ports = [] }, index) => {
    checkRule(to, 'to', ports, ['egress', index], report);
  });
  value.ingress?.forEach(({ from = [], ports = [] }, index) => {
    checkRule(from, 'from', ports, ['ingress', index], report);
  });
};

const checkRule = (
  peers: readonly NetworkPolicyPeer[],
  name: 'to' | 'from',
  ports: readonly NetworkPolicyPort[],
  path: Path,
  report: CheckReport,
): void => {
  peers.forEach((peer, index) => {
    checkPeer(peer, [...path, name, index], report);
  });
  ports.forEach(({ port, endPort }, index) => {
    const at: Path = [...path, 'ports', index];
    if (typeof port === 'string' && !isPortName(port)) {
      const remedy = /^\d+$/.test(port)
        ? 'write the number without quotes'
        : 'use at most 15 lower-case letters, digits and hyphens, with a letter among them';
      report('network-policy/port', `"${port}" is not the name of a port; ${remedy}`, [...at, 'port']);
    }
    if (typeof port === 'number' && (port < 1 || port > 65_535)) {
      report('network-policy/port', `a port is from 1 to 65535, not ${port}; choose another one`, [...at, 'port']);
    }
    if (endPort === undefined) return;
    if (typeof port !== 'number') {
      report('network-policy/end-port', '"endPort" needs a "port" with a number; add it', [...at, 'endPort'], {
        key: true,
      });
    } else if (endPort < port) {
      const message = `the last port ${endPort} comes before the first one ${port}; exchange them`;
      report('network-policy/end-port', message, [...at, 'endPort']);
    }
  });
};

const checkPeer = (
  { ipBlock, podSelector, namespaceSelector }: NetworkPolicyPeer,
  at: Path,
  report: CheckReport,
): void => {
  checkLabelSelector(podSelector, [...at, 'podSelector'], report);
  checkLabelSelector(namespaceSelector, [...at, 'namespaceSelector'], report);
  if (ipBlock === undefined) {
    if (podSelector === undefined && namespaceSelector === undefined) {
      report('network-policy/peer', 'this peer names nobody; add "ipBlock", "podSelector" or "namespaceSelector"', at, {
        key: true,
      });
    }
    return;
  }
  if (podSelector !== undefined || namespaceSelector !== undefined) {
    const message = 'a peer has an "ipBlock" or selectors, not both; make two peers of it';
    report('network-policy/peer', message, [...at, 'ipBlock'], { key: true });
  }
  const { cidr, except = [] } = ipBlock;
  const isRange = (text: string): boolean => isSubnet(text) && text.includes('/');
  if (!isRange(cidr)) {
    report('network-policy/range', rangeMessage(cidr, '10.0.0.0/8'), [...at, 'ipBlock', 'cidr']);
    return;
  }
  const holds = loadIpRange(cidr);
  except.forEach((text, index) => {
    const path: Path = [...at, 'ipBlock', 'except', index];
    const [address = '', length = ''] = text.split('/');
    if (!isRange(text)) {
      report('network-policy/range', rangeMessage(text, '10.1.0.0/16'), path);
    } else if (!holds(address) || Number(length) <= Number(cidr.split('/')[1])) {
      report('network-policy/except', `"${text}" is no smaller range within "${cidr}"; correct or remove it`, path);
    }
  });
};

/** An address alone is a range of one, if its length is written. */
const rangeMessage = (text: string, example: string): string => {
  if (!isIpAddress(text)) return `"${text}" is not a range of addresses; write one such as "${example}"`;
  const own = `${text}/${text.includes(':') ? 128 : 32}`;
  return `"${text}" is an address and no range; write "${own}" for it alone, or a shorter length for more`;
};

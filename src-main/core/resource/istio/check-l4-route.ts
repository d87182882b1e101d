import type { Path } from '../../text/tree.ts';
import type { CheckReport } from '../kind.ts';
import { isIpAddress, isSubnet, isWildcardName } from '../names.ts';
import { checkDestination } from './check-destination.ts';
import { checkGatewayNames } from './check-gateway-names.ts';
import type { RouteDestination } from './destination.ts';
import { hostRemedy } from './host-remedy.ts';
import { checkLabels } from './labels.ts';
import type { TcpRoute, TlsRoute } from './virtual-service.ts';

/** The rules of reference 9.5 for `tls` entries. `hosts` are those of the VirtualService, absent for a delegate; `onGateways`: it is bound to no sidecar. */
export const checkTlsRoute = (
  entry: TlsRoute,
  hosts: readonly string[] | undefined,
  onGateways: boolean,
  path: Path,
  report: CheckReport,
): void => {
  if (entry.match.length === 0) {
    const message = '"match" is empty, but nothing else tells connections apart; add a condition with "sniHosts"';
    report('virtual-service/tls-match', message, [...path, 'match'], { key: true }); // T1
  }
  entry.match.forEach((match, index) => {
    const at = [...path, 'match', index];
    if (match.sniHosts.length === 0) {
      const message = '"sniHosts" is empty; name the servers that clients ask for';
      report('virtual-service/sni-host', message, [...at, 'sniHosts'], { key: true }); // T2
    }
    for (const [i, name] of match.sniHosts.entries())
      checkServerName(name, hosts, onGateways, [...at, 'sniHosts', i], report);
    checkMatch(match, at, report);
  });
  checkDestinations(entry.route, path, report);
};

/** The rules of reference 9.5 for `tcp` entries. */
export const checkTcpRoute = (entry: TcpRoute, path: Path, report: CheckReport): void => {
  entry.match?.forEach((match, index) => {
    checkMatch(match, [...path, 'match', index], report);
  });
  checkDestinations(entry.route, path, report);
};

/** T3 and T4. */
const checkServerName = (
  name: string,
  hosts: readonly string[] | undefined,
  onGateways: boolean,
  path: Path,
  report: CheckReport,
): void => {
  if (isIpAddress(name)) {
    const message = `"${name}" is an address, and clients do not send addresses as server names; use a host name`;
    report('virtual-service/sni-host', message, path, { severity: 'warning' });
    return;
  }
  if (!isWildcardName(name) && !(onGateways && name.startsWith('outbound_.'))) {
    report('virtual-service/sni-host', `"${name}" is not a host name; ${hostRemedy(name)}`, path);
    return;
  }
  if (!hosts || hosts.some((host) => covers(host, name))) return;
  const message = `"${name}" is not among the hosts of this VirtualService; add it to "hosts" or name one of them`;
  report('virtual-service/sni-host', message, path);
};

/** Whether every name that `narrow` stands for is one that `wide` stands for. */
const covers = (wide: string, narrow: string): boolean => {
  const [w, n] = [wide.toLowerCase(), narrow.toLowerCase()];
  if (w === n || w === '*') return true;
  if (!w.startsWith('*')) return false;
  return n.endsWith(w.slice(1)) && n.length >= w.length;
};

/** T5. */
const checkMatch = (
  match: TlsRoute['match'][number] | NonNullable<TcpRoute['match']>[number],
  path: Path,
  report: CheckReport,
): void => {
  match.destinationSubnets?.forEach((subnet, index) => {
    if (isSubnet(subnet)) return;
    const message = `"${subnet}" is no address and no range of addresses; write it as "10.0.0.0/8"`;
    report('virtual-service/subnet', message, [...path, 'destinationSubnets', index]);
  });
  checkLabels(match.sourceLabels, [...path, 'sourceLabels'], report);
  checkGatewayNames(match.gateways, [...path, 'gateways'], report);
};

/** T6, and of the destinations the rules that those of HTTP have. */
const checkDestinations = (route: readonly RouteDestination[] | undefined, path: Path, report: CheckReport): void => {
  if (!route?.length) {
    const message = 'this entry leads nowhere; add a destination under "route"';
    report('virtual-service/no-answer', message, route ? [...path, 'route'] : path, { key: true });
    return;
  }
  route.forEach(({ destination }, index) => {
    checkDestination(destination, [...path, 'route', index, 'destination'], report);
  });
  if (route.length > 1 && route.every(({ weight }) => !weight)) {
    const message = 'no destination of this route has a weight, so none would get connections; give each a "weight"';
    report('virtual-service/weights', message, [...path, 'route'], { key: true });
  }
};

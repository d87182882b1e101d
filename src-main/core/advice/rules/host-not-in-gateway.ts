import { resolveGatewayName } from '../../resource/istio/gateway-name.ts';
import { hostsMeet, sanitiseServerHosts, serverHostsFor } from '../../route/hostname.ts';
import { quotedList } from '../../text/words.ts';
import type { Rule } from '../rule.ts';

/** A VirtualService none of whose hosts a Gateway serves contributes nothing to it (reference 3.4, analyzer IST0132). */
export const hostNotInGateway: Rule = ({ gateways, virtualServices }) => {
  const byName = new Map(
    gateways.map((gateway) => {
      const all = gateway.spec.servers.flatMap((server) => sanitiseServerHosts(server.hosts, gateway.namespace));
      // Most hosts are the same on both sides: a look-up keeps thousands of them from being compared with thousands.
      return [`${gateway.namespace}/${gateway.name}`, { gateway, all, exact: new Set(all) }];
    }),
  );
  return virtualServices.flatMap((resource) => {
    const { hosts = [], gateways: names = [] } = resource.spec;
    if (hosts.length === 0) return [];
    return names.flatMap((written, index) => {
      const found = byName.get(resolveGatewayName(written, resource.namespace));
      if (!found || hosts.some((host) => found.exact.has(host))) return [];
      const { gateway, all } = found;
      const open = serverHostsFor(all, resource.namespace);
      if (hostsMeet(open, hosts)) return [];
      const served = [...new Set(open)];
      const shown =
        served.length > 4
          ? `${quotedList(served.slice(0, 3), 'and')} and ${served.length - 3} more`
          : quotedList(served, 'and');
      const why = served.length === 0 ? `serves no host to namespace "${resource.namespace}"` : `serves ${shown}`;
      const only = hosts.length === 1 ? `"${hosts[0]}"` : 'any of these hosts';
      return [
        {
          severity: 'warning' as const,
          code: 'reference/host-not-in-gateway',
          message: `Gateway "${gateway.namespace}/${gateway.name}" ${why}, not ${only}; make the hosts of the two meet`,
          place: hosts.length === 1 ? resource.at(['spec', 'hosts', 0]) : resource.keyAt(['spec', 'hosts']),
          related: [{ message: 'this Gateway', place: resource.at(['spec', 'gateways', index]) }],
        },
      ];
    });
  });
};

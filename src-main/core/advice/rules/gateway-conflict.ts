import type { GatewaySpec } from '../../resource/istio/gateway.ts';
import type { Resource } from '../../resource/resource.ts';
import { isHttpish } from '../../route/compile/protocol.ts';
import { labelsKey } from '../facts/labels.ts';
import type { PodIndex } from '../facts/pods.ts';
import type { Rule } from '../rule.ts';

type Holder = { readonly gateway: Resource<GatewaySpec>; readonly index: number; readonly at: number };

/**
 * Two Gateways with the same host on the same port and address of the same workloads (analyzer IST0145). Told at the later one. What cannot
 * be merged at all, two servers with TLS or with bytes, is left out and told by `merge-gateways.ts`.
 */
export const gatewayConflict: Rule = ({ gateways }, _, { pods }) => {
  const taken = new Map<string, Map<string, Holder>>();
  return gateways.flatMap((gateway) => {
    const selector = labelsKey(gateway.spec.selector ?? {});
    return gateway.spec.servers.flatMap((server, index) => {
      const { hosts, port, bind = '', tls } = server;
      if (!isHttpish(server)) return [];
      for (const [at, host] of hosts.entries()) {
        const key = `${port.number} ${bind} ${tls ? 'tls' : ''} ${host}`;
        const holders = taken.get(key) ?? new Map<string, Holder>();
        taken.set(key, holders);
        const other = holderOf(holders, selector, gateway, pods);
        if (!holders.has(selector)) holders.set(selector, { gateway, index, at });
        if (!other || tls) continue;
        return [
          {
            severity: 'error' as const,
            code: 'gateway/conflict',
            istio: 'IST0145',
            message: `Gateway "${other.gateway.namespace}/${other.gateway.name}" already serves "${host}" on port ${port.number}, so the routes of both are mixed; name other hosts, or keep one Gateway`,
            place: gateway.at(['spec', 'servers', index, 'hosts', at]),
            related: [
              {
                message: 'the Gateway that comes first',
                place: other.gateway.at(['spec', 'servers', other.index, 'hosts', other.at]),
              },
            ],
          },
        ];
      }
      return [];
    });
  });
};

/** Another Gateway for the same selector, or for one that selects a pod that this one selects too. */
const holderOf = (
  holders: ReadonlyMap<string, Holder>,
  selector: string,
  gateway: Resource<GatewaySpec>,
  pods: PodIndex,
): Holder | undefined => {
  const same = holders.get(selector);
  if (same && same.gateway !== gateway) return same;
  if (holders.size === 0 || pods.all().length === 0) return undefined;
  const own = new Set(pods.selected(gateway.spec.selector ?? {}));
  if (own.size === 0) return undefined;
  return [...holders].find(
    ([key, other]) => key !== selector && pods.selected(other.gateway.spec.selector ?? {}).some((one) => own.has(one)),
  )?.[1];
};

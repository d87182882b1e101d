import type { ServiceSpec } from '../../resource/kubernetes/service.ts';
import type { Resource } from '../../resource/resource.ts';
import { selects } from '../../route/compile/gateway-ports.ts';
import { labelsKey } from '../facts/labels.ts';
import type { Rule } from '../rule.ts';

type Services = readonly Resource<ServiceSpec>[];
type Labels = Readonly<Record<string, string>>;

/** A port of a Gateway that no Service before its workloads has (analyzer IST0162): in a cluster nobody could reach it. */
export const gatewayServicePort: Rule = ({ gateways, services }, _, { pods }) => {
  const candidates = services.filter(({ spec }) => Object.keys(spec.selector ?? {}).length > 0);
  if (candidates.length === 0) return [];
  const before = new Map<string, Services>();
  const servicesBefore = (selector: Labels): Services => {
    const key = labelsKey(selector);
    const known = before.get(key);
    if (known) return known;
    const selected = pods.selected(selector);
    const found = candidates.filter(({ namespace, spec }) =>
      selected.length === 0
        ? selects(spec.selector ?? {}, selector)
        : selected.some((pod) => pod.workload.namespace === namespace && selects(spec.selector ?? {}, pod.labels)),
    );
    before.set(key, found);
    return found;
  };
  return gateways.flatMap((gateway) => {
    const { selector = {} } = gateway.spec;
    const [first, ...others] = Object.keys(selector).length === 0 ? [] : servicesBefore(selector);
    if (!first) return [];
    const open = new Set([first, ...others].flatMap(({ spec }) => (spec.ports ?? []).flatMap(numbersOf)));
    return gateway.spec.servers.flatMap(({ port }, index) =>
      port.number === 0 || open.has(port.number)
        ? []
        : [
            {
              severity: 'warning' as const,
              code: 'gateway/port-not-on-service',
              istio: 'IST0162',
              message: `no Service before this Gateway has port ${port.number}, so that nobody reaches it in a cluster; add the port to Service "${first.namespace}/${first.name}"`,
              place: gateway.at(['spec', 'servers', index, 'port', 'number']),
              related: [{ message: 'the ports of the Service', place: first.keyAt(['spec', 'ports']) }],
            },
          ],
    );
  });
};

/** Either counts: the port of the Service is translated, and its target port is what the workload opens. */
const numbersOf = ({ port, targetPort }: NonNullable<ServiceSpec['ports']>[number]): readonly number[] =>
  typeof targetPort === 'number' ? [port, targetPort] : [port];

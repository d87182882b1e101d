import { selects } from '../../route/compile/gateway-ports.ts';
import { expandHost } from '../../route/hostname.ts';
import { nearest } from '../../text/nearest.ts';
import { sayLabels } from '../facts/labels.ts';
import type { Rule } from '../rule.ts';

/** Subsets whose labels no workload behind their Service has, where the files hold workloads behind it (analyzer IST0173). */
export const subsetPods: Rule = ({ destinationRules, services, settings }, _, { pods }) => {
  if (pods.all().length === 0 || destinationRules.length === 0) return [];
  const byHost = new Map(
    services.map((service) => [`${service.name}.${service.namespace}.svc.${settings.clusterDomain}`, service]),
  );
  return destinationRules.flatMap((rule) => {
    const service = byHost.get(expandHost(rule.spec.host, rule.namespace, settings.clusterDomain));
    const selector = service?.spec.selector ?? {};
    if (!service || Object.keys(selector).length === 0) return [];
    const behind = pods.selected(selector, service.namespace);
    if (behind.length === 0) return [];
    return (rule.spec.subsets ?? []).flatMap(({ labels = {} }, index) => {
      if (behind.some((pod) => selects(labels, pod.labels))) return [];
      const path = ['spec', 'subsets', index, 'labels'];
      const [key = '', more] = Object.keys(labels);
      const values = new Set(behind.map((pod) => pod.labels[key] ?? ''));
      const meant = more === undefined ? nearest(labels[key] ?? '', values) : undefined;
      const remedy = meant ? `did you mean "${key}: ${meant}"?` : 'correct the labels, or add the workload';
      return [
        {
          severity: 'warning' as const,
          code: 'subset/no-workload',
          istio: 'IST0173',
          message: `no workload of Service "${service.namespace}/${service.name}" has the labels ${sayLabels(labels)}; ${remedy}`,
          place: more === undefined ? rule.at([...path, key]) : rule.keyAt(path),
          related: [{ message: 'what the Service selects', place: service.keyAt(['spec', 'selector']) }],
        },
      ];
    });
  });
};

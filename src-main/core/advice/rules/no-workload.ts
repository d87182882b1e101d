import type { Resource } from '../../resource/resource.ts';
import { selects } from '../../route/compile/gateway-ports.ts';
import { egressService, ingressService } from '../../route/compile/proxies.ts';
import type { Diagnostic } from '../../text/diagnostic.ts';
import { nearest } from '../../text/nearest.ts';
import type { Path } from '../../text/tree.ts';
import { sayLabels } from '../facts/labels.ts';
import type { Pod } from '../facts/pods.ts';
import type { Rule } from '../rule.ts';

type Labels = Readonly<Record<string, string>>;

/**
 * Selectors of Gateways and Sidecars that select no workload (analyzer IST0101). Files seldom hold all workloads of a cluster, so it
 * is told only where there are workloads with the same labels and other values.
 */
export const noWorkload: Rule = ({ gateways, sidecars, settings }, _, { pods }) => {
  if (pods.all().length === 0) return [];
  const stock = [ingressService.labels, egressService.labels, settings.labels ?? {}];
  return [
    ...gateways.flatMap((gateway) => {
      const { selector = {} } = gateway.spec;
      if (stock.some((labels) => selects(selector, labels)) || pods.selected(selector).length > 0) return [];
      return report(gateway, ['spec', 'selector'], selector, pods.all());
    }),
    ...sidecars.flatMap((sidecar) => {
      const labels = sidecar.spec.workloadSelector?.labels ?? {};
      if (pods.selected(labels, sidecar.namespace).length > 0) return [];
      return report(sidecar, ['spec', 'workloadSelector', 'labels'], labels, pods.all(sidecar.namespace));
    }),
  ];
};

const report = (resource: Resource, path: Path, selector: Labels, pods: readonly Pod[]): readonly Diagnostic[] => {
  const keys = Object.keys(selector);
  const alike = keys.length === 0 ? [] : pods.filter(({ labels }) => keys.every((key) => Object.hasOwn(labels, key)));
  if (alike.length === 0) return [];
  const only = keys.length === 1 ? keys[0] : undefined;
  const meant = only && nearest(selector[only] ?? '', new Set(alike.map(({ labels }) => labels[only] ?? '')));
  const remedy = meant ? `did you mean "${only}: ${meant}"?` : 'correct the labels, or add the workload';
  return [
    {
      severity: 'warning',
      code: 'reference/no-workload',
      istio: 'IST0101',
      message: `no workload has the labels ${sayLabels(selector)}, so this ${resource.kind} counts for none; ${remedy}`,
      place: only ? resource.at([...path, only]) : resource.keyAt(path),
    },
  ];
};

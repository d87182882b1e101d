import type { SidecarSpec } from '../../resource/istio/sidecar.ts';
import type { Resource } from '../../resource/resource.ts';
import type { Diagnostic } from '../../text/diagnostic.ts';
import { labelsKey } from '../facts/labels.ts';
import type { PodIndex } from '../facts/pods.ts';
import type { Rule } from '../rule.ts';

type Sidecar = Resource<SidecarSpec>;

/** Sidecars for the same workloads, of which only one counts (analyzers IST0110, and IST0111 for those of a whole namespace). */
export const sidecarConflict: Rule = ({ sidecars }, _, { pods }) =>
  [...Map.groupBy(sidecars, ({ namespace }) => namespace).values()].flatMap((own) => {
    const [first, ...others] = own.filter((one) => isEmpty(selectorOf(one)));
    return [
      ...others.flatMap((one) => (first ? [wholeNamespace(one, first)] : [])),
      ...selected(
        own.filter((one) => !isEmpty(selectorOf(one))),
        pods,
      ),
    ];
  });

const selectorOf = ({ spec }: Sidecar): Readonly<Record<string, string>> => spec.workloadSelector?.labels ?? {};
const isEmpty = (labels: Readonly<Record<string, string>>): boolean => Object.keys(labels).length === 0;

const wholeNamespace = (sidecar: Sidecar, first: Sidecar): Diagnostic => ({
  severity: 'error',
  code: 'sidecar/second-of-namespace',
  istio: 'IST0111',
  message: `Sidecar "${first.name}" is already for all workloads of namespace "${first.namespace}"; add a "workloadSelector", or merge the two`,
  place: sidecar.at(['metadata', 'name']),
  related: [{ message: 'the first one', place: first.at(['metadata', 'name']) }],
});

const selected = (sidecars: readonly Sidecar[], pods: PodIndex): readonly Diagnostic[] => {
  const holders = new Map<unknown, Sidecar>();
  return sidecars.flatMap((sidecar) => {
    const chosen = pods.selected(selectorOf(sidecar), sidecar.namespace);
    // The same labels select the same workloads, whichever there are.
    const keys: readonly unknown[] = [labelsKey(selectorOf(sidecar)), ...chosen];
    const held = keys.find((key) => holders.has(key));
    const first = holders.get(held);
    for (const key of keys) if (!holders.has(key)) holders.set(key, sidecar);
    if (!first) return [];
    const pod = chosen.find((one) => holders.get(one) === first);
    const what = pod ? `the workload "${pod.workload.name}"` : 'workloads with these labels';
    return [
      {
        severity: 'error' as const,
        code: 'sidecar/same-workload',
        istio: 'IST0110',
        message: `Sidecar "${first.name}" already selects ${what}, and only one counts; make the labels of the two differ, or merge them`,
        place: sidecar.keyAt(['spec', 'workloadSelector']),
        related: [{ message: 'the first one', place: first.keyAt(['spec', 'workloadSelector']) }],
      },
    ];
  });
};

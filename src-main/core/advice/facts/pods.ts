import { podFacts, type WorkloadBody } from '../../resource/kubernetes/workload.ts';
import type { Resource } from '../../resource/resource.ts';
import { selects } from '../../route/compile/gateway-ports.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';

type Labels = Readonly<Record<string, string>>;

/** A workload of the files, with the labels of its pods. */
export type Pod = { readonly workload: Resource<WorkloadBody>; readonly labels: Labels };

/** The pods that the workloads in the files would have in a cluster. */
export type PodIndex = {
  /** In a namespace, or in all. */
  readonly all: (namespace?: string) => readonly Pod[];
  /** Those with every label of the selector; an empty one selects all. */
  readonly selected: (selector: Labels, namespace?: string) => readonly Pod[];
};

/** Found by their labels, so that thousands of selectors are not compared with thousands of pods. */
export const createPodIndex = ({ workloads }: Snapshot): PodIndex => {
  const pods = workloads.map((workload): Pod => {
    return { workload, labels: podFacts(workload.kind, workload.labels, workload.spec).labels };
  });
  const byNamespace = Map.groupBy(pods, ({ workload }) => workload.namespace);
  const byLabel = new Map<string, Pod[]>();
  for (const pod of pods) {
    for (const [key, value] of Object.entries(pod.labels)) {
      const found = byLabel.get(labelKey(key, value));
      if (found) found.push(pod);
      else byLabel.set(labelKey(key, value), [pod]);
    }
  }
  const all = (namespace?: string): readonly Pod[] =>
    namespace === undefined ? pods : (byNamespace.get(namespace) ?? []);
  return {
    all,
    selected: (selector, namespace) => {
      let fewest = all(namespace);
      for (const [key, value] of Object.entries(selector)) {
        const having = byLabel.get(labelKey(key, value)) ?? [];
        if (having.length < fewest.length) fewest = having;
      }
      return fewest.filter(
        ({ workload, labels }) =>
          (namespace === undefined || workload.namespace === namespace) && selects(selector, labels),
      );
    },
  };
};

const labelKey = (key: string, value: string): string => `${key}=${value}`;

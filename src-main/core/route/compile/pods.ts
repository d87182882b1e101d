import { podFacts, type WorkloadBody } from '../../resource/kubernetes/workload.ts';
import type { Resource } from '../../resource/resource.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { SampleName } from '../table.ts';
import { selects } from './gateway-ports.ts';

/** What would run behind a Service in a cluster. */
export type Pods = {
  readonly workload: Resource<WorkloadBody>;
  /** The first image that a bundled sample answers for, else the first. */
  readonly image: string;
  readonly sample?: SampleName;
  /** Ports of its containers by name. */
  readonly ports: Readonly<Record<string, number>>;
};

/** The first workload whose pods a Service selects; a known image comes before others. */
export const createPods = ({ workloads }: Snapshot): ((service: Snapshot['services'][number]) => Pods | undefined) => {
  const byNamespace = Map.groupBy(workloads, ({ namespace }) => namespace);
  return ({ namespace, spec: { selector } }) => {
    if (selector === undefined || Object.keys(selector).length === 0) return undefined;
    let found: Pods | undefined;
    for (const workload of byNamespace.get(namespace) ?? []) {
      const { labels, images, ports } = podFacts(workload.kind, workload.labels, workload.spec);
      if (!selects(selector, labels)) continue;
      const known = images.find((image) => sampleOf(image) !== undefined);
      const sample = known && sampleOf(known);
      if (known && sample) return { workload, image: known, sample, ports };
      found ??= { workload, image: images[0] ?? '', ports };
    }
    return found;
  };
};

/** Images by repository, whatever the registry in front and the tag behind. */
const repositories: readonly (readonly [pattern: RegExp, sample: SampleName])[] = [
  [/(?:^|\/)kennethreitz\/httpbin$/, 'httpbin'],
  [/(?:^|\/)mccutchen\/go-httpbin$/, 'httpbin'],
  [/(?:^|\/)istio\/examples-bookinfo-details-v\d+$/, 'details'],
  [/(?:^|\/)ealen\/echo-server$/, 'echo'],
  [/(?:^|\/)jmalloc\/echo-server$/, 'echo'],
  [/(?:^|\/)kicbase\/echo-server$/, 'echo'],
  [/(?:^|\/)mendhak\/http-https-echo$/, 'echo'],
  [/(?:^|\/)e2e-test-images\/(?:agnhost|echoserver)$/, 'echo'],
  [/(?:^|\/)gateway-api\/echo-(?:basic|advanced)$/, 'echo'],
];

const sampleOf = (image: string): SampleName | undefined => {
  const repository = image.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
  return repositories.find(([pattern]) => pattern.test(repository))?.[1];
};

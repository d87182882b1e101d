import { any, type Infer, object, optional } from '../../schema/schema.ts';

/** Deployments, Pods and their like: of their `spec` only labels and images are looked at, so nothing else in it is checked. */
export const workloadBody = object('Workload', {
  spec: optional(
    any(),
    'The pods: their labels say which Service they belong to, their images which sample answers for them.',
    {
      fidelity: 'approximated',
      note: 'workloads do not run here; an image that is a known sample is answered by the bundled one, any other needs a LocalService',
    },
  ),
});

export type WorkloadBody = Infer<typeof workloadBody>;

/** What a workload says of its pods. */
export type PodFacts = {
  readonly labels: Readonly<Record<string, string>>;
  readonly images: readonly string[];
  /** Ports of containers by name. */
  readonly ports: Readonly<Record<string, number>>;
};

/** The labels and images of the pods; a Pod has its own labels. What cannot be read is empty. */
export const podFacts = (kind: string, labels: Readonly<Record<string, string>>, { spec }: WorkloadBody): PodFacts => {
  const template = kind === 'Pod' ? { metadata: { labels }, spec } : member(spec, 'template');
  const written = member(member(template, 'metadata'), 'labels');
  const containers = member(member(template, 'spec'), 'containers');
  return {
    labels: isMap(written)
      ? Object.fromEntries(Object.entries(written).map(([key, value]) => [key, String(value)]))
      : {},
    images: Array.isArray(containers)
      ? containers.map((one: unknown) => member(one, 'image')).filter((image) => typeof image === 'string')
      : [],
    ports: Object.fromEntries(
      (Array.isArray(containers) ? containers : []).flatMap((one: unknown) => namedPorts(member(one, 'ports'))),
    ),
  };
};

const namedPorts = (ports: unknown): readonly (readonly [string, number])[] =>
  (Array.isArray(ports) ? ports : []).flatMap((port: unknown) => {
    const [name, number] = [member(port, 'name'), member(port, 'containerPort')];
    return typeof name === 'string' && typeof number === 'number' ? [[name, number] as const] : [];
  });

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A member of an object that is not checked; undefined for anything else. */
export const member = (value: unknown, name: string): unknown =>
  isMap(value) && Object.hasOwn(value, name) ? value[name] : undefined;

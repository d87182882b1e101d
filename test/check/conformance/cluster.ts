import { parseAllDocuments } from 'yaml';
import type { Source } from '#core/text/source.ts';

/** An object as Kubernetes has it. */
export type KubeObject = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly [member: string]: unknown;
};

/** Objects as an API server keeps them: a generation each, which grows with every change of what is wanted. */
export type Cluster = {
  readonly objects: () => readonly KubeObject[];
  readonly get: (kind: string, namespace: string, name: string) => KubeObject;
  /** Creates it, or replaces the one of that kind and name. */
  readonly put: (object: KubeObject) => void;
  readonly change: (kind: string, namespace: string, name: string, change: (object: Data) => unknown) => void;
  readonly remove: (kind: string, namespace: string, name: string) => void;
  readonly generationOf: (kind: string, namespace: string, name: string) => number;
  /** The documents to build from. */
  readonly sources: () => readonly Source[];
};

/** Something parsed from YAML, to be changed. */
// biome-ignore lint/suspicious/noExplicitAny: objects of every kind are changed at places that the steps name
export type Data = any;

type Kept = { readonly object: KubeObject; readonly generation: number };

const keyOf = (kind: string, namespace: string, name: string): string => `${kind} ${namespace}/${name}`;
const namespaceOf = ({ metadata }: KubeObject): string => metadata.namespace ?? '';

export function createCluster(manifests: string): Cluster {
  const kept = new Map<string, Kept>();
  const put = (object: KubeObject) => {
    const key = keyOf(object.kind, namespaceOf(object), object.metadata.name);
    kept.set(key, { object, generation: (kept.get(key)?.generation ?? 0) + 1 });
  };
  const find = (kind: string, namespace: string, name: string): Kept => {
    const found = kept.get(keyOf(kind, namespace, name));
    if (found === undefined) throw new Error(`there is no ${kind} "${namespace}/${name}"`);
    return found;
  };
  for (const document of parseAllDocuments(manifests)) {
    const object = document.toJS() as KubeObject | null;
    if (object !== null) put(object);
  }
  return {
    objects: () => [...kept.values()].map(({ object }) => object),
    get: (...at) => find(...at).object,
    put,
    change: (kind, namespace, name, change) => {
      const next = structuredClone(find(kind, namespace, name).object);
      change(next);
      put(next);
    },
    remove: (...at) => {
      find(...at);
      kept.delete(keyOf(...at));
    },
    generationOf: (...at) => find(...at).generation,
    sources: () => [
      {
        file: 'cluster.yaml',
        // JSON is YAML.
        text: [...kept.values()]
          .map(({ object, generation }) => JSON.stringify({ ...object, metadata: { ...object.metadata, generation } }))
          .join('\n---\n'),
      },
    ],
  };
}

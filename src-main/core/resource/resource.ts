import type { Place } from '../text/diagnostic.ts';
import type { Path } from '../text/tree.ts';

/** A typed Kubernetes object read from one YAML document. `spec` (or, for kinds without one, the body) is what the kind's schema infers. */
export type Resource<Spec = unknown> = {
  readonly kind: string;
  readonly apiVersion: string;
  readonly name: string;
  /** `default` where the document names none. */
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** RFC 3339 with seconds, as Kubernetes writes it; absent for plain files. Only used to order (reference section 2.1, 3.3). */
  readonly created?: string;
  /** How often a cluster has seen its spec change; absent for plain files. Only repeated in the `observedGeneration` of its status. */
  readonly generation?: number;
  readonly spec: Spec;
  readonly file: string;
  /** Place of a value inside the document; of the nearest existing parent where the path leads to nothing. */
  readonly at: (path: Path) => Place;
  /** Place of the key that leads to the value (for messages about a field's name or presence). */
  readonly keyAt: (path: Path) => Place;
};

/** `networking.istio.io` of `networking.istio.io/v1`; empty for core kinds. */
export const groupOf = ({ apiVersion }: { readonly apiVersion: string }): string => {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
};

/** `VirtualService default/httpbin`, as shown to people everywhere. */
export const nameOf = (r: { readonly kind: string; readonly namespace: string; readonly name: string }): string =>
  `${r.kind} ${r.namespace}/${r.name}`;

/** What tells a resource from every other: two groups have a kind `Gateway`. */
export const identityOf = (r: {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}): string => `${r.group}/${nameOf(r)}`;

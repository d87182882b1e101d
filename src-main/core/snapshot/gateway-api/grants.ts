import type { ReferenceGrantSpec } from '../../resource/gateway-api/reference-grant.ts';
import type { Resource } from '../../resource/resource.ts';

/** Who refers, or what is referred to. The group of core kinds is empty. */
export type GrantParty = { readonly group: string; readonly kind: string; readonly namespace: string };

/** Whether `from` may refer to `to` by name: always in its own namespace, else where a grant beside `to` says so (reference 2.10). */
export type Granted = (from: GrantParty, to: GrantParty & { readonly name: string }) => boolean;

export const createGranted = (grants: readonly Resource<ReferenceGrantSpec>[]): Granted => {
  const byNamespace = Map.groupBy(grants, ({ namespace }) => namespace);
  return (from, to) =>
    from.namespace === to.namespace ||
    (byNamespace.get(to.namespace) ?? []).some(
      ({ spec }) =>
        spec.from.some((f) => f.group === from.group && f.kind === from.kind && f.namespace === from.namespace) &&
        spec.to.some((t) => t.group === to.group && t.kind === to.kind && (t.name === undefined || t.name === to.name)),
    );
};

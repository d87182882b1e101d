import type { Resource } from './resource.ts';

/** What a resource with `exportTo` says about itself. */
export type Exported = Pick<Resource, 'name' | 'namespace'> & {
  readonly spec: { readonly exportTo?: readonly string[] };
};

/** Who may see a resource: nobody, everybody, or namespaces (reference 3.2). */
export const visibilityOf = ({ namespace, spec }: Exported): 'nobody' | 'everybody' | ReadonlySet<string> => {
  const exportTo = spec.exportTo ?? [];
  if (exportTo.includes('~')) return 'nobody';
  if (exportTo.length === 0 || exportTo.includes('*')) return 'everybody';
  return new Set(exportTo.map((to) => (to === '.' ? namespace : to)));
};

/** Whether a resource can be seen from a namespace. */
export const isVisibleFrom = (resource: Exported, namespace: string): boolean => {
  const visibility = visibilityOf(resource);
  return visibility === 'everybody' || (visibility !== 'nobody' && visibility.has(namespace));
};

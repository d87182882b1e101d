import type { Resource } from './resource.ts';

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Istio's order of resources (reference 2.1, 3.3): creationTimestamp, name, namespace; no timestamp counts as the oldest. */
export const compareResources = (a: Resource, b: Resource): number =>
  byText(a.created ?? '', b.created ?? '') || byText(a.name, b.name) || byText(a.namespace, b.namespace);

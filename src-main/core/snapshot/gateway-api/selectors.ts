import type { LabelSelector } from '../../resource/gateway-api/listener.ts';
import type { NamespaceSpec } from '../../resource/kubernetes/namespace.ts';
import type { Resource } from '../../resource/resource.ts';

export type Labels = Readonly<Record<string, string>>;

/** The labels of a namespace, declared or not: its name is always among them. */
export type LabelsOf = (namespace: string) => Labels;

export const createLabelsOf = (namespaces: readonly Resource<NamespaceSpec>[]): LabelsOf => {
  const declared = new Map(namespaces.map(({ name, labels }) => [name, labels]));
  return (namespace) => ({ ...declared.get(namespace), 'kubernetes.io/metadata.name': namespace });
};

/** All of `matchLabels` and all of `matchExpressions`; an empty selector selects everything, none at all nothing. */
export const isSelected = (selector: LabelSelector | undefined, labels: Labels): boolean => {
  if (selector === undefined) return false;
  const { matchLabels = {}, matchExpressions = [] } = selector;
  const labelOf = (key: string): string | undefined => (Object.hasOwn(labels, key) ? labels[key] : undefined);
  return (
    Object.entries(matchLabels).every(([key, value]) => labelOf(key) === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      const value = labelOf(key);
      if (operator === 'Exists') return value !== undefined;
      if (operator === 'DoesNotExist') return value === undefined;
      const among = value !== undefined && values.includes(value);
      return operator === 'In' ? among : !among;
    })
  );
};

/** Whether a namespace may come: `Same` is that of whoever allows, `None` nobody. */
export const allows = (
  namespaces: { readonly from?: 'All' | 'Selector' | 'Same' | 'None'; readonly selector?: LabelSelector } | undefined,
  usual: 'Same' | 'None',
  own: string,
  other: string,
  labelsOf: LabelsOf,
): boolean => {
  const from = namespaces?.from ?? usual;
  if (from === 'All') return true;
  if (from === 'Same') return own === other;
  return from === 'Selector' && isSelected(namespaces?.selector, labelsOf(other));
};

import type { Schema } from '../schema/schema.ts';
import type { Tree } from '../text/tree.ts';

/** How often a field is written, by the object that declares it and its name: `HTTPRoute.timeout`. */
export type FieldUsage = ReadonlyMap<string, number>;

export const usageKey = (object: string, field: string): string => `${object}.${field}`;

/** Counts the declared fields that some resources of one kind write; each occurrence counts. */
export const countFields = (trees: readonly Tree[], schema: Schema): FieldUsage => {
  const usage = new Map<string, number>();
  for (const tree of trees) count(tree, schema, usage);
  return usage;
};

const count = (tree: Tree, schema: Schema, usage: Map<string, number>): void => {
  if (schema.is === 'list' && tree.is === 'list') for (const item of tree.items) count(item, schema.item, usage);
  if (tree.is !== 'map') return;
  if (schema.is === 'map') for (const { value } of tree.entries) count(value, schema.value, usage);
  if (schema.is !== 'object') return;
  for (const { key, value } of tree.entries) {
    const field = Object.hasOwn(schema.fields, key) ? schema.fields[key] : undefined;
    if (field === undefined) continue;
    const name = usageKey(schema.name, key);
    usage.set(name, (usage.get(name) ?? 0) + 1);
    count(value, field.schema, usage);
  }
};

import type { Schema } from '../schema/schema.ts';
import type { Path } from '../text/tree.ts';

/** The paths of everything that is set in a value, as its schema declares it: scalars, and maps and lists with nothing in them. */
export const setFields = (schema: Schema, value: unknown, path: Path): readonly Path[] => {
  if (value === undefined) return [];
  const children = childrenOf(schema, value);
  if (children.length === 0) return [path];
  return children.flatMap(([step, inner, one]) => setFields(inner, one, [...path, step]));
};

type Child = readonly [step: string | number, schema: Schema, value: unknown];

const childrenOf = (schema: Schema, value: unknown): readonly Child[] => {
  if (schema.is === 'list' && Array.isArray(value)) {
    return value.map((item, index): Child => [index, schema.item, item]);
  }
  if (typeof value !== 'object' || value === null) return [];
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  if (schema.is === 'map') return entries.map(([key, one]): Child => [key, schema.value, one]);
  if (schema.is !== 'object') return [];
  return entries.flatMap(([key, one]): Child[] => {
    const field = Object.hasOwn(schema.fields, key) ? schema.fields[key] : undefined;
    return field ? [[key, field.schema, one]] : [];
  });
};

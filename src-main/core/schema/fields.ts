import type { Path } from '../text/tree.ts';
import type { Fidelity, Field, ObjectSchema, Schema } from './schema.ts';

/** A declared field with where it stands: `servers[].port.number`; the values of a map are `{}`. */
export type DeclaredField = {
  readonly path: string;
  readonly field: Field;
  /** That of the field, or of the nearest field around it that is less: not exact, or without any effect. */
  readonly fidelity: Fidelity;
  readonly note?: string;
};

/** Every declared field below a schema, parents before children, in declaration order. For the support table and completion. */
export const declaredFields = (schema: Schema): readonly DeclaredField[] => collect(schema, '', undefined);

const collect = (schema: Schema, path: string, around: DeclaredField | undefined): readonly DeclaredField[] => {
  if (schema.is === 'list') return collect(schema.item, `${path}[]`, around);
  if (schema.is === 'map') return collect(schema.value, `${path}{}`, around);
  if (schema.is !== 'object') return [];
  return Object.entries(schema.fields).flatMap(([name, field]) => {
    const own = around && isLess(around.fidelity, field.fidelity) ? around : field;
    const declared: DeclaredField = {
      path: path === '' ? name : `${path}.${name}`,
      field,
      fidelity: own.fidelity,
      ...(own.note === undefined ? {} : { note: own.note }),
    };
    return [declared, ...collect(field.schema, declared.path, declared)];
  });
};

/** What has no effect has none below it either, however near it would come. */
const isLess = (around: Fidelity, own: Fidelity): boolean =>
  own === 'exact' ? around !== 'exact' : own === 'approximated' && around !== 'exact' && around !== 'approximated';

/** The field that a path in a value leads to, for hover and completion; undefined for list items, map values and unknown fields. */
export const fieldAt = (schema: Schema, path: Path): Field | undefined => {
  let at: Schema | undefined = schema;
  let field: Field | undefined;
  for (const step of path) {
    field = at?.is === 'object' ? fieldOf(at, String(step)) : undefined;
    at = at?.is === 'list' ? at.item : at?.is === 'map' ? at.value : field?.schema;
    if (!at) return undefined;
  }
  return field;
};

const fieldOf = (schema: ObjectSchema, name: string): Field | undefined =>
  Object.hasOwn(schema.fields, name) ? schema.fields[name] : undefined;

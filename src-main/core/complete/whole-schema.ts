import { findKind, kinds } from '../resource/index.ts';
import { type ActedKind, apiVersionsOf } from '../resource/kind.ts';
import { metadata } from '../resource/metadata.ts';
import { type Field, type ObjectSchema, object, oneOf, required, type Schema, string } from '../schema/schema.ts';
import type { Path } from '../text/tree.ts';

/** The kinds that are acted on, in their order. */
export const actedKinds: readonly ActedKind[] = kinds.filter((kind) => kind.is === 'acted');

/** The kind that is written, or the only acted one of its name where the `apiVersion` is not written or wrong. */
export const kindOf = (group: string, kind: string, apiVersion: string): ActedKind | undefined => {
  const known = findKind(group, kind);
  if (!known || apiVersion === '') return onlyOf(kind);
  return known.is === 'acted' ? known : undefined;
};

const onlyOf = (kind: string): ActedKind | undefined => {
  const named = actedKinds.filter((one) => one.kind === kind);
  return named.length === 1 ? named[0] : undefined;
};

/** The schema of a whole document: of its kind, or of what every resource has. */
export const wholeSchema = (kind: ActedKind | undefined): ObjectSchema => {
  const versions = kind ? apiVersionsOf(kind) : [...new Set(actedKinds.flatMap(apiVersionsOf))];
  const common: Record<string, Field> = {
    apiVersion: required(oneOf(...versions), 'The API group and version of the kind.'),
    kind: required(kind ? oneOf(kind.kind) : string(), 'What the document declares.'),
    metadata: required(metadata, 'Name, namespace, labels and annotations.'),
  };
  if (!kind) return object('', common);
  if (kind.body === 'root') return object(kind.kind, { ...common, ...kind.schema.fields }, kind.schema.exclusive);
  return object(kind.kind, { ...common, spec: required(kind.schema, kind.doc) });
};

/** What a path leads to: the schema of the value, and the field that declares it where the last step is one. */
export const declaredAt = (
  root: Schema,
  path: Path,
): { readonly schema: Schema; readonly field?: Field; readonly owner?: ObjectSchema } | undefined => {
  let at: { schema: Schema; field?: Field; owner?: ObjectSchema } = { schema: root };
  for (const step of path) {
    const { schema } = at;
    if (schema.is === 'object') {
      const field = Object.hasOwn(schema.fields, String(step)) ? schema.fields[String(step)] : undefined;
      if (!field) return undefined;
      at = { schema: field.schema, field, owner: schema };
    } else if (schema.is === 'list' && typeof step === 'number') at = { schema: schema.item };
    else if (schema.is === 'map' && typeof step === 'string') at = { schema: schema.value };
    else return undefined;
  }
  return at;
};

/** A type in words: `list of HTTPRoute`. */
export const typeInWords = (schema: Schema): string => {
  switch (schema.is) {
    case 'string':
      return 'text';
    case 'integer':
      return schema.min !== undefined && schema.max !== undefined
        ? `whole number from ${schema.min} to ${schema.max}`
        : 'whole number';
    case 'number':
      return schema.min !== undefined && schema.max !== undefined
        ? `number from ${schema.min} to ${schema.max}`
        : 'number';
    case 'boolean':
      return 'true or false';
    case 'duration':
      return 'duration';
    case 'int-or-string':
      return 'number or text';
    case 'enum':
      return 'one of some words';
    case 'list':
      return `list of ${schema.item.is === 'object' ? schema.item.name : typeInWords(schema.item)}`;
    case 'map':
      return `map of ${schema.value.is === 'object' ? schema.value.name : typeInWords(schema.value)}`;
    case 'object':
      return schema.name;
    case 'any':
      return 'anything';
  }
};

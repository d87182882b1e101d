import type { Field, ObjectSchema, Schema } from '../schema/schema.ts';
import type { CompletionItem } from './answers.ts';
import type { Context } from './context.ts';
import { typeInWords } from './whole-schema.ts';

/** The fields that may still be written in a map: required ones first; none that is there or that another one there excludes. */
export const fieldItems = (schema: ObjectSchema, context: Context): readonly CompletionItem[] => {
  const excluded = new Set(
    schema.exclusive.filter((group) => group.some((name) => context.keys.includes(name))).flat(),
  );
  return Object.entries(schema.fields)
    .filter(([name]) => !context.keys.includes(name) && !excluded.has(name))
    .sort(([, a], [, b]) => Number(b.required) - Number(a.required))
    .map(([name, field]) => ({
      label: name,
      is: 'field',
      detail: detailOf(field),
      doc: field.note === undefined ? field.doc : `${field.doc} Here: ${field.note}.`,
      insert: context.colon ? name : name + continuation(field.schema, context),
    }));
};

const detailOf = (field: Field): string =>
  [
    typeInWords(field.schema),
    ...(field.required ? ['required'] : []),
    ...(field.default === undefined ? [] : [`default: ${field.default}`]),
  ].join(', ');

const continuation = (schema: Schema, { where, column }: Context): string => {
  if (where === 'flow') return ': ';
  const inner = `:\n${' '.repeat(column + 2)}`;
  if (schema.is === 'list') return `${inner}- `;
  return schema.is === 'object' || schema.is === 'map' ? inner : ': ';
};

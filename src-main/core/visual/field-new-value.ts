import type { Plain } from '../edit/render.ts';
import { read } from '../schema/read.ts';
import type { Field, Schema } from '../schema/schema.ts';
import { scalarTree } from './field-input.ts';

/**
 * The smallest sensible value when somebody adds a field or an item: required fields are filled, a field of which one of several must be
 * chosen is the first of them, a list has one item to fill in. Valid wherever the declaration tells how; a text that has to be chosen
 * by a person may be empty. `name` is the key, which tells ports from other numbers.
 */
export const newValue = (schema: Schema, name = '', field?: Field): Plain => fresh(schema, name, field, 8);

const fresh = (schema: Schema, name: string, field: Field | undefined, deep: number): Plain => {
  switch (schema.is) {
    case 'object': {
      if (deep === 0) return {};
      const required = Object.entries(schema.fields).filter(([, one]) => one.required);
      const chosen = required.length > 0 ? required : firstChoice(schema);
      return Object.fromEntries(chosen.map(([key, one]) => [key, fresh(one.schema, key, one, deep - 1)]));
    }
    case 'list': {
      if (schema.item.is === 'list' || deep === 0) return [];
      const count = Math.max(1, schema.unique === undefined ? (schema.fewest ?? 1) : 1);
      return Array.from({ length: count }, () => fresh(schema.item, singular(name), undefined, deep - 1));
    }
    case 'map':
    case 'any':
      return {};
    case 'boolean':
      return field?.default !== 'true';
    default:
      return candidatesOf(schema, name).find((value) => isValid(schema, value)) ?? '';
  }
};

/** Of fields that exclude each other one is usually needed: the first that is a single value. */
const firstChoice = (schema: Schema & { is: 'object' }): readonly (readonly [string, Field])[] => {
  for (const group of schema.exclusive)
    for (const key of group) {
      const field = schema.fields[key];
      if (field && field.schema.is !== 'object' && field.schema.is !== 'list' && field.schema.is !== 'any')
        return [[key, field]];
    }
  return [];
};

type ScalarSchema = Exclude<Schema, { readonly is: 'object' | 'list' | 'map' | 'any' | 'boolean' }>;

/** What may be put there, the best first. */
const candidatesOf = (schema: ScalarSchema, name: string): readonly Plain[] => {
  switch (schema.is) {
    case 'enum':
      return schema.values;
    case 'duration':
      return ['5s'];
    case 'int-or-string':
      return [80];
    case 'integer':
    case 'number': {
      const { min = 0, max } = schema;
      const known = schema.is === 'integer' && schema.values ? schema.values : [];
      const usual = /port$|^number$/i.test(name) ? [80] : /status|code$/i.test(name) ? [503, 302, 301] : [];
      return [
        ...known,
        ...usual,
        ...(/percent|value$/i.test(name) ? [100] : []),
        min,
        ...(max === undefined ? [] : [max]),
      ];
    }
    case 'string':
      return [...textsFor(name), '', ...examplesIn(schema.patternHelp), ...ordinaryTexts];
  }
};

const ordinaryTexts = ['example', '/', 'example.com', '*', 'x-example', '1', '10.0.0.0/8'];

/** What the help of a pattern shows in quotes. */
const examplesIn = (help = ''): readonly string[] => [...help.matchAll(/"([^"]+)"/g)].map(([, text = '']) => text);

const textsFor = (name: string): readonly string[] =>
  /^hosts?$|hostname/i.test(name)
    ? ['example.com']
    : /^methods?$/i.test(name)
      ? ['GET']
      : /^(path|prefix|uri|replacePrefixMatch|replaceFullPath)$/i.test(name)
        ? ['/']
        : /^(name|subset|headerName|httpHeaderName)$/i.test(name)
          ? ['example']
          : [];

const singular = (name: string): string => (/[^s]s$/.test(name) ? name.slice(0, -1) : name);

const isValid = (schema: Schema, value: Plain): boolean =>
  read(scalarTree(value), schema, '', [0, 0]).problems.every(({ severity }) => severity !== 'error');

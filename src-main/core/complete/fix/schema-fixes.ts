import { plainOf } from '../../edit/model.ts';
import type { Plain } from '../../edit/render.ts';
import { quoteScalar, removeAt, renameKey, setValue } from '../../edit/yaml-edits.ts';
import type { Schema } from '../../schema/schema.ts';
import { nearest } from '../../text/nearest.ts';
import { schemaAt } from '../place-in-document.ts';
import { edited, type FixContext, type Fixer, fixHere, valueAt, writtenAt } from './context.ts';

/** The schema at the path of the finding, or one step above it. */
const schemaOf = ({ acted, path, prefix }: FixContext, up = 0): Schema | undefined =>
  acted && schemaAt(acted, path.slice(prefix.length, path.length - up));

/** A misspelt field takes the nearest name that is free; any unknown one can go. */
export const unknownField: Fixer = (context) => {
  const { path } = context;
  const parent = schemaOf(context, 1);
  const key = String(path.at(-1));
  if (parent?.is !== 'object') return [];
  const around = valueAt({ ...context, path: path.slice(0, -1) });
  const present = around?.is === 'map' ? around.entries.map((entry) => entry.key) : [];
  const meant = nearest(
    key,
    Object.keys(parent.fields).filter((name) => !present.includes(name)),
  );
  return [
    ...(meant ? fixHere(context, `Rename to "${meant}"`, renameKey(edited(context), path, meant), true) : []),
    ...fixHere(context, `Remove "${key}"`, removeAt(edited(context), path)),
  ];
};

/** What is missing is added with a value to begin with: its default, its first word, the least number. */
export const missingField: Fixer = (context) => {
  const at = context.onKey || context.path.length === 0 ? context.path : context.path;
  // The finding stands at the key of the map that lacks the field, at its first key where the map is an item, or at the empty field.
  const candidates = [at, at.slice(0, -1)];
  for (const path of candidates) {
    const schema = schemaOf({ ...context, path });
    const value = valueAt({ ...context, path });
    if (schema?.is !== 'object' || (value?.is !== 'map' && !(value?.is === 'scalar' && value.value === null))) continue;
    const filled = value.is === 'map' ? value.entries.filter((one) => !isNull(one.value)).map(({ key }) => key) : [];
    // Of several that are missing each has a finding of its own, which begins with its name.
    const missing = Object.entries(schema.fields).filter(
      ([name, field]) =>
        field.required && !filled.includes(name) && context.diagnostic.message.startsWith(`"${name}" `),
    );
    const fixes = missing.flatMap(([name, field]) => {
      const first = beginning(field.schema, name);
      return first === undefined
        ? []
        : fixHere(context, `Add "${name}"`, setValue(edited(context), [...path, name], first));
    });
    if (fixes.length > 0) return fixes;
  }
  return [];
};

const isNull = (value: { readonly is: string; readonly value?: unknown }): boolean =>
  value.is === 'scalar' && value.value === null;

/** A value that fits a schema, for a person to change; undefined where none can be thought up. */
const beginning = (schema: Schema, name: string, depth = 0): Plain | undefined => {
  if (depth > 4) return undefined;
  switch (schema.is) {
    case 'string':
      return name === 'hosts' || name === 'host'
        ? 'example.com'
        : schema.pattern && !schema.pattern.test(name)
          ? undefined
          : name;
    case 'integer':
      return schema.values?.[0] ?? (/port|number/i.test(name) ? 80 : (schema.min ?? 1));
    case 'number':
      return schema.min ?? 1;
    case 'boolean':
      return true;
    case 'duration':
      return '1s';
    case 'int-or-string':
      return 80;
    case 'enum':
      return schema.values[0];
    case 'list': {
      const item = beginning(schema.item, name, depth + 1);
      return item === undefined ? undefined : [item];
    }
    case 'map':
      return {};
    case 'any':
      return undefined;
    case 'object': {
      const entries = Object.entries(schema.fields).filter(([, field]) => field.required);
      const values = entries.map(([key, field]) => [key, beginning(field.schema, key, depth + 1)] as const);
      if (values.some(([, value]) => value === undefined)) return undefined;
      return Object.fromEntries(values as readonly (readonly [string, Plain])[]);
    }
  }
};

/** Text gets quotes, numbers and booleans lose theirs, one value becomes a list of one, and a list of one its value. */
export const wrongType: Fixer = (context) => {
  const { path } = context;
  const schema = schemaOf(context);
  const value = valueAt(context);
  if (!schema || !value) return [];
  if (value.is === 'scalar') {
    const { source } = value;
    if (schema.is === 'string' || schema.is === 'enum') {
      return value.value === null
        ? []
        : fixHere(context, `Write "${source}" in quotes`, quoteScalar(edited(context), path), true);
    }
    if (schema.is === 'list') {
      const list = value.value === null ? undefined : setValue(edited(context), path, [value.value]);
      return fixHere(context, 'Make it a list', list, true);
    }
    if (typeof value.value !== 'string') return [];
    const plain = schema.is === 'boolean' ? booleans[source.toLowerCase()] : numberOf(source, schema.is);
    return plain === undefined
      ? []
      : fixHere(context, `Write ${String(plain)} without quotes`, setUnquoted(context, plain), true);
  }
  // The list is one: an item of it is empty.
  if (schema.is === 'list' && value.is === 'list') return [];
  if (schema.is === 'list')
    return fixHere(context, 'Make it a list', setValue(edited(context), path, [plainOf(value)]), true);
  const [only, ...others] = value.is === 'list' ? value.items : [];
  if (!only || others.length > 0 || only.is === 'list') return [];
  return fixHere(context, 'Take it out of the list', setValue(edited(context), path, plainOf(only)), true);
};

const booleans: Readonly<Record<string, boolean>> = {
  true: true,
  false: false,
  yes: true,
  no: false,
  on: true,
  off: false,
};

const numberOf = (source: string, is: Schema['is']): number | undefined => {
  const value = /^-?\d+(?:\.\d+)?$/.test(source) ? Number(source) : undefined;
  if (value === undefined || (is !== 'integer' && is !== 'number')) return undefined;
  return is === 'integer' && !Number.isInteger(value) ? undefined : value;
};

/** Numbers and booleans have no quotes whatever was there. */
const setUnquoted = (context: FixContext, value: number | boolean) => setValue(edited(context), context.path, value);

/** The nearest of the words that may stand there; in the case in which it is written there. */
export const wrongWord: Fixer = (context) => {
  const schema = schemaOf(context);
  const words = schema?.is === 'enum' ? schema.values : [];
  const written = writtenAt(context);
  const same = words.find((word) => word.toLowerCase() === written.toLowerCase());
  const meant = same ?? nearest(written, words);
  const others = words.length <= 4 ? words.filter((word) => word !== meant) : [];
  return [meant, ...others].flatMap((word, index) =>
    word === undefined
      ? []
      : fixHere(context, `Replace with "${word}"`, setValue(edited(context), context.path, word), index === 0),
  );
};

/** A bare number is taken for seconds. */
export const durationUnit: Fixer = (context) => {
  const written = writtenAt(context);
  if (!/^\d+(?:\.\d{1,3})?$/.test(written)) return [];
  const preferred = Number(written) > 0;
  return [
    ...fixHere(context, `Write ${written}s`, setValue(edited(context), context.path, `${written}s`), preferred),
    ...(written.includes('.')
      ? []
      : fixHere(context, `Write ${written}ms`, setValue(edited(context), context.path, `${written}ms`))),
  ];
};

/** Of two fields that exclude each other, the one or the other goes. */
export const oneOfTwo: Fixer = (context) => {
  const { diagnostic, document, path } = context;
  const other = diagnostic.related?.[0]?.place.range;
  const around = valueAt({ ...context, path: path.slice(0, -1) });
  const first =
    around?.is === 'map' && other
      ? around.entries.find(({ keyRange }) => keyRange[0] === other[0] - document.start)
      : undefined;
  return [
    ...fixHere(context, `Remove "${path.at(-1)}"`, removeAt(edited(context), path)),
    ...(first
      ? fixHere(context, `Remove "${first.key}"`, removeAt(edited(context), [...path.slice(0, -1), first.key]))
      : []),
  ];
};

/** The item that says what another one said goes. */
export const duplicateItem: Fixer = (context) => {
  const index = context.path.findLastIndex((step) => typeof step === 'number');
  const path = context.path.slice(0, index + 1);
  const same = valueAt({ ...context, path })?.is === 'scalar';
  return index < 0 ? [] : fixHere(context, 'Remove this one', removeAt(edited(context), path), same);
};

/** What has no place there goes. */
export const removeIt =
  (preferred: boolean): Fixer =>
  (context) => {
    const last = context.path.at(-1);
    return fixHere(
      context,
      typeof last === 'string' ? `Remove "${last}"` : 'Remove it',
      removeAt(edited(context), context.path),
      preferred,
    );
  };

import type { Plain } from '../edit/render.ts';
import type { ObjectSchema, Schema } from '../schema/schema.ts';
import { entryOf } from '../text/cursor.ts';
import type { Path, Tree } from '../text/tree.ts';
import type { Change } from './change.ts';
import { subjectOf } from './condition-words.ts';
import { type Condition, conditionFields, waysOf } from './conditions.ts';
import { parseInput } from './field-input.ts';
import { newValue } from './field-new-value.ts';

export type Changes =
  | { readonly ok: true; readonly changes: readonly Change[] }
  | { readonly ok: false; readonly message: string };

const done = (...changes: readonly Change[]): Changes => ({ ok: true, changes });
const refused = (message: string): Changes => ({ ok: false, message });

/** Another way to compare; the value stays. */
export const changeHow = ({ path, written, how, value }: Condition, next: string): Changes => {
  if (next === how) return done();
  if (written.is === 'typed') return done({ do: 'set', path: written.type, value: next });
  if (written.is !== 'text') return refused('this condition is compared in one way only');
  if (next === 'present') return done({ do: 'set', path, value: {} });
  return how === 'present' || how === ''
    ? done({ do: 'set', path, value: { [next]: value === '' ? '1' : value } })
    : done({ do: 'rename', path: [...path, how], key: next });
};

/** Another value, as it was typed; refused with the reason where the field cannot have it. A list is typed with commas. */
export const changeValue = (condition: Condition, typed: string): Changes => {
  const { path, written, how, schema, subject, key } = condition;
  if (typed === condition.value) return done();
  if (!schema || written.is === 'kept') return refused('this cannot be changed here; change it in the text');
  const label = key === undefined ? subject : `${subject} ${key}`;
  if (written.is === 'list') {
    const parts = typed.split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]));
    if (parts.length === 0) return refused(`"${label}" needs one value at least; remove the condition instead`);
    const read = parts.map((part) => parseInput(schema, part, label));
    const values = read.flatMap((one) => (one.ok ? [one.value] : []));
    const wrong = read.find((one) => !one.ok);
    return wrong && !wrong.ok ? refused(wrong.message) : done({ do: 'set', path, value: values });
  }
  const read = parseInput(schema, typed, label);
  if (!read.ok) return refused(read.message);
  const at = written.is === 'typed' ? written.value : written.is === 'text' ? [...path, how] : path;
  return done({ do: 'set', path: at, value: read.value });
};

/** The header, parameter or label of a condition gets another name. `taken`: those that the match has already. */
export const changeKey = (condition: Condition, name: string, taken: readonly string[]): Changes => {
  const { key, written, path, subject } = condition;
  const next = name.trim();
  if (key === undefined || next === key) return done();
  if (next === '') return refused(`a ${subject} needs a name`);
  if (taken.includes(next)) return refused(`there is a condition on "${next}" already; change that one`);
  if (written.is === 'typed') {
    return written.key ? done({ do: 'set', path: written.key, value: next }) : refused('this has no name');
  }
  return done({ do: 'rename', path, key: next });
};

/** Without the condition. What asks nothing more of a request goes too, up to the list of matches: then every request matches. */
export const removeCondition = ({ path }: Condition): readonly Change[] => [{ do: 'remove', path }];

/** A condition that may be added to a match. */
export type ConditionChoice = { readonly field: string; readonly label: string };

/** What may be added; single conditions only where they are not written yet. */
export const choicesFor = (
  schema: ObjectSchema,
  match: Tree | undefined,
  fields: readonly string[] = conditionFields(schema),
): readonly ConditionChoice[] =>
  fields.flatMap((field) => {
    const one = schema.fields[field]?.schema;
    if (!one || one.is === 'any') return [];
    const many = one.is === 'map' || (one.is === 'list' && one.item.is === 'object');
    if (entryOf(match, field) && !many) return [];
    return [{ field, label: /^without[A-Z]/.test(field) ? `not ${subjectOf(field)}` : subjectOf(field) }];
  });

/** One more condition in the match at this path, with a value to be changed. `match`: what is written there now. */
export const addCondition = (path: Path, schema: ObjectSchema, match: Tree | undefined, field: string): Changes => {
  const declared = schema.fields[field];
  if (!declared) return refused(`"${field}" is not known here`);
  const at = [...path, field];
  const present = entryOf(match, field)?.value;
  const one = declared.schema;
  if (one.is === 'map') {
    const key = unused(
      one.value.is === 'string' ? 'app' : field === 'queryParams' ? 'q' : 'x-example',
      keysOf(present),
    );
    return done({ do: 'set', path: [...at, key], value: firstValue(one.value, '') });
  }
  if (one.is === 'list' && one.item.is === 'object') {
    const name = unused(field === 'queryParams' ? 'q' : 'x-example', namesIn(present));
    const value = firstValue(one.item, field);
    const item: Plain = isMap(value) && Object.hasOwn(value, 'name') ? { ...value, name } : value;
    const index = present?.is === 'list' ? present.items.length : 0;
    return done({ do: 'insert', path: at, index, value: item });
  }
  return done({ do: 'set', path: at, value: firstValue(one, field) });
};

const samples: Readonly<Record<string, string>> = {
  uri: '/example',
  path: '/example',
  method: 'GET',
  scheme: 'https',
  authority: 'example.com',
};

/** What a new condition asks for until it is changed: never what every request has, which would hide the rules behind it. */
export const firstValue = (schema: Schema, field: string): Plain => {
  const sample = samples[field] ?? '1';
  const ways = waysOf(schema);
  if (ways.length > 0) {
    const way = field === 'uri' && ways.includes('prefix') ? 'prefix' : (ways[0] ?? '');
    return { [way]: sample };
  }
  if (schema.is === 'object' && schema.fields.type?.schema.is === 'enum') {
    const usual = schema.fields.type.default ?? schema.fields.type.schema.values[0] ?? '';
    const known = newValue(schema, field);
    const value = schema.fields.value ? { value: sample } : { [Object.keys(schema.fields)[1] ?? 'value']: 'example' };
    return {
      ...(schema.fields.value && field === 'path' ? { type: usual } : {}),
      ...(isMap(known) ? known : {}),
      ...value,
    };
  }
  if (schema.is === 'string') return samples[field] ?? newValue(schema, field);
  return newValue(schema, field);
};

const isMap = (value: Plain): value is { readonly [key: string]: Plain } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const keysOf = (tree: Tree | undefined): readonly string[] =>
  tree?.is === 'map' ? tree.entries.map(({ key }) => key) : [];

const namesIn = (tree: Tree | undefined): readonly string[] =>
  tree?.is === 'list'
    ? tree.items.flatMap((item) => {
        const name = entryOf(item, 'name')?.value;
        return name?.is === 'scalar' ? [String(name.value)] : [];
      })
    : [];

const unused = (name: string, taken: readonly string[]): string => {
  let next = name;
  for (let count = 2; taken.includes(next); count++) next = `${name}-${count}`;
  return next;
};

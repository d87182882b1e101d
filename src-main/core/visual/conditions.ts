import type { EditedDocument } from '../edit/find-node.ts';
import type { ObjectSchema, Schema } from '../schema/schema.ts';
import { entryOf, treeAt } from '../text/cursor.ts';
import type { Path, Tree } from '../text/tree.ts';
import { sayHow, subjectOf } from './condition-words.ts';
import { foreignAt } from './field-slots.ts';
import { describeValue } from './field-summary.ts';

/**
 * How a condition is written, which is how it is changed. `text`: `{ prefix: … }`, or empty for "is present". `typed`: a `type` beside its
 * value. `single`: one value. `list`: texts, one of which must hold. `kept`: only shown, because it is not as declared or linked.
 */
export type Written =
  | { readonly is: 'text' }
  | { readonly is: 'typed'; readonly type: Path; readonly value: Path; readonly key?: Path }
  | { readonly is: 'single' }
  | { readonly is: 'list' }
  | { readonly is: 'kept'; readonly because: string };

/** One thing that a match asks of a request, as a chip shows it. */
export type Condition = {
  /** What goes when the condition goes; counts from the document's root. */
  readonly path: Path;
  readonly field: string;
  /** `path`, `header`. */
  readonly subject: string;
  /** The name of the header, parameter or label. */
  readonly key?: string;
  /** Whether it must not hold. */
  readonly not: boolean;
  /** One of `hows`; empty where there is one way only. */
  readonly how: string;
  readonly hows: readonly string[];
  readonly value: string;
  /** Of the value that is typed. */
  readonly schema?: Schema;
  readonly written: Written;
};

/** Fields of a match that ask nothing of a request. */
const namesOnly = new Set(['name', 'statPrefix']);

/** `except`: fields of the object that are no conditions, as the backend of a path. */
export const conditionFields = (schema: ObjectSchema, except: readonly string[] = []): readonly string[] =>
  Object.keys(schema.fields).filter((name) => !namesOnly.has(name) && !except.includes(name));

/** The conditions that are written in one match, in the order of the text; all of them must hold. None: every request. */
export const conditionsAt = (
  document: EditedDocument,
  path: Path,
  schema: ObjectSchema,
  fields: readonly string[] = conditionFields(schema),
): readonly Condition[] => {
  const tree = treeAt(document.tree, path);
  if (tree?.is !== 'map') return [];
  return tree.entries.flatMap(({ key, value }): readonly Condition[] => {
    const at = [...path, key];
    const declared = Object.hasOwn(schema.fields, key) ? schema.fields[key]?.schema : undefined;
    if (declared && !fields.includes(key)) return [];
    if (isTypeOf(schema, key)) return [];
    const foreign =
      foreignAt(document, at, declared)?.message ?? (declared ? undefined : 'this field is not known here');
    if (foreign !== undefined || !declared) return [kept(at, key, value, foreign ?? '')];
    return read(document, at, key, value, declared, schema);
  });
};

/** Whether a field says how its neighbour is compared, as `pathType` beside `path`. */
const isTypeOf = ({ fields }: ObjectSchema, key: string): boolean =>
  key.endsWith('Type') && fields[key]?.schema.is === 'enum' && Object.hasOwn(fields, key.slice(0, -4));

const read = (
  document: EditedDocument,
  path: Path,
  field: string,
  tree: Tree,
  schema: Schema,
  around: ObjectSchema,
): readonly Condition[] => {
  const base = baseOf(field);
  if (schema.is === 'map' && tree.is === 'map')
    return tree.entries.map(({ key, value }) =>
      one(document, { ...base, path: [...path, key], key }, value, schema.value, true),
    );
  if (schema.is === 'list' && schema.item.is === 'object' && tree.is === 'list') {
    const { item } = schema;
    return tree.items.flatMap((value, i) => typed(document, { ...base, path: [...path, i] }, value, item));
  }
  if (schema.is === 'list' && tree.is === 'list') {
    const value = tree.items.map((item) => describeValue(item)).join(', ');
    return [{ ...base, path, how: '', hows: [], value, schema: schema.item, written: { is: 'list' } }];
  }
  if (schema.is === 'object' && waysOf(schema).length === 0) return typed(document, { ...base, path }, tree, schema);
  const type = around.fields[`${field}Type`];
  if (type?.schema.is === 'enum' && tree.is === 'scalar') {
    const typeAt = [...path.slice(0, -1), `${field}Type`];
    const written: Written = { is: 'typed', type: typeAt, value: path };
    const how = textAt(document, typeAt);
    return [{ ...base, path, how, hows: type.schema.values, value: sourceOf(tree), schema, written }];
  }
  return [one(document, { ...base, path }, tree, schema, false)];
};

type Base = Pick<Condition, 'field' | 'subject' | 'not'>;
type Placed = Base & { readonly path: Path; readonly key?: string };

const baseOf = (field: string): Base => ({ field, subject: subjectOf(field), not: /^without[A-Z]/.test(field) });

/** The keys of which one says how a text is compared: `exact`, `prefix`, `regex`. Empty: the object is something else. */
export const waysOf = (schema: Schema): readonly string[] => {
  if (schema.is !== 'object') return [];
  const names = Object.keys(schema.fields);
  const [group = []] = schema.exclusive;
  const isText = names.every((name) => group.includes(name) && schema.fields[name]?.schema.is === 'string');
  return isText && names.length > 0 ? names : [];
};

const one = (document: EditedDocument, base: Placed, tree: Tree, schema: Schema, mayBePresent: boolean): Condition => {
  const foreign = foreignAt(document, base.path, schema);
  if (foreign) return keptAs(base, tree, foreign.message);
  const ways = waysOf(schema);
  if (schema.is === 'object' && ways.length > 0) {
    const entries = tree.is === 'map' ? tree.entries : [];
    const [entry] = entries;
    const hows = mayBePresent ? [...ways, 'present'] : ways;
    if (entries.length > 1 || (entry && (!ways.includes(entry.key) || entry.value.is !== 'scalar')))
      return keptAs(base, tree, 'this says more than one thing; mend it in the text');
    const way = entry?.key ?? (mayBePresent ? 'present' : '');
    const text = schema.fields[entry?.key ?? ways[0] ?? '']?.schema;
    return {
      ...base,
      how: way,
      hows,
      value: entry ? sourceOf(entry.value) : '',
      ...(text && { schema: text }),
      written: { is: 'text' },
    };
  }
  if (tree.is !== 'scalar') return keptAs(base, tree, 'this has a form of its own; change it in the text');
  return { ...base, how: '', hows: [], value: sourceOf(tree), schema, written: { is: 'single' } };
};

/** An object with `type`: one condition for each text in it, compared as the type says. */
const typed = (document: EditedDocument, base: Placed, tree: Tree, schema: ObjectSchema): readonly Condition[] => {
  const type = schema.fields.type;
  const foreign = foreignAt(document, base.path, schema)?.message;
  if (type?.schema.is !== 'enum' || foreign !== undefined || tree.is !== 'map')
    return [keptAs(base, tree, foreign ?? 'this has a form of its own; change it in the text')];
  const hows = type.schema.values;
  const how = textAt(document, [...base.path, 'type']) || (type.default ?? hows[0] ?? '');
  const typeAt = [...base.path, 'type'];
  const keyed = Object.hasOwn(schema.fields, 'name');
  const texts = Object.keys(schema.fields).filter((name) => name !== 'type' && name !== 'name');
  const shown = texts.filter((name) => name === 'value' || entryOf(tree, name));
  return shown.map((name): Condition => {
    const value = [...base.path, name];
    const key = textAt(document, [...base.path, 'name']);
    const field = schema.fields[name];
    return {
      ...base,
      subject: name === 'value' ? base.subject : `${name}`,
      // A condition that is one of several in its object goes alone.
      path: shown.length > 1 ? value : base.path,
      ...(keyed && { key }),
      how,
      hows,
      value: textAt(document, value) || (field?.default ?? ''),
      ...(field && { schema: field.schema }),
      written: { is: 'typed', type: typeAt, value, ...(keyed && { key: [...base.path, 'name'] }) },
    };
  });
};

const kept = (path: Path, field: string, tree: Tree, because: string): Condition =>
  keptAs({ ...baseOf(field), path }, tree, because);

const keptAs = (base: Placed, tree: Tree, because: string): Condition => ({
  ...base,
  how: '',
  hows: [],
  value: describeValue(tree),
  written: { is: 'kept', because },
});

const textAt = ({ tree }: EditedDocument, path: Path): string => sourceOf(treeAt(tree, path));

const sourceOf = (tree: Tree | undefined): string => (tree?.is === 'scalar' && tree.value !== null ? tree.source : '');

/** `prefix /status`, `header x-user exact jason`, `not header x-debug present`: for chips, rows and those who listen. */
export const sayCondition = ({ field, subject, key, not, how, value }: Condition): string =>
  [
    not ? 'not' : '',
    subject === 'path' && how !== '' ? '' : subject,
    key ?? '',
    how === '' ? '' : sayHow(how),
    field === 'ignoreUriCase' && value === 'true' ? '' : value,
  ]
    .filter((word) => word !== '')
    .join(' ');

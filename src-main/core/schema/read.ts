import { headOf } from '../text/cursor.ts';
import type { Range, Severity } from '../text/diagnostic.ts';
import { nearest } from '../text/nearest.ts';
import type { Problem } from '../text/problem.ts';
import type { Entry, ListTree, MapTree, Tree } from '../text/tree.ts';
import { quotedList, shown } from '../text/words.ts';
import { readScalar } from './read-scalar.ts';
import type { Field, Infer, ListLimits, ObjectSchema, Schema } from './schema.ts';

/** What a reader knows of the place it reads at. */
export type Spot = {
  /** The field's name, for messages. */
  readonly label: string;
  /** The key (or item) to point at when something is missing below. */
  readonly head: Range;
  /** Inside a field whose fidelity has been told already. */
  readonly quiet: boolean;
  readonly report: Report;
};

export type Report = (
  severity: Severity,
  code: string,
  message: string,
  range: Range,
  related?: Problem['related'],
) => void;

/**
 * A typed plain value read from a tree by its schema, and everything that is wrong with it, each at its exact range.
 * The value is to be used only where no problem is an error: then it is complete. Rules of decoding: reference 1.1.
 * `label` and `head` name the value itself: `spec` and the range of its key.
 */
export const read = <S extends Schema>(
  tree: Tree,
  schema: S,
  label: string,
  head: Range,
): { readonly value: Infer<S> | undefined; readonly problems: readonly Problem[] } => {
  const problems: Problem[] = [];
  const report: Report = (severity, code, message, range, related) =>
    problems.push({ severity, code, message, range, ...(related && { related }) });
  const value = readValue(tree, schema, { label, head, quiet: false, report });
  return { value: value as Infer<S> | undefined, problems };
};

const readValue = (tree: Tree, schema: Schema, spot: Spot): unknown => {
  switch (schema.is) {
    case 'object':
      return readObject(tree, schema, spot);
    case 'list':
      return readList(tree, schema, spot);
    case 'map':
      return readMap(tree, schema, spot);
    case 'any':
      return toPlain(tree);
    default:
      return readScalar(tree, schema, spot);
  }
};

const isNull = (tree: Tree): boolean => tree.is === 'scalar' && tree.value === null;
const noEntries = (range: Range): MapTree => ({ is: 'map', entries: [], range });

const readObject = (tree: Tree, schema: ObjectSchema, spot: Spot): unknown => {
  if (tree.is !== 'map') {
    wrongShape(tree, `must be a map of fields, not ${shapeOf(tree)}; ${fieldsHint(schema)}`, spot);
    return undefined;
  }
  const value: Record<string, unknown> = {};
  const present: Entry[] = [];
  for (const entry of tree.entries) {
    const field = Object.hasOwn(schema.fields, entry.key) ? schema.fields[entry.key] : undefined;
    if (!field) {
      spot.report('error', 'schema/unknown-field', unknownField(entry.key, schema), entry.keyRange);
      continue;
    }
    // A field that is null counts as absent (reference 1.1).
    if (isNull(entry.value)) continue;
    present.push(entry);
    const told = spot.quiet || tellFidelity(entry, field, spot);
    const inside = { label: entry.key, head: entry.keyRange, quiet: told, report: spot.report };
    const result = readValue(entry.value, field.schema, inside);
    if (result !== undefined) value[entry.key] = result;
  }
  // Object.entries would allocate for every object of every document.
  for (const name in schema.fields) {
    const field = schema.fields[name];
    if (field?.required && !present.some(({ key }) => key === name)) {
      const written = tree.entries.find(({ key }) => key === name);
      const message = written
        ? `"${name}" is empty; give it a value: ${decapitalise(field.doc)}`
        : `"${name}" is missing; add it: ${decapitalise(field.doc)}`;
      spot.report('error', 'schema/required', withoutDot(message), written?.keyRange ?? spot.head);
    }
  }
  for (const group of schema.exclusive) {
    const [first, second] = present.filter(({ key }) => group.includes(key));
    if (first && second) {
      const message = `only one of "${first.key}" and "${second.key}" may be set; remove one of the two`;
      spot.report('error', 'schema/exclusive', message, second.keyRange, [
        { message: 'the first one', range: first.keyRange },
      ]);
    }
  }
  return value;
};

const readList = (tree: Tree, { item, ...limits }: Schema & { is: 'list' }, spot: Spot): unknown => {
  if (tree.is !== 'list') {
    wrongShape(tree, `must be a list, not ${shapeOf(tree)}; begin each item with "- "`, spot);
    return undefined;
  }
  checkLimits(tree, limits, spot);
  return tree.items.map((child, index) => {
    const head = headOf(child);
    const label = `${spot.label}[${index}]`;
    return readItem(child, item, { ...spot, label, head: head[0] === head[1] ? spot.head : head });
  });
};

const checkLimits = ({ items }: ListTree, { fewest = 0, most = Infinity, unique }: ListLimits, spot: Spot): void => {
  if (items.length < fewest) {
    const message = `"${spot.label}" needs ${fewest === 1 ? 'an item' : `${fewest} items`} at least; add what is missing`;
    spot.report('error', 'schema/too-few', message, spot.head);
  }
  const beyond = items[most];
  if (beyond) {
    const message = `"${spot.label}" may have ${counted(most, 'item', 'items')} at most, not ${items.length}; remove some`;
    spot.report('error', 'schema/too-many', message, headOf(beyond));
  }
  if (unique === undefined || items.length < 2) return;
  const seen = new Map<string, Tree>();
  for (const item of items) {
    const key = keyOf(item, unique);
    if (key === undefined) continue;
    const first = seen.get(key);
    if (first === undefined) seen.set(key, item);
    else {
      const what = unique === true ? shown(item.is === 'scalar' ? item.source : 'an item') : quotedList(unique, 'and');
      const message =
        unique === true
          ? `"${spot.label}" has "${what}" twice; remove one`
          : `two items of "${spot.label}" have the same ${what}; change or remove one`;
      spot.report('error', 'schema/duplicate-item', message, headOf(item), [
        { message: 'the first one', range: headOf(first) },
      ]);
    }
  }
};

const counted = (count: number, one: string, more: string): string => `${count} ${count === 1 ? one : more}`;

/** What makes an item the same as another one; absent where it lacks all of the fields that say so. */
const keyOf = (item: Tree, unique: true | readonly string[]): string | undefined => {
  if (unique === true) return item.is === 'scalar' ? JSON.stringify(item.value) : undefined;
  if (item.is !== 'map') return undefined;
  const parts = unique.map((name) => {
    const value = item.entries.find(({ key }) => key === name)?.value;
    return value === undefined ? null : toPlain(value);
  });
  return parts.every((part) => part === null) ? undefined : JSON.stringify(parts);
};

const readMap = (tree: Tree, { value: schema, most = Infinity }: Schema & { is: 'map' }, spot: Spot): unknown => {
  if (tree.is !== 'map') {
    wrongShape(tree, `must be a map, not ${shapeOf(tree)}; write "name: value" lines`, spot);
    return undefined;
  }
  const beyond = tree.entries[most];
  if (beyond) {
    const message = `"${spot.label}" may have ${counted(most, 'entry', 'entries')} at most, not ${tree.entries.length}; remove some`;
    spot.report('error', 'schema/too-many', message, beyond.keyRange);
  }
  // No prototype pollution by a key such as "__proto__": the keys become own properties.
  return Object.fromEntries(
    tree.entries.map(({ key, keyRange, value }) => [
      key,
      readItem(value, schema, { ...spot, label: key, head: keyRange }),
    ]),
  );
};

/** A list item or map value that is null counts as an empty object (reference 1.1). */
const readItem = (tree: Tree, schema: Schema, spot: Spot): unknown =>
  isNull(tree) && schema.is === 'object'
    ? readValue(noEntries(tree.range), schema, spot)
    : readValue(tree, schema, spot);

const tellFidelity = (entry: Entry, field: Field, spot: Spot): boolean => {
  const { fidelity, note = '' } = field;
  const name = `"${entry.key}"`;
  if (fidelity === 'planned') {
    spot.report('information', 'fidelity/planned', `${name} is checked but not acted on yet: ${note}`, entry.keyRange);
  } else if (fidelity === 'ignored') {
    spot.report('information', 'fidelity/ignored', `${name} has no effect on this machine: ${note}`, entry.keyRange);
  } else if (fidelity === 'mesh') {
    spot.report(
      'information',
      'fidelity/mesh',
      `${name} needs sidecars and has no effect here: ${note}`,
      entry.keyRange,
    );
  } else {
    if (fidelity === 'approximated' && makesADifference(entry.value, field.told)) {
      const message = `${name} works nearly as in a cluster: ${note}`;
      spot.report('information', 'fidelity/approximated', message, entry.keyRange);
    }
    return false;
  }
  return true;
};

const makesADifference = (tree: Tree, told: Field['told']): boolean =>
  told === true || (told !== undefined && tree.is === 'scalar' && told.test(tree.source));

const wrongShape = (tree: Tree, message: string, spot: Spot): void => {
  const range = tree.is === 'scalar' && tree.range[0] < tree.range[1] ? tree.range : spot.head;
  spot.report('error', 'schema/wrong-type', `"${spot.label}" ${message}`, range);
};

const shapeOf = (tree: Tree): string => {
  if (tree.is !== 'scalar') return `a ${tree.is}`;
  if (tree.value === null) return 'empty';
  return typeof tree.value === 'string' ? 'text' : `a ${typeof tree.value}`;
};

const unknownField = (key: string, schema: ObjectSchema): string => {
  const names = Object.keys(schema.fields);
  const meant = nearest(key, names);
  return `"${key}" is not a field of ${schema.name}; ${meant ? `did you mean "${meant}"?` : fieldsHint(schema)}`;
};

const fieldsHint = (schema: ObjectSchema): string => {
  const names = Object.keys(schema.fields);
  return names.length <= 8
    ? `it has ${quotedList(names, 'and')}`
    : `it has ${names.length} fields, such as ${quotedList(names.slice(0, 5), 'and')}`;
};

const withoutDot = (sentence: string): string => sentence.replace(/\.$/, '');
const decapitalise = (sentence: string): string =>
  /^[A-Z][a-z]/.test(sentence) ? sentence.charAt(0).toLowerCase() + sentence.slice(1) : sentence;

/** A tree as plain data. */
export const toPlain = (tree: Tree): unknown => {
  if (tree.is === 'scalar') return tree.value;
  if (tree.is === 'list') return tree.items.map(toPlain);
  return Object.fromEntries(tree.entries.map(({ key, value }) => [key, toPlain(value)]));
};

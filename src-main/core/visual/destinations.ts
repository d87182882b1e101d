import type { EditedDocument } from '../edit/find-node.ts';
import { plainOf } from '../edit/model.ts';
import type { Plain } from '../edit/render.ts';
import type { ObjectSchema, Schema } from '../schema/schema.ts';
import { treeAt } from '../text/cursor.ts';
import type { Path } from '../text/tree.ts';
import type { Change } from './change.ts';
import { newValue } from './field-new-value.ts';
import { foreignAt } from './field-slots.ts';
import { apportion, percentagesOf } from './weights.ts';

/** A field that says where a destination is: its host, subset, port. `path` counts from the destination. */
export type DestinationField = { readonly label: string; readonly path: Path; readonly schema: Schema };

/**
 * How a rule names its destinations. `list`: a list with weights. `total`: what the weights come to together; absent where they are
 * relative. A weight that is not written is `missing`.
 */
export type DestinationShape = {
  readonly field: string;
  readonly item: ObjectSchema;
  readonly list: boolean;
  readonly weighted: boolean;
  readonly total?: number;
  readonly missing: number;
  readonly fields: readonly DestinationField[];
  /** Fields of a destination that are neither place nor weight, as its headers or filters. */
  readonly others: readonly string[];
};

/** The destinations of a rule by its schema: `route`, `backendRefs` or `backend`. Undefined: it has none. */
export const destinationShapeOf = (rule: ObjectSchema): DestinationShape | undefined => {
  for (const field of ['route', 'backendRefs', 'backend']) {
    const declared = rule.fields[field]?.schema;
    const item = declared?.is === 'list' ? declared.item : declared;
    if (!declared || item?.is !== 'object') continue;
    const weight = item.fields.weight;
    const outer = Object.keys(item.fields).filter((name) => ['destination', 'service'].includes(name));
    const fields = placeFields(item, outer);
    const own = new Set(fields.map(({ path }) => path[0]));
    return {
      field,
      item,
      list: declared.is === 'list',
      weighted: weight !== undefined,
      ...(weight?.default === '0' && { total: 100 }),
      missing: weight?.default === '0' ? 0 : 1,
      fields,
      others: Object.keys(item.fields).filter((name) => name !== 'weight' && !own.has(name)),
    };
  }
  return undefined;
};

/** `destination.host`, `destination.subset`, `destination.port.number`; `name`, `namespace`, `port`. */
const placeFields = (item: ObjectSchema, outer: readonly string[]): readonly DestinationField[] => {
  const [first] = outer;
  const inner = first === undefined ? item : item.fields[first]?.schema;
  if (inner?.is !== 'object') return [];
  const before = first === undefined ? [] : [first];
  const known = first === undefined ? ['name', 'namespace', 'port'] : Object.keys(inner.fields);
  return known.flatMap((name): readonly DestinationField[] => {
    const schema = inner.fields[name]?.schema;
    if (!schema) return [];
    if (schema.is !== 'object')
      return [
        {
          label: first !== undefined && name === 'name' ? 'service' : name === 'name' ? 'service' : name,
          path: [...before, name],
          schema,
        },
      ];
    return Object.entries(schema.fields).map(([part, { schema: one }]) => ({
      label: part === 'number' ? name : `${name} ${part}`,
      path: [...before, name, part],
      schema: one,
    }));
  });
};

/** A destination as it is written. */
export type Destination = {
  /** From the document's root. */
  readonly path: Path;
  /** `reviews v2 :9080` */
  readonly words: string;
  readonly values: readonly (DestinationField & { readonly value: string })[];
  readonly weight: number;
  readonly weightWritten: boolean;
  readonly percent: number;
  /** Why it is only shown. */
  readonly kept?: string;
};

/** The destinations of the rule at a path, in the order of the text. */
export const destinationsAt = (
  document: EditedDocument,
  rule: Path,
  shape: DestinationShape,
): readonly Destination[] => {
  const path = [...rule, shape.field];
  const tree = treeAt(document.tree, path);
  if (!tree || (shape.list && tree.is !== 'list')) return [];
  const paths = tree.is === 'list' ? tree.items.map((_, i) => [...path, i]) : [path];
  const read = paths.map((at): Omit<Destination, 'percent'> => {
    const values = shape.fields.map((field) => ({ ...field, value: textAt(document, [...at, ...field.path]) }));
    const weight = treeAt(document.tree, [...at, 'weight']);
    const number = weight?.is === 'scalar' && typeof weight.value === 'number' ? weight.value : undefined;
    const foreign = foreignAt(document, at, shape.item)?.message;
    const alone = paths.length === 1 && shape.total !== undefined ? shape.total : shape.missing;
    return {
      path: at,
      words: wordsOf(values),
      values,
      weight: Math.max(0, Math.round(number ?? alone)),
      weightWritten: number !== undefined,
      ...(foreign !== undefined && { kept: foreign }),
    };
  });
  const percent = percentagesOf(read.map(({ weight }) => weight));
  return read.map((one, i) => ({ ...one, percent: percent[i] ?? 0 }));
};

const textAt = ({ tree }: EditedDocument, path: Path): string => {
  const found = treeAt(tree, path);
  return found?.is === 'scalar' && found.value !== null ? String(found.value) : '';
};

const wordsOf = (values: readonly (DestinationField & { readonly value: string })[]): string =>
  values
    .flatMap(({ label, value }) =>
      value === '' ? [] : [/^port/.test(label) ? `:${value}` : label === 'namespace' ? `in ${value}` : value],
    )
    .join(' ')
    .replaceAll(' :', ':');

/** What sliders share out: 100 where the API wants it; else the present total, where it is fine enough. */
export const totalFor = (shape: DestinationShape, destinations: readonly Destination[]): number => {
  const sum = destinations.reduce((all, { weight }) => all + weight, 0);
  return shape.total ?? (sum >= 100 ? sum : 100);
};

/** The weights scaled to what sliders share out. */
export const scaledWeights = (shape: DestinationShape, destinations: readonly Destination[]): readonly number[] => {
  const weights = destinations.map(({ weight }) => weight);
  const total = totalFor(shape, destinations);
  return weights.reduce((all, one) => all + one, 0) === total ? weights : apportion(weights, total);
};

/** Writes only the numbers that differ from what is written. */
export const writeWeights = (destinations: readonly Destination[], weights: readonly number[]): readonly Change[] =>
  destinations.flatMap(({ path, weight, weightWritten }, i): readonly Change[] => {
    const next = weights[i] ?? 0;
    return weightWritten && weight === next ? [] : [{ do: 'set', path: [...path, 'weight'], value: next }];
  });

/** One more destination, like the last one, with no share yet: adding moves no request. The second one makes both weights written. */
export const addDestination = (document: EditedDocument, rule: Path, shape: DestinationShape): readonly Change[] => {
  const destinations = destinationsAt(document, rule, shape);
  const last = destinations.at(-1);
  const place = last ? placeOf(document, last, shape) : newValue(shape.item, shape.field);
  if (!shape.list) return [{ do: 'set', path: [...rule, shape.field], value: place }];
  const item = !isMap(place) || !last || !shape.weighted ? place : { ...place, weight: 0 };
  const before = last ? writeWeights(destinations, scaledWeights(shape, destinations)) : [];
  return [...before, { do: 'insert', path: [...rule, shape.field], index: destinations.length, value: item }];
};

/** What is known of a host: its ports and subsets as they are declared. No ports: nobody knows the host. */
export type KnownHost = { readonly ports: readonly number[]; readonly subsets: readonly string[] };

/**
 * What else has to change with the host of a destination: a subset that the new host has not goes, and so does a port, unless the host has
 * several or the API needs one (all but Istio's do): then it is the first. A host that nobody knows changes nothing.
 */
export const followHost = ({ path, values }: Destination, { ports, subsets }: KnownHost): readonly Change[] => {
  const [first] = ports;
  if (first === undefined) return [];
  const written = (label: string) => values.find((one) => one.label === label && one.value !== '');
  const subset = written('subset');
  const gone: readonly Change[] =
    subset && !subsets.includes(subset.value) ? [{ do: 'remove', path: [...path, ...subset.path] }] : [];
  const field = values.find(({ label }) => label === 'port');
  const isKept = written('port name') !== undefined || ports.some((port) => String(port) === field?.value);
  if (!field || isKept) return gone;
  const at = [...path, ...field.path];
  const needed = ports.length > 1 || values.every(({ label }) => label !== 'host');
  if (needed) return [...gone, { do: 'set', path: at, value: first }];
  return field.value === '' ? gone : [...gone, { do: 'remove', path: at }];
};

/** The host, subset and port of a destination, without its weight and its own operations. */
const placeOf = (document: EditedDocument, { path }: Destination, shape: DestinationShape): Plain => {
  const tree = treeAt(document.tree, path);
  const whole = tree ? plainOf(tree) : {};
  if (!isMap(whole)) return {};
  return Object.fromEntries(Object.entries(whole).filter(([key]) => key !== 'weight' && !shape.others.includes(key)));
};

/**
 * Without one destination. Where the weights come to a total the others take its share in proportion, locked ones (by index) only where
 * nothing else could; a single one that is left gets all of it where its weight is written, and needs none otherwise. Where weights are
 * relative they stay, unless nothing but zeros is left, with which no request would be answered.
 */
export const removeDestination = (
  destinations: readonly Destination[],
  index: number,
  shape: DestinationShape,
  locked: (index: number) => boolean = () => false,
): readonly Change[] => {
  const gone = destinations[index];
  if (!gone) return [];
  const rest = destinations.flatMap((one, i) => (i === index ? [] : [{ one, locked: locked(i) }]));
  // The indices before the removal: numbers first, then the item goes.
  return [...weightsOfRest(rest, gone, shape), { do: 'remove', path: gone.path }];
};

const weightsOfRest = (
  rest: readonly { readonly one: Destination; readonly locked: boolean }[],
  gone: Destination,
  shape: DestinationShape,
): readonly Change[] => {
  const all = rest.map(({ one }) => one);
  const weights = all.map(({ weight }) => weight);
  const sum = weights.reduce((whole, one) => whole + one, 0);
  const [first] = all;
  if (!shape.weighted || !first || (all.length === 1 && !first.weightWritten)) return [];
  if (shape.total === undefined && sum > 0) return [];
  const total = shape.total ?? Math.max(1, gone.weight);
  const free = rest.flatMap((one, i) => (one.locked ? [] : [i]));
  const kept = rest.reduce((whole, one) => whole + (one.locked ? one.one.weight : 0), 0);
  if (free.length === 0 || kept > total) return writeWeights(all, apportion(weights, total));
  const shares = apportion(
    free.map((i) => weights[i] ?? 0),
    total - kept,
  );
  return writeWeights(
    all,
    weights.map((weight, i) => (free.includes(i) ? (shares[free.indexOf(i)] ?? 0) : weight)),
  );
};

const isMap = (value: Plain): value is { readonly [key: string]: Plain } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

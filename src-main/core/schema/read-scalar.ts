import { nearest } from '../text/nearest.ts';
import type { ScalarTree, Tree } from '../text/tree.ts';
import { quotedList, shown } from '../text/words.ts';
import { parseDuration } from './duration.ts';
import type { Spot } from './read.ts';
import type { ObjectSchema, Schema } from './schema.ts';

type ScalarSchema = Exclude<
  Schema,
  ObjectSchema | { readonly is: 'list' } | { readonly is: 'map' } | { readonly is: 'any' }
>;

/** One scalar by its schema; undefined where it does not fit, which has then been reported. */
export const readScalar = (tree: Tree, schema: ScalarSchema, spot: Spot): unknown => {
  if (tree.is !== 'scalar' || tree.value === null) {
    wrongType(tree, schema, spot);
    return undefined;
  }
  switch (schema.is) {
    case 'string':
      return readString(tree, schema, spot);
    case 'boolean':
      return typeof tree.value === 'boolean' ? tree.value : wrongType(tree, schema, spot);
    case 'integer':
      return typeof tree.value === 'number' && Number.isInteger(tree.value)
        ? inRange(tree, tree.value, schema, spot)
        : wrongType(tree, schema, spot);
    case 'number':
      return typeof tree.value === 'number' && Number.isFinite(tree.value)
        ? inRange(tree, tree.value, schema, spot)
        : wrongType(tree, schema, spot);
    case 'int-or-string':
      return typeof tree.value === 'string' || (typeof tree.value === 'number' && Number.isInteger(tree.value))
        ? tree.value
        : wrongType(tree, schema, spot);
    case 'enum':
      return readEnum(tree, schema.values, spot);
    case 'duration':
      return readDuration(tree, schema, spot);
  }
};

const readString = (tree: ScalarTree, schema: ScalarSchema & { is: 'string' }, spot: Spot): string | undefined => {
  if (typeof tree.value !== 'string') return wrongType(tree, schema, spot);
  const plain = tree.range[1] - tree.range[0] === tree.source.length;
  if (plain && /^(?:yes|no|on|off)$/i.test(tree.source)) {
    // kubectl reads YAML 1.1, where these words are booleans.
    spot.report(
      'warning',
      'yaml/read-as-boolean',
      `kubectl takes ${tree.source} without quotes for a boolean; write "${tree.source}" in quotes`,
      tree.range,
    );
  }
  if (schema.filled && tree.value === '') {
    spot.report('error', 'schema/empty', `"${spot.label}" is empty; write its value`, tree.range);
    return undefined;
  }
  // First the length: patterns may take long for long texts.
  const length = schema.longest === undefined ? 0 : charactersIn(tree.value, schema.longest);
  if (length > (schema.longest ?? Infinity)) {
    const message = `"${spot.label}" may have ${schema.longest} characters at most, not ${length}; shorten it`;
    spot.report('error', 'schema/too-long', message, tree.range);
    return undefined;
  }
  if (schema.pattern && !schema.pattern.test(tree.value)) {
    spot.report(
      'error',
      'schema/pattern',
      `"${shown(tree.value)}" ${schema.patternHelp ?? 'does not fit'}`,
      tree.range,
    );
    return undefined;
  }
  return tree.value;
};

/** Code points, as limits of lengths count them; only counted where the text may be too long. */
const charactersIn = (text: string, longest: number): number =>
  text.length > longest ? [...text].length : text.length;

const readEnum = (tree: ScalarTree, values: readonly string[], spot: Spot): string | undefined => {
  if (values.includes(tree.source)) return tree.source;
  const meant = nearest(tree.source, values);
  const remedy = meant ? `did you mean "${meant}"?` : `use ${quotedList(values)}`;
  spot.report(
    'error',
    'schema/enum',
    `"${shown(tree.source)}" is not a value of "${spot.label}"; ${remedy}`,
    tree.range,
  );
  return undefined;
};

const inRange = (
  tree: ScalarTree,
  value: number,
  { min, max, values }: { readonly min?: number; readonly max?: number; readonly values?: readonly number[] },
  spot: Spot,
): number | undefined => {
  if (values) {
    if (values.includes(value)) return value;
    const message = `${tree.source} is not a value of "${spot.label}"; use ${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
    spot.report('error', 'schema/enum', message, tree.range);
    return undefined;
  }
  if ((min === undefined || value >= min) && (max === undefined || value <= max)) return value;
  const allowed =
    max === undefined ? `at least ${min}` : min === undefined ? `at most ${max}` : `from ${min} to ${max}`;
  spot.report('error', 'schema/range', `"${spot.label}" must be ${allowed}, not ${tree.source}`, tree.range);
  return undefined;
};

/** Reference 9.0 X8: at least one millisecond, and whole milliseconds. */
const readDuration = (
  tree: ScalarTree,
  { zero = false, whole: wholeOnly = false }: ScalarSchema & { is: 'duration' },
  spot: Spot,
): number | undefined => {
  const fits = !wholeOnly || /^(?:[0-9]{1,5}(?:h|m|s|ms)){1,4}$/.test(String(tree.value));
  const ms = typeof tree.value === 'string' && fits ? parseDuration(tree.value) : undefined;
  if (ms === undefined) {
    const unit = typeof tree.value === 'number' ? `; add a unit, as in "${tree.source}s"` : '';
    const written = unit === '' ? `"${shown(tree.source)}"` : tree.source;
    spot.report(
      'error',
      'schema/duration',
      `"${spot.label}" must be a duration such as "${wholeOnly ? '10s' : '1.5s'}", "500ms" or "1h30m", not ${tree.source === '' ? 'empty' : written}${unit}`,
      tree.range,
    );
    return undefined;
  }
  // Fractions of seconds are binary: 1.1s is not exactly 1100.
  const whole = Math.round(ms);
  if (zero && ms === 0) return 0;
  if (ms < 1 || Math.abs(ms - whole) > 1e-6) {
    const rule = ms < 1 ? 'at least "1ms"; leave it out to have none' : 'a whole number of milliseconds';
    spot.report('error', 'schema/duration', `"${spot.label}" must be ${rule}`, tree.range);
    return undefined;
  }
  return whole;
};

const wanted: Readonly<Record<ScalarSchema['is'], string>> = {
  string: 'text',
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
  'int-or-string': 'a whole number or text',
  enum: 'a word',
  duration: 'a duration such as "1.5s"',
};

const wrongType = (tree: Tree, schema: ScalarSchema, spot: Spot): undefined => {
  const message = `"${spot.label}" must be ${wanted[schema.is]}, not ${found(tree)}`;
  const visible = tree.is === 'scalar' && tree.range[0] < tree.range[1];
  spot.report('error', 'schema/wrong-type', message, visible ? tree.range : spot.head);
  return undefined;
};

const found = (tree: Tree): string => {
  if (tree.is === 'map') return 'a map';
  if (tree.is === 'list') return 'a list; remove the "- "';
  if (tree.value === null) return 'empty';
  const source = shown(tree.source);
  if (typeof tree.value === 'string') {
    return /^(?:true|false|[-+]?\d+(?:\.\d+)?)$/.test(source)
      ? `text; remove the quotes around ${source}`
      : `"${source}"`;
  }
  const sort = typeof tree.value === 'boolean' ? 'the boolean' : 'the number';
  return `${sort} ${source}; write "${source}" in quotes if it is text`;
};

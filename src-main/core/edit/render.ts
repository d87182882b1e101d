import { Scalar, stringify } from 'yaml';

/** Plain JSON, as new values of a document are given. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

/** How a document is written, so that what is added looks like the rest. */
export type Style = {
  /** Columns from a key to the keys below it. */
  readonly step: number;
  /** Columns from a key to the `-` of its items. */
  readonly dash: number;
  readonly lineEnd: '\n' | '\r\n';
};

export type Quote = 'plain' | 'single' | 'double';

const quoteTypes = { plain: Scalar.PLAIN, single: Scalar.QUOTE_SINGLE, double: Scalar.QUOTE_DOUBLE } as const;

/**
 * A scalar on one line, in quotes where YAML needs them and, for text, in those asked for. `flow`: inside brackets, where commas count.
 * Words that YAML 1.1 takes for booleans are quoted too, because Kubernetes reads them so.
 */
export const scalarText = (value: string | number | boolean | null, flow: boolean, quote: Quote = 'plain'): string => {
  if (value === null) return 'null';
  if (typeof value !== 'string') return String(value);
  if (/[\r\n\u0085\u2028\u2029]/.test(value)) return JSON.stringify(value);
  const scalar = new Scalar(value);
  scalar.type = quoteTypes[quote];
  const options = { lineWidth: 0, compat: 'yaml-1.1' } as const;
  if (!flow) return stringify(scalar, options).trimEnd();
  const inList = stringify([scalar], { ...options, collectionStyle: 'flow' }).trim();
  return inList.slice(1, -1).trim();
};

/** A value on one line. */
export const flowText = (value: Plain): string => {
  if (isList(value)) return `[${value.map(flowText).join(', ')}]`;
  if (!isMap(value)) return scalarText(value, true);
  const entries = Object.entries(value);
  return entries.length === 0
    ? '{}'
    : `{ ${entries.map(([key, one]) => `${scalarText(key, true)}: ${flowText(one)}`).join(', ')} }`;
};

/** What stands behind `key:`, with the space or line end in front; lines below are indented for a key at column `indent` (from 0). */
export const valueText = (value: Plain, indent: number, style: Style): string => {
  if (isList(value) && value.length > 0) {
    const at = indent + style.dash;
    return value.map((item) => `${style.lineEnd}${' '.repeat(at)}- ${itemText(item, at, style)}`).join('');
  }
  if (isMap(value) && Object.keys(value).length > 0) {
    const at = indent + style.step;
    return `${style.lineEnd}${' '.repeat(at)}${mapText(value, at, style)}`;
  }
  return value === null ? '' : ` ${isList(value) || isMap(value) ? flowText(value) : scalarText(value, false)}`;
};

/** What stands behind `- `, for a `-` at column `indent`. */
export const itemText = (value: Plain, indent: number, style: Style): string => {
  if (isMap(value) && Object.keys(value).length > 0) return mapText(value, indent + 2, style);
  if (isList(value) && value.length > 0) {
    return value
      .map((item) => `- ${itemText(item, indent + 2, style)}`)
      .join(`${style.lineEnd}${' '.repeat(indent + 2)}`);
  }
  return isList(value) || isMap(value) ? flowText(value) : scalarText(value, false);
};

/** The entries of a map whose keys stand at column `indent`; the first line without its indentation. */
export const mapText = (value: { readonly [key: string]: Plain }, indent: number, style: Style): string =>
  Object.entries(value)
    .map(([key, one]) => `${scalarText(key, false)}:${valueText(one, indent, style)}`)
    .join(`${style.lineEnd}${' '.repeat(indent)}`);

export const isList = (value: Plain): value is readonly Plain[] => Array.isArray(value);

export const isMap = (value: Plain): value is { readonly [key: string]: Plain } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

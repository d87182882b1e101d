import type { Plain } from '../edit/render.ts';
import { read } from '../schema/read.ts';
import type { Schema } from '../schema/schema.ts';
import type { ScalarTree } from '../text/tree.ts';

export type Input = { readonly ok: true; readonly value: Plain } | { readonly ok: false; readonly message: string };

/**
 * What somebody types into a field, as the value to write: numbers and booleans become such, durations and texts stay texts. `label` is
 * the field's name for the message, which says what is wrong and how to mend it, as the problem list would.
 */
export const parseInput = (schema: Schema, typed: string, label: string): Input => {
  const value = meant(schema, typed);
  if (value === undefined) return { ok: false, message: `"${label}" is no single value; change it in the text` };
  const wrong = read(scalarTree(value), schema, label, [0, 0]).problems.find(({ severity }) => severity === 'error');
  return wrong ? { ok: false, message: wrong.message } : { ok: true, value };
};

const meant = (schema: Schema, typed: string): Plain | undefined => {
  const trimmed = typed.trim();
  switch (schema.is) {
    case 'object':
    case 'list':
    case 'map':
      return undefined;
    case 'string':
      return typed;
    case 'enum':
    case 'duration':
      return trimmed;
    case 'boolean':
      return /^true$/i.test(trimmed) ? true : /^false$/i.test(trimmed) ? false : trimmed;
    case 'integer':
    case 'number':
      return numberIn(trimmed) ?? trimmed;
    case 'int-or-string':
      return /^-?(?:0|[1-9]\d*)$/.test(trimmed) ? (numberIn(trimmed) ?? trimmed) : trimmed;
    case 'any':
      return trimmed === 'true' || (trimmed === 'false' ? false : (numberIn(trimmed) ?? typed));
  }
};

/** Numbers that are written back as they were typed, as far as a number can. */
const numberIn = (text: string): number | undefined => {
  if (!/^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?$/i.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value)) ? value : undefined;
};

/** A single value as if it were written in a document, for the readers of schemas. Null for structure. */
export const scalarTree = (value: Plain): ScalarTree => {
  const single = typeof value === 'object' ? null : value;
  const source = single === null ? '' : String(single);
  // As wide as a quoted text, so that words which would need quotes are not taken for unquoted ones.
  return { is: 'scalar', value: single, source, range: [0, source.length + 2] };
};

import { byteString } from '../../match/byte-string.ts';
import { type ByteSet, holdsBytes } from '../../match/language/byte-set.ts';
import {
  anyByte,
  anyText,
  beginningOf,
  type Expression,
  isLetter,
  literal,
  sequence,
} from '../../match/language/expression.ts';
import { parseRegex } from '../../match/language/parse-regex.ts';
import { foldCase } from '../../match/text-match.ts';
import { literalPrefix } from '../literal-prefix.ts';
import type { PathMatch } from '../table.ts';

/** The texts that a condition asks for. Of literals with `folded` (in lower case) ASCII letters count in any case. */
export type Shape =
  | { readonly is: 'all' }
  | { readonly is: 'exact' | 'prefix' | 'segments'; readonly value: string; readonly folded: boolean }
  | { readonly is: 'pattern'; readonly key: string; readonly expression: Expression }
  /** A regular expression that is not understood here. */
  | { readonly is: 'unknown'; readonly key: string };

/** The shape of a match among texts of `bytes`. Patterns that say no more than a literal become one. */
export const shapeOf = (match: PathMatch, ignoreCase: boolean, bytes: ByteSet): Shape => {
  const value = byteString(match.value);
  if (match.type === 'regex') {
    const expression = parseRegex(value);
    return expression === undefined ? { is: 'unknown', key: value } : simplify(expression, value, bytes);
  }
  if (match.type !== 'exact' && value === '') return { is: 'all' };
  const folded = ignoreCase && match.type !== 'segments' && hasLetter(value);
  return { is: match.type, value: folded ? foldCase(value) : value, folded };
};

const hasLetter = (text: string): boolean => foldCase(text) !== text || /[a-z]/.test(text);

/** `/a` is exact, `/a.*` a prefix, `/a(/.*)?` a path and what is below it. */
const simplify = (expression: Expression, key: string, bytes: ByteSet): Shape => {
  const parts = expression.is === 'sequence' ? [...expression.parts] : [expression];
  while (parts[0]?.is === 'start') parts.shift();
  while (parts.at(-1)?.is === 'end') parts.pop();
  const last = parts.at(-1);
  const ending = last === undefined || last.is !== 'repeat' ? undefined : endingOf(last, bytes);
  if (ending) parts.pop();
  if (!parts.every((part) => part.is === 'byte')) return { is: 'pattern', key, expression };
  const { text } = beginningOf({ is: 'sequence', parts });
  if (ending === undefined) return { is: 'exact', value: text, folded: false };
  return ending === 'prefix' && text === '' ? { is: 'all' } : { is: ending, value: text, folded: false };
};

const endingOf = (last: Extract<Expression, { is: 'repeat' }>, bytes: ByteSet): 'prefix' | 'segments' | undefined => {
  if (last.least !== 0) return undefined;
  if (last.most === undefined)
    return last.part.is === 'bytes' && holdsBytes(last.part.bytes, bytes) ? 'prefix' : undefined;
  if (last.most !== 1 || last.part.is !== 'sequence' || last.part.parts.length !== 2) return undefined;
  const [slash, rest] = last.part.parts;
  const isBelow = slash?.is === 'byte' && slash.code === 47 && rest?.is === 'repeat' && rest.most === undefined;
  return isBelow && endingOf(rest, bytes) === 'prefix' ? 'segments' : undefined;
};

/** Whether a shape takes one text; undefined for patterns, which take an automaton. */
export const takesText = (shape: Shape, text: string): boolean | undefined => {
  if (shape.is === 'all') return true;
  if (shape.is === 'pattern' || shape.is === 'unknown') return undefined;
  return within(shape, shape.folded ? foldCase(text) : text);
};

const within = ({ is, value }: { readonly is: string; readonly value: string }, text: string): boolean => {
  if (is === 'exact') return text === value;
  if (!text.startsWith(value)) return false;
  return is === 'prefix' || text.length === value.length || text.charCodeAt(value.length) === 47;
};

/** Whether all texts of `narrow` are among those of `wide`; undefined where only automata can tell. */
export const isWithin = (narrow: Shape, wide: Shape): boolean | undefined => {
  if (wide.is === 'all') return true;
  if (narrow.is === 'all') return wide.is === 'pattern' || wide.is === 'unknown' ? undefined : false;
  if (narrow.is === 'pattern' || narrow.is === 'unknown') {
    return wide.is === narrow.is && wide.key === narrow.key ? true : undefined;
  }
  if (wide.is === 'pattern' || wide.is === 'unknown') return undefined;
  // Where only the narrow one folds, its texts have in common what comes before the first letter.
  if (narrow.folded && !wide.folded) return wide.is !== 'exact' && startsWithin(uptoLetter(narrow.value), wide);
  const value = wide.folded ? foldCase(narrow.value) : narrow.value;
  if (narrow.is === 'exact') return within(wide, value);
  if (wide.is === 'exact') return false;
  if (wide.is === 'segments' && narrow.is === 'segments') return within(wide, value);
  return startsWithin(value, wide);
};

/** Whether every text that begins so is in the shape. */
const startsWithin = (text: string, { is, value }: { readonly is: string; readonly value: string }): boolean =>
  text.startsWith(is === 'segments' ? `${value}/` : value);

const uptoLetter = (text: string): string => {
  let length = 0;
  while (length < text.length && !isLetter(text.charCodeAt(length))) length++;
  return text.slice(0, length);
};

/** Undefined for what is not understood. */
export const expressionOf = (shape: Shape): Expression | undefined => {
  if (shape.is === 'all') return anyText;
  if (shape.is === 'pattern') return shape.expression;
  if (shape.is === 'unknown') return undefined;
  const start = literal(shape.value, shape.folded);
  if (shape.is === 'exact') return start;
  if (shape.is === 'prefix') return sequence(start, anyText);
  const below: Expression = {
    is: 'repeat',
    part: sequence({ is: 'byte', code: 47 }, { is: 'repeat', part: anyByte, least: 0 }),
    least: 0,
    most: 1,
  };
  return sequence(start, below);
};

export const keyOf = (shape: Shape): string => {
  if (shape.is === 'all') return 'all';
  if (shape.is === 'pattern' || shape.is === 'unknown') return `regex ${shape.key}`;
  return `${shape.is} ${shape.folded} ${shape.value}`;
};

/** What every text of a shape begins with, in its own case and without regard to case. `settled`: there is no longer beginning. */
export type Heads = { readonly exact: string; readonly folded: string; readonly settled: boolean };

export const headsOf = (shape: Shape): Heads => {
  switch (shape.is) {
    case 'all':
      return { exact: '', folded: '', settled: true };
    case 'unknown': {
      const text = literalPrefix(shape.key);
      return { exact: text, folded: foldCase(text), settled: true };
    }
    case 'pattern': {
      const exact = beginningOf(shape.expression);
      const folded = beginningOf(shape.expression, true);
      const settled = exact.settled === true && folded.settled === true;
      return { exact: exact.text, folded: foldCase(folded.text), settled };
    }
    default: {
      const exact = shape.folded ? uptoLetter(shape.value) : shape.value;
      return { exact, folded: foldCase(shape.value), settled: true };
    }
  }
};

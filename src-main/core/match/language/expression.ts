import { foldCase } from '../text-match.ts';
import { type ByteSet, bytesOf, onlyByte } from './byte-set.ts';

/** A regular language over bytes. `start` and `end` are the empty text where the whole text begins and ends. */
export type Expression =
  | { readonly is: 'bytes'; readonly bytes: ByteSet }
  | { readonly is: 'byte'; readonly code: number }
  | { readonly is: 'sequence'; readonly parts: readonly Expression[] }
  | { readonly is: 'either'; readonly parts: readonly Expression[] }
  /** Without `most`: as often as one likes. */
  | { readonly is: 'repeat'; readonly part: Expression; readonly least: number; readonly most?: number }
  | { readonly is: 'start' }
  | { readonly is: 'end' };

/** Every byte, and every text. */
export const anyByte: Expression = { is: 'bytes', bytes: bytesOf([0, 255]) };
export const anyText: Expression = { is: 'repeat', part: anyByte, least: 0 };

export const sequence = (...parts: readonly Expression[]): Expression => ({ is: 'sequence', parts });

export const setOf = (bytes: ByteSet): Expression => {
  const code = onlyByte(bytes);
  return code < 0 ? { is: 'bytes', bytes } : { is: 'byte', code };
};

/** One text, its letters in any case where asked. */
export const literal = (text: string, folded = false): Expression => {
  const parts: Expression[] = [];
  for (let index = 0; index < text.length; index++) parts.push(byteOf(text.charCodeAt(index), folded));
  return { is: 'sequence', parts };
};

/** One byte, a letter in any case where asked. */
export const byteOf = (code: number, folded: boolean): Expression =>
  (folded && isLetter(code) && eitherCase[(code | 32) - 97]) || { is: 'byte', code };

/** Each letter in both cases, from `a` on; shared, because a text may have many. */
const eitherCase: readonly Expression[] = Array.from({ length: 26 }, (_, letter) => ({
  is: 'bytes',
  bytes: bytesOf([65 + letter, 65 + letter], [97 + letter, 97 + letter]),
}));

export const isLetter = (code: number): boolean => (code | 32) >= 97 && (code | 32) <= 122;

/**
 * What every text of a language begins with. `whole`: there is no other text in it, as far as one can see. `settled`: texts differ
 * behind it, so that no longer one is to be found.
 */
export type Beginning = { readonly text: string; readonly whole: boolean; readonly settled?: true };

/** Found by looking at the expression alone, so it may be shorter than it could be, never wrong. `folded`: letters in lower case. */
export const beginningOf = (expression: Expression, folded = false): Beginning => {
  switch (expression.is) {
    case 'byte': {
      const text = String.fromCharCode(expression.code);
      return { text: folded ? foldCase(text) : text, whole: true };
    }
    case 'bytes':
      return { text: folded ? oneLetter(expression.bytes) : '', whole: false };
    case 'start':
    case 'end':
      return { text: '', whole: true };
    case 'sequence': {
      let text = '';
      for (const [index, part] of expression.parts.entries()) {
        const next = beginningOf(part, folded);
        text += next.text;
        // A letter in either case is known when case is left out of account, so that one can look further.
        if (!next.whole && !(folded && part.is === 'bytes' && next.text !== ''))
          return {
            text,
            whole: false,
            ...((next.settled || differs(part) || partsWays(part, expression.parts.slice(index + 1), folded)) && {
              settled: true,
            }),
          };
      }
      return { text, whole: true };
    }
    case 'either': {
      const [first = { text: '', whole: true }, ...others] = expression.parts.map((part) => beginningOf(part, folded));
      return others.reduce(common, first);
    }
    case 'repeat': {
      const { part, least, most } = expression;
      if (least === 0) return { text: '', whole: most === 0 };
      const { text, whole } = beginningOf(part, folded);
      return whole && text.length * least < 2048
        ? { text: text.repeat(least), whole: most === least }
        : { text, whole: false };
    }
  }
};

/**
 * Some text of the language, made of plain characters where it can be; undefined where that takes a closer look. Beginning and end are
 * looked for at the outermost level alone.
 */
export const someText = (expression: Expression): string | undefined => {
  const parts = expression.is === 'sequence' ? [...expression.parts] : [expression];
  if (parts[0]?.is === 'start') parts.shift();
  if (parts.at(-1)?.is === 'end') parts.pop();
  return textOfParts(parts);
};

const textOfParts = (parts: readonly Expression[]): string | undefined => {
  let text = '';
  for (const part of parts) {
    const next = textOfPart(part);
    if (next === undefined || text.length > 2048) return undefined;
    text += next;
  }
  return text;
};

const textOfPart = (part: Expression): string | undefined => {
  switch (part.is) {
    case 'byte':
      return String.fromCharCode(part.code);
    case 'bytes':
      return [...'a0A-_/.'].find((char) => part.bytes[char.charCodeAt(0)]);
    case 'sequence':
      return textOfParts(part.parts);
    case 'either':
      return part.parts[0] && textOfPart(part.parts[0]);
    case 'repeat':
      return part.least === 0 ? '' : part.least > 9 ? undefined : textOfPart(part.part)?.repeat(part.least);
    case 'start':
    case 'end':
      return undefined;
  }
};

/** Whether the empty text is in the language. */
export const takesNothing = (expression: Expression): boolean => {
  switch (expression.is) {
    case 'byte':
    case 'bytes':
      return false;
    case 'start':
    case 'end':
      return true;
    case 'sequence':
      return expression.parts.every(takesNothing);
    case 'either':
      return expression.parts.some(takesNothing);
    case 'repeat':
      return expression.least === 0 || takesNothing(expression.part);
  }
};

const common = (a: Beginning, b: Beginning): Beginning => {
  if (a.text === b.text) return { text: a.text, whole: a.whole && b.whole };
  let length = 0;
  while (length < a.text.length && a.text[length] === b.text[length]) length++;
  const settled = length < a.text.length && length < b.text.length;
  return { text: a.text.slice(0, length), whole: false, ...(settled && { settled }) };
};

/** Whether a text goes on in two ways, with an optional part or without it, that differ at once. */
const partsWays = (part: Expression, rest: readonly Expression[], folded: boolean): boolean => {
  if (part.is !== 'repeat' || part.least > 0) return false;
  const inside = beginningOf(part.part, folded).text;
  const behind = beginningOf({ is: 'sequence', parts: rest }, folded).text;
  return inside !== '' && behind !== '' && inside[0] !== behind[0];
};

/** Whether the part begins with one of many bytes, more than what no request has would leave alone. */
const differs = (part: Expression): boolean => {
  if (part.is === 'repeat') return differs(part.part);
  return part.is === 'bytes' && part.bytes.subarray(48, 123).reduce((sum, flag) => sum + flag, 0) > 2;
};

const oneLetter = (bytes: ByteSet): string => {
  const first = bytes.indexOf(1);
  const both = isLetter(first) && bytes.lastIndexOf(1) === first + 32 && bytes.indexOf(1, first + 1) === first + 32;
  return both ? String.fromCharCode(first + 32) : '';
};

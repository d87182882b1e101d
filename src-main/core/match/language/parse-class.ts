import { addBytes, type ByteSet, bytesIn, bytesOf, foldBytes, joinBytes, withoutBytes } from './byte-set.ts';

/** Bytes read from a pattern, and where the reading ended. `single`: one character was written, no class. */
export type ParsedBytes = { readonly bytes: ByteSet; readonly end: number; readonly single: boolean };

export const isAscii = (text: string): boolean => {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
};

/** The class that opens at `start`, folded before it is negated, as RE2 does it; undefined where it is not understood. */
export const parseClass = (pattern: string, start: number, fold: boolean): ParsedBytes | undefined => {
  let at = start + 1;
  const negated = pattern[at] === '^';
  if (negated) at++;
  const bytes = bytesOf();
  let first = true;
  while (first || pattern[at] !== ']') {
    if (at >= pattern.length) return undefined;
    first = false;
    const end = addNamedClass(pattern, at, fold, bytes) ?? addMember(pattern, at, fold, bytes);
    if (end === undefined) return undefined;
    at = end;
  }
  return { bytes: negated ? withoutBytes(bytes) : bytes, end: at + 1, single: false };
};

/** A character, a span of them, or an escaped class such as `\d`; says where the reading ended. */
const addMember = (pattern: string, start: number, fold: boolean, into: ByteSet): number | undefined => {
  const low = classCharacter(pattern, start);
  if (low === undefined) return undefined;
  let { end } = low;
  if (low.code === undefined) {
    addBytes(into, low.bytes);
    return end;
  }
  let last = low.code;
  if (pattern[end] === '-' && end + 1 < pattern.length && pattern[end + 1] !== ']') {
    const high = classCharacter(pattern, end + 1);
    if (high?.code === undefined) return undefined;
    last = high.code;
    end = high.end;
  }
  if (fold && last > 127) return undefined;
  if (fold) addBytes(into, foldBytes(bytesOf([low.code, last])));
  else if (low.code <= last) into.fill(1, low.code, last + 1);
  return end;
};

type ClassCharacter =
  | { readonly code: number; readonly end: number }
  | { readonly code?: undefined; readonly bytes: ByteSet; readonly end: number };

const classCharacter = (pattern: string, at: number): ClassCharacter | undefined => {
  if (pattern[at] !== '\\') return { code: pattern.charCodeAt(at), end: at + 1 };
  const escaped = escapedBytes(pattern, at);
  return escaped?.single
    ? { code: escaped.bytes.indexOf(1), end: escaped.end }
    : escaped && { bytes: escaped.bytes, end: escaped.end };
};

const digit = bytesOf([48, 57]);
const upper = bytesOf([65, 90]);
const lower = bytesOf([97, 122]);
const alpha = joinBytes(upper, lower);
const alnum = joinBytes(alpha, digit);
const word = joinBytes(alnum, bytesIn('_'));
const blank = bytesIn('\t ');
const white = bytesIn('\t\n\f\r ');

const named: Readonly<Record<string, ByteSet>> = {
  alnum,
  alpha,
  ascii: bytesOf([0, 127]),
  blank,
  cntrl: bytesOf([0, 31], [127, 127]),
  digit,
  graph: bytesOf([33, 126]),
  lower,
  print: bytesOf([32, 126]),
  punct: bytesOf([33, 47], [58, 64], [91, 96], [123, 126]),
  space: joinBytes(white, bytesIn('\v')),
  upper,
  word,
  xdigit: joinBytes(digit, bytesOf([65, 70], [97, 102])),
};

/** `[:alpha:]` and `[:^alpha:]`, inside a class. */
const addNamedClass = (pattern: string, at: number, fold: boolean, into: ByteSet): number | undefined => {
  if (!pattern.startsWith('[:', at)) return undefined;
  const found = /^\[:(\^?)([a-z]+):\]/.exec(pattern.slice(at, at + 12));
  const bytes = found && Object.hasOwn(named, found[2] ?? '') ? named[found[2] ?? ''] : undefined;
  if (!found || !bytes) return undefined;
  const own = fold ? foldBytes(bytes) : bytes;
  addBytes(into, found[1] ? withoutBytes(own) : own);
  return at + found[0].length;
};

const perl: Readonly<Record<string, ByteSet>> = { d: digit, w: word, s: white };
const controls: Readonly<Record<string, number>> = { a: 7, f: 12, t: 9, n: 10, r: 13, v: 11 };

/** What a backslash makes of the character behind it; undefined for what is no set of bytes, or is not understood. */
export const escapedBytes = (pattern: string, at: number): ParsedBytes | undefined => {
  const char = pattern.charAt(at + 1);
  const end = at + 2;
  const set = perl[char];
  if (set) return { bytes: set, end, single: false };
  const other = perl[char.toLowerCase()];
  if (other) return { bytes: withoutBytes(other), end, single: false };
  const control = controls[char];
  if (control !== undefined) return { bytes: bytesOf([control, control]), end, single: true };
  if (char === 'x') {
    const hex = /^(?:([0-9a-fA-F]{2})|\{([0-9a-fA-F]{1,6})\})/.exec(pattern.slice(end, end + 8));
    const code = hex ? Number.parseInt(hex[1] ?? hex[2] ?? '', 16) : 256;
    return hex && code < 256 ? { bytes: bytesOf([code, code]), end: end + hex[0].length, single: true } : undefined;
  }
  return /^[!-/:-@[-`{-~]$/.test(char) ? { bytes: bytesIn(char), end, single: true } : undefined;
};

import { bytesOf, foldBytes, withoutBytes } from './byte-set.ts';
import { anyByte, byteOf, type Expression, literal, sequence, setOf } from './expression.ts';
import { escapedBytes, isAscii, type ParsedBytes, parseClass } from './parse-class.ts';

/**
 * The language of texts that an RE2 pattern matches as a whole; undefined where the pattern has something that is not understood here
 * (word boundaries, several lines, Unicode classes, letters beyond ASCII in any case). The pattern is one that RE2 takes, one character
 * per byte. Reference 4.2, and RE2's page on its syntax.
 */
export const parseRegex = (pattern: string): Expression | undefined => {
  const reader: Reader = { pattern, at: 0, depth: 0, flags: { fold: false, lines: false, dotAll: false } };
  const expression = readAlternatives(reader);
  return reader.at === pattern.length ? expression : undefined;
};

type Flags = { readonly fold: boolean; readonly lines: boolean; readonly dotAll: boolean };

type Reader = { readonly pattern: string; at: number; depth: number; flags: Flags };

const deepest = 100;

const readAlternatives = (reader: Reader): Expression | undefined => {
  const parts: Expression[] = [];
  for (;;) {
    const part = readSequence(reader);
    if (part === undefined) return undefined;
    parts.push(part);
    if (reader.pattern[reader.at] !== '|') break;
    reader.at++;
  }
  return parts.length === 1 ? parts[0] : { is: 'either', parts };
};

const readSequence = (reader: Reader): Expression | undefined => {
  const parts: Expression[] = [];
  while (reader.at < reader.pattern.length) {
    const char = reader.pattern.charAt(reader.at);
    if (char === '|' || char === ')') break;
    const atom = readAtom(reader);
    if (atom === undefined) return undefined;
    // What only sets flags cannot be repeated.
    const repeated = atom === flagsOnly ? atom : readRepeat(reader, atom);
    if (repeated === undefined) return undefined;
    if (repeated.is === 'sequence') parts.push(...repeated.parts);
    else parts.push(repeated);
  }
  return parts.length === 1 ? parts[0] : { is: 'sequence', parts };
};

const flagsOnly: Expression = { is: 'sequence', parts: [] };

const readAtom = (reader: Reader): Expression | undefined => {
  const { pattern, flags } = reader;
  const char = pattern.charAt(reader.at);
  switch (char) {
    case '(':
      return readGroup(reader);
    case '[':
      return take(reader, parseClass(pattern, reader.at, flags.fold));
    case '\\':
      return readEscape(reader);
    case '.':
      reader.at++;
      return flags.dotAll ? anyByte : notLineFeed;
    case '^':
    case '$':
      reader.at++;
      return flags.lines ? undefined : { is: char === '^' ? 'start' : 'end' };
    case '*':
    case '+':
    case '?':
      return undefined;
    default:
      reader.at++;
      return oneByte(char, flags);
  }
};

const notLineFeed: Expression = { is: 'bytes', bytes: withoutBytes(bytesOf([10, 10])) };

/** Letters beyond ASCII fold in ways of Unicode, which bytes do not tell. */
const oneByte = (char: string, { fold }: Flags): Expression | undefined =>
  fold && !isAscii(char) ? undefined : byteOf(char.charCodeAt(0), fold);

const take = (reader: Reader, parsed: ParsedBytes | undefined): Expression | undefined => {
  if (parsed === undefined) return undefined;
  reader.at = parsed.end;
  return setOf(parsed.bytes);
};

const readEscape = (reader: Reader): Expression | undefined => {
  const { pattern, flags } = reader;
  const next = pattern.charAt(reader.at + 1);
  if (next === 'A' || next === 'z') {
    reader.at += 2;
    return { is: next === 'A' ? 'start' : 'end' };
  }
  if (next === 'Q') {
    // A repetition behind a quotation is for its last character alone.
    const end = pattern.indexOf('\\E', reader.at + 2);
    const quotation = pattern.slice(reader.at + 2, end < 0 ? pattern.length : end);
    reader.at = end < 0 ? pattern.length : end + 2;
    if (/^[*+?{]/.test(pattern.slice(reader.at)) || (flags.fold && !isAscii(quotation))) return undefined;
    return literal(quotation, flags.fold);
  }
  const escaped = escapedBytes(pattern, reader.at);
  if (escaped === undefined || !flags.fold) return take(reader, escaped);
  return escaped.bytes.lastIndexOf(1) > 127 && escaped.single
    ? undefined
    : take(reader, { ...escaped, bytes: escaped.single ? foldBytes(escaped.bytes) : escaped.bytes });
};

const readGroup = (reader: Reader): Expression | undefined => {
  const outer = reader.flags;
  const opened = /^\((?:\?(?:P?<\w+>|([imsU]*)(?:-([imsU]+))?([:)])))?/.exec(
    reader.pattern.slice(reader.at, reader.at + 80),
  );
  if (opened === null || ++reader.depth > deepest) return undefined;
  const [text, on = '', off = '', ending] = opened;
  if (text === '(' && reader.pattern[reader.at + 1] === '?') return undefined;
  reader.at += text.length;
  const flag = (name: string, before: boolean) => (before || on.includes(name)) && !off.includes(name);
  reader.flags = { fold: flag('i', outer.fold), lines: flag('m', outer.lines), dotAll: flag('s', outer.dotAll) };
  if (ending === ')') {
    // For the rest of the group around it.
    reader.depth--;
    return flagsOnly;
  }
  const inside = readAlternatives(reader);
  if (inside === undefined || reader.pattern[reader.at] !== ')') return undefined;
  reader.at++;
  reader.depth--;
  reader.flags = outer;
  // A group stays one thing, so that what is repeated behind it is all of it.
  return inside.is === 'sequence' && inside.parts.length === 1 ? inside.parts[0] : inside;
};

const readRepeat = (reader: Reader, part: Expression): Expression | undefined => {
  const found = /^(?:([*+?])|\{(\d{1,4})(,(\d{1,4})?)?\})\??/.exec(reader.pattern.slice(reader.at, reader.at + 13));
  if (found === null) return part.is === 'sequence' ? part : sequence(part);
  reader.at += found[0].length;
  // RE2 refuses a repetition of a repetition.
  if (/^(?:[*+?]|\{\d+(,\d*)?\})/.test(reader.pattern.slice(reader.at, reader.at + 13))) return undefined;
  const [, sign, low, comma, high] = found;
  if (sign !== undefined)
    return sign === '?'
      ? { is: 'repeat', part, least: 0, most: 1 }
      : { is: 'repeat', part, least: sign === '+' ? 1 : 0 };
  const least = Number(low);
  if (comma === undefined) return { is: 'repeat', part, least, most: least };
  return high === undefined ? { is: 'repeat', part, least } : { is: 'repeat', part, least, most: Number(high) };
};

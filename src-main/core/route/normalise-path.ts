import type { Settings } from './table.ts';

/**
 * The path that is routed and forwarded (reference 4.6), absent where Envoy answers 400.
 * Input is the path alone (no query, no fragment) starting with `/`, one character per byte.
 */
export const normalisePath = (path: string, mode: Settings['pathNormalization']): string | undefined => {
  if (mode === 'NONE') return path;
  let text = path;
  if (mode === 'DECODE_AND_MERGE_SLASHES' && text.includes('%')) {
    text = text.replace(/%(2f|5c)/gi, (_whole, code: string) => (code.toLowerCase() === '2f' ? '/' : '\\'));
  }
  const canonical = isCanonical(text) ? text : canonicalise(text);
  if (canonical === undefined || mode === 'BASE' || !canonical.includes('//')) return canonical;
  return canonical.replace(/\/{2,}/g, '/');
};

const slash = 47;
const dot = 46;
const percent = 37;
const backslash = 92;

/** Nearly every path needs nothing done; one scan says so without making a new string. */
const isCanonical = (path: string): boolean => {
  for (let i = 0; i < path.length; i++) {
    const code = path.charCodeAt(i);
    if (code === percent || code === backslash || mustEncode(code)) return false;
    if (code === dot && path.charCodeAt(i - 1) === slash) return false;
  }
  return true;
};

/** Left to right, as the URL library inside Envoy does it: each escape is looked at once, dot segments are resolved as they come. */
const canonicalise = (path: string): string | undefined => {
  let out = '';
  let i = 0;
  while (i < path.length) {
    const dotLength = dotAt(path, i);
    if (dotLength > 0 && out.charCodeAt(out.length - 1) === slash) {
      const segment = dotSegmentAt(path, i, dotLength);
      if (segment === undefined) {
        out += '.';
        i += dotLength;
      } else {
        if (segment.up) out = withoutLastSegment(out);
        i += segment.length;
      }
      continue;
    }
    const code = path.charCodeAt(i);
    if (code === 0) return undefined;
    if (code === percent) {
      const value = escapeAt(path, i);
      if (value === 0) return undefined;
      if (value === undefined) {
        out += '%';
        i += 1;
      } else {
        out += isUnreserved(value) || value === dot ? String.fromCharCode(value) : path.slice(i, i + 3);
        i += 3;
      }
      continue;
    }
    if (code === backslash) out += '/';
    else if (mustEncode(code)) out += encoded(path.codePointAt(i) ?? code);
    else out += path.charAt(i);
    i += code >= 0xd800 && (path.codePointAt(i) ?? 0) > 0xffff ? 2 : 1;
  }
  return out;
};

/** Length of a dot at this place, written `.` or `%2e`; 0 when there is none. */
const dotAt = (path: string, i: number): number => {
  const code = path.charCodeAt(i);
  if (code === dot) return 1;
  return code === percent && escapeAt(path, i) === dot ? 3 : 0;
};

/** The `.` or `..` segment that starts here, with the slash after it; absent when the dot begins an ordinary name. */
const dotSegmentAt = (path: string, i: number, first: number): { up: boolean; length: number } | undefined => {
  const afterFirst = i + first;
  if (endsSegment(path, afterFirst)) return { up: false, length: first + (afterFirst < path.length ? 1 : 0) };
  const second = dotAt(path, afterFirst);
  if (second === 0 || !endsSegment(path, afterFirst + second)) return undefined;
  return { up: true, length: first + second + (afterFirst + second < path.length ? 1 : 0) };
};

const endsSegment = (path: string, i: number): boolean =>
  i >= path.length || path.charCodeAt(i) === slash || path.charCodeAt(i) === backslash;

/** `/a/b/` to `/a/`; never above the root. */
const withoutLastSegment = (out: string): string => {
  const before = out.lastIndexOf('/', out.length - 2);
  return before === -1 || out.length < 2 ? '/' : out.slice(0, before + 1);
};

/** The byte that a valid `%XX` stands for. */
const escapeAt = (path: string, i: number): number | undefined => {
  const high = hexValue(path.charCodeAt(i + 1));
  const low = hexValue(path.charCodeAt(i + 2));
  return high === -1 || low === -1 ? undefined : high * 16 + low;
};

const hexValue = (code: number): number => {
  if (code >= 48 && code <= 57) return code - 48;
  const lower = code | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
};

const isUnreserved = (code: number): boolean =>
  (code >= 48 && code <= 57) || ((code | 32) >= 97 && (code | 32) <= 122) || code === 45 || code === 95 || code === 126;

/** Control characters, space, `"#<>?^` and the backtick, braces, the bar, and everything from DEL on. */
const mustEncode = (code: number): boolean =>
  code <= 32 ||
  code >= 127 ||
  code === 34 ||
  code === 35 ||
  code === 60 ||
  code === 62 ||
  code === 63 ||
  code === 94 ||
  code === 96 ||
  (code >= 123 && code <= 125);

/** One byte per character as the wire has it; a character that cannot be a byte is written as its UTF-8 bytes. */
const encoded = (code: number): string => {
  if (code <= 0xff) return percentByte(code);
  if (code < 0x800) return percentByte(0xc0 | (code >> 6)) + percentByte(0x80 | (code & 63));
  if (code < 0x10000) {
    return percentByte(0xe0 | (code >> 12)) + percentByte(0x80 | ((code >> 6) & 63)) + percentByte(0x80 | (code & 63));
  }
  return (
    percentByte(0xf0 | (code >> 18)) +
    percentByte(0x80 | ((code >> 12) & 63)) +
    percentByte(0x80 | ((code >> 6) & 63)) +
    percentByte(0x80 | (code & 63))
  );
};

const percentByte = (byte: number): string => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;

import { createHash } from 'node:crypto';

/**
 * How a file's text stands on disk: with or without a byte order mark, and how its lines end.
 * Everything above this file sees text without a mark and with `\n` only, so that offsets mean the same in the editor and here.
 */
export type Decoded = { readonly text: string; readonly format: Format };

export type Format = {
  readonly mark: boolean;
  /** How most lines end. */
  readonly usual: Ending;
  /** Where lines end in several ways: the ending of each line, in order. */
  readonly each?: readonly Ending[];
};

export type Ending = '\n' | '\r\n' | '\r';

/** Identifies the bytes of a file: equal bytes, equal revision. */
export const revisionOf = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('base64url').slice(0, 22);

/** The text of a UTF-8 file, or undefined when it is not UTF-8. */
export const decode = (bytes: Uint8Array): Decoded | undefined => {
  const mark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  let raw: string;
  try {
    raw = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(mark ? bytes.subarray(3) : bytes);
  } catch {
    return undefined; // the decoder's only complaint is that this is not UTF-8
  }
  if (!raw.includes('\r')) return { text: raw, format: { mark, usual: '\n' } };
  const each = raw.match(/\r\n|\r|\n/g) as Ending[];
  return {
    text: raw.replace(/\r\n|\r/g, '\n'),
    format: { mark, usual: mostCommon(each), ...(new Set(each).size > 1 ? { each } : {}) },
  };
};

/**
 * The bytes of a new text in the format of the text it replaces.
 * Where lines ended in several ways, the unchanged lines at both ends keep theirs and the changed middle gets the usual one.
 */
export const encode = (text: string, before: Decoded): Uint8Array => {
  const { mark, usual, each } = before.format;
  const lines = text.replace(/\r\n|\r/g, '\n').split('\n');
  const ended = each ? withEach(lines, before.text.split('\n'), each, usual) : lines.join(usual);
  return new TextEncoder().encode(mark ? `\ufeff${ended}` : ended);
};

/** The bytes of a new file; as the file of this name was before it went, where there was one. */
export const encodeNew = (text: string, before: Format | undefined): Uint8Array =>
  before === undefined ? new TextEncoder().encode(text) : encode(text, { text: '', format: before });

const withEach = (lines: readonly string[], old: readonly string[], each: readonly Ending[], usual: Ending): string => {
  const shared = Math.min(lines.length, old.length);
  let head = 0;
  while (head < shared && lines[head] === old[head]) head++;
  let tail = 0;
  while (tail < shared - head && lines[lines.length - 1 - tail] === old[old.length - 1 - tail]) tail++;
  return lines
    .map((line, i) => {
      if (i === lines.length - 1) return line;
      if (i < head) return line + (each[i] ?? usual);
      if (i >= lines.length - tail) return line + (each[i - lines.length + old.length] ?? usual);
      return line + usual;
    })
    .join('');
};

const mostCommon = (endings: readonly Ending[]): Ending => {
  const count = (e: Ending) => endings.filter((x) => x === e).length;
  return (['\r\n', '\n', '\r'] as const).reduce((best, e) => (count(e) > count(best) ? e : best));
};

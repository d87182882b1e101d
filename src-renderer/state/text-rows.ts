import { hexLines } from './captured-body.ts';

/** A long text in rows, which are made when somebody looks at them. */
export type Rows = {
  readonly count: number;
  /** Some of them; fewer where there are no more. */
  readonly slice: (from: number, count: number) => readonly string[];
};

/** So many rows are between two places that are remembered. */
const stride = 256;

/** Steps from row to row of a text, beginning anywhere it has been before. */
type Walk<P> = {
  readonly start: P;
  /** The place behind the row, or undefined where there is no row; puts the row into `into` where somebody wants it. */
  readonly next: (place: P, into: string[] | undefined) => P | undefined;
};

const rowsOf = <P>({ start, next }: Walk<P>): Rows => {
  const known: P[] = [];
  let count = 0;
  for (let place: P | undefined = start; place !== undefined; ) {
    if (count % stride === 0) known.push(place);
    place = next(place, undefined);
    if (place !== undefined) count += 1;
  }
  return {
    count,
    slice: (from, wanted) => {
      const rows: string[] = [];
      const last = Math.min(count, from + wanted);
      const near = Math.floor(from / stride);
      let place: P | undefined = known[near];
      for (let row = near * stride; row < last && place !== undefined; row++)
        place = next(place, row < from ? undefined : rows);
      return rows;
    },
  };
};

/** A row takes so many columns that letters of two (Chinese, for one) and tabs fit as well. No pair of surrogates is torn apart at its end. */
const endOfRow = (text: string, start: number, end: number, width: number): number => {
  const most = Math.min(end, start + width);
  if (width === Number.POSITIVE_INFINITY) return end;
  const cut = isNarrow.test(text.slice(start, most)) ? most : endOfColumns(text, start, most, width);
  if (cut === end) return end;
  const code = text.charCodeAt(cut - 1);
  return code >= 0xd800 && code < 0xdc00 && cut > start + 1 ? cut - 1 : cut;
};

/** Most rows are: nothing of them has to be counted. */
const isNarrow = /^[ -~]*$/;

/** Where so many columns end, but at least two characters further. */
const endOfColumns = (text: string, start: number, end: number, width: number): number => {
  let column = 0;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    column += code === 9 ? tab - (column % tab) : isWide(code) ? 2 : 1;
    if (column > width) return Math.min(end, Math.max(at, start + 2));
  }
  return end;
};

/** As the browser has it. */
const tab = 8;

/** Letters of East Asia, most of which take two columns; what is beyond has two code units, and so two columns. */
const isWide = (code: number): boolean =>
  (code >= 0x1100 && code < 0x1160) ||
  (code >= 0x2e80 && code < 0xa4d0) ||
  (code >= 0xac00 && code < 0xd7a4) ||
  (code >= 0xf900 && code < 0xfb00) ||
  (code >= 0xfe30 && code < 0xfe70) ||
  (code >= 0xff00 && code < 0xff61);

/** The lines of a text; those of more than `width` columns (at least two) take several rows. */
export const textRows = (text: string, width: number): Rows => {
  // Where the line ends is looked for once for each line, however many rows it takes.
  let found = { from: 0, end: -1 };
  const endOfLine = (at: number): number => {
    if (at < found.from || at > found.end) {
      const end = text.indexOf('\n', at);
      found = { from: at, end: end === -1 ? text.length : end };
    }
    return found.end;
  };
  return rowsOf<number>({
    start: 0,
    next: (at, into) => {
      // Behind the last line is one place more, so that a text which ends with a line feed has an empty row there.
      if (at > text.length) return undefined;
      const line = endOfLine(at);
      const end = endOfRow(text, at, line, width);
      into?.push(text.slice(at, end));
      return end === line ? line + 1 : end;
    },
  });
};

/** Bytes in hexadecimal, sixteen in a row. */
export const hexRows = (bytes: Uint8Array): Rows => ({
  count: Math.ceil(bytes.length / 16),
  slice: (from, count) => (from * 16 >= bytes.length ? [] : hexLines(bytes, from * 16, count * 16).split('\n')),
});

/** Where a line of JSON begins; of a long one, how much of it stands in rows before. */
type JsonPlace = { readonly at: number; readonly depth: number; readonly before: Before; readonly done: number };
type Before = 'nothing' | 'open' | 'comma' | 'other';

/** Deeper parts are no further to the right: each line of ten thousand levels would be blanks. */
const mostIndent = 40;

/** Text that is JSON, laid out on lines of at most `width` columns; nothing but blanks between its parts is changed. */
export const jsonRows = (text: string, width: number): Rows => {
  /** The line that was read last, which may have more rows. */
  let read: { readonly from: number; readonly line: string; readonly next: JsonPlace } | undefined;
  const lineAt = (place: JsonPlace) => {
    if (read?.from !== place.at) {
      const { line, ...next } = readLine(text, place);
      read = { from: place.at, line, next: { ...next, done: 0 } };
    }
    return read;
  };
  return rowsOf<JsonPlace>({
    start: { at: blanksEnd(text, 0), depth: 0, before: 'nothing', done: 0 },
    next: (place, into) => {
      if (place.at >= text.length) return undefined;
      const { line, next } = lineAt(place);
      const end = endOfRow(line, place.done, line.length, width);
      into?.push(line.slice(place.done, end));
      return end === line.length ? next : { ...place, done: end };
    },
  });
};

type ReadLine = Omit<JsonPlace, 'done'> & { readonly line: string };

const readLine = (text: string, place: JsonPlace): ReadLine => {
  let { at, depth, before } = place;
  let line = '';
  for (let isFirst = true; at < text.length; isFirst = false) {
    const char = text[at] as string;
    const closes = char === '}' || char === ']';
    const breaks = before === 'open' ? !closes : before === 'comma' || closes;
    if (breaks && !isFirst) break;
    if (closes) depth -= 1;
    if (isFirst) line = '  '.repeat(Math.max(0, Math.min(depth, mostIndent)));
    const end = endOfToken(text, at);
    line += char === ':' ? ': ' : text.slice(at, end);
    const opens = char === '{' || char === '[';
    if (opens) depth += 1;
    before = opens ? 'open' : char === ',' ? 'comma' : 'other';
    at = blanksEnd(text, end);
  }
  return { line, at, depth, before };
};

const blanksEnd = (text: string, start: number): number => {
  let at = start;
  while (at < text.length && isBlank(text.charCodeAt(at))) at++;
  return at;
};

const isBlank = (code: number): boolean => code === 32 || (code >= 9 && code <= 13);

/** Behind the part of JSON that begins at `start`, where no blank is; at least one character further. */
export const endOfToken = (text: string, start: number): number => {
  const first = text.charCodeAt(start);
  if (first === quote) {
    for (let i = start + 1; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === backslash) i++;
      else if (code === quote) return i + 1;
    }
    return text.length;
  }
  if (isSign(first)) return start + 1;
  let end = start + 1;
  while (end < text.length && !endsWord(text.charCodeAt(end))) end++;
  return end;
};

const quote = 34;
const backslash = 92;
/** Brackets, braces, comma and colon. */
const isSign = (code: number): boolean =>
  code === 123 || code === 125 || code === 91 || code === 93 || code === 44 || code === 58;
const endsWord = (code: number): boolean => isSign(code) || code === quote || isBlank(code);

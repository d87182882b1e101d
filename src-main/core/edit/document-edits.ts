import { type Chunk, splitDocuments } from '../text/split-documents.ts';
import type { TextEdit } from './text-edit.ts';

/**
 * One more document right behind the one with this index (counted as `splitDocuments` does), between `---`. `document` has none of its own.
 * Its line ends become those of the file; nothing that is there changes. Undefined where there is no such document.
 */
export const insertBehind = (text: string, index: number, document: string): TextEdit | undefined => {
  const chunk = splitDocuments(text)[index];
  if (chunk === undefined) return undefined;
  const at = chunk.start + chunk.text.length;
  const lineEnd = lineEndOf(text);
  // Only the last document of a text may be without a line end.
  const first = text.slice(0, at).endsWith('\n') ? '' : lineEnd;
  return { range: [at, at], text: `${first}---${lineEnd}${inLines(document, lineEnd)}` };
};

/**
 * The document with this index goes, with its comments and one marker. What stands at the top of the file above an empty line is about
 * the file and stays. Undefined where there is no such document.
 */
export const removeDocument = (text: string, index: number): TextEdit | undefined => {
  const chunk = splitDocuments(text)[index];
  if (chunk === undefined) return undefined;
  const end = chunk.start + chunk.text.length;
  if (isMarked(text, chunk)) {
    const marker = chunk.start - 3;
    // What directives stand above has to stay a document.
    if (/(?:^|\n)%[^\n]*\n$/.test(text.slice(0, marker))) return { range: [chunk.start, end], text: lineEndOf(text) };
    return { range: [marker, end], text: '' };
  }
  const start = chunk.start + headOf(text, chunk).length;
  const [next = ''] = /^---[ \t]*(?:\r?\n|$)/.exec(text.slice(end)) ?? [];
  return { range: [start, end + next.length], text: '' };
};

/** Another document, or several between `---`, instead of the one with this index; the rest as with `removeDocument`. */
export const replaceDocument = (text: string, index: number, document: string): TextEdit | undefined => {
  const chunk = splitDocuments(text)[index];
  if (chunk === undefined) return undefined;
  const lineEnd = lineEndOf(text);
  const start = chunk.start + headOf(text, chunk).length;
  const onMarker = start > 0 && text[start - 1] !== '\n' && text.charCodeAt(start - 1) !== 0xfeff;
  return {
    range: [start, chunk.start + chunk.text.length],
    text: `${onMarker ? lineEnd : ''}${inLines(document, lineEnd)}`,
  };
};

const lineEndOf = (text: string): '\n' | '\r\n' => (text.includes('\r\n') ? '\r\n' : '\n');

const inLines = (document: string, lineEnd: string): string =>
  (document.endsWith('\n') ? document : `${document}\n`).replaceAll(/\r?\n/g, lineEnd);

/** Whether the chunk begins behind a `---`. */
const isMarked = (text: string, { start }: Chunk): boolean =>
  text.slice(start - 3, start) === '---' && (start === 3 || /[\n\uFEFF]/.test(text.charAt(start - 4)));

/** What is not the document's own: the line of its marker, or at the top of a file the comments above the last empty line. */
const headOf = (text: string, { start, text: own }: Chunk): string => {
  if (text.slice(0, start).replace('\uFEFF', '') !== '') return /^[ \t]*(?:#[^\n]*)?\r?\n/.exec(own)?.[0] ?? '';
  const [above = ''] = /^(?:[ \t]*(?:#[^\n]*)?\r?\n)*/.exec(own) ?? [];
  return /^(?:[^\n]*\n)*[ \t]*\r?\n/.exec(above)?.[0] ?? '';
};

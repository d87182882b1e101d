import { lineStart, nextLine } from '../../edit/find-node.ts';
import type { TextEdit } from '../../edit/text-edit.ts';
import { applyEdits } from '../../edit/text-edit.ts';
import type { Diagnostic, Range } from '../../text/diagnostic.ts';
import { parseText, type YamlDocument } from '../../text/document.ts';
import type { Fix } from '../answers.ts';
import { sketch } from '../sketch.ts';
import { placed } from './context.ts';

/** Remedies for text that is no YAML, or not what its writer means: made from the characters alone, and read back. */
export type TextFixer = (document: YamlDocument, diagnostic: Diagnostic) => readonly Fix[];

const fixText = (
  document: YamlDocument,
  { code }: Diagnostic,
  title: string,
  edits: readonly TextEdit[],
  preferred = false,
): readonly Fix[] => {
  const before = document.parsed.problems.filter((one) => one.code === code).length;
  const after = parseText(applyEdits(document.parsed.text, edits));
  const left = after.problems.filter((one) => one.code === code).length;
  const better = left < before || (before === 0 && after.tree !== undefined);
  return better ? [{ title, preferred, edits: [placed(document, edits)] }] : [];
};

const ownRange = ({ start }: YamlDocument, { place }: Diagnostic): Range => [
  place.range[0] - start,
  place.range[1] - start,
];

/** Tabs in front of a line become two spaces each; those of block text are text (a Makefile needs them). */
export const tabs: TextFixer = (document, diagnostic) => {
  const { text } = document.parsed;
  const { opaque } = sketch(text);
  const edits = [...text.matchAll(/^[ \t]*\t[ \t]*/gm)]
    .filter(({ index }) => !opaque.some(([from, to]) => from < index && index < to))
    .map(
      ({ index, 0: blank }): TextEdit => ({ range: [index, index + blank.length], text: blank.replaceAll('\t', '  ') }),
    );
  return fixText(document, diagnostic, 'Indent with spaces', edits, true);
};

/** A word that Kubernetes takes for a boolean, or text that YAML takes for something else, gets quotes. */
export const quoteText: TextFixer = (document, diagnostic) => {
  const { text } = document.parsed;
  const [start, end] = ownRange(document, diagnostic);
  const line = text.slice(start, nextLine(text, start)).trimEnd();
  const value = diagnostic.code === 'yaml/read-as-boolean' ? text.slice(start, end) : line.replace(/\s+#.*$/, '');
  const written = JSON.stringify(value);
  return fixText(
    document,
    diagnostic,
    `Write ${written}`,
    [{ range: [start, start + value.length], text: written }],
    true,
  );
};

/** The second of two equal keys goes with all that belongs to it; or the first. */
export const duplicateKey: TextFixer = (document, diagnostic) => {
  const { text } = document.parsed;
  const [start] = ownRange(document, diagnostic);
  const first = diagnostic.related?.[0]?.place.range[0];
  const second = blockOf(text, start);
  const other = first === undefined ? undefined : blockOf(text, first - document.start);
  const same = second && other && text.slice(...second).trim() === text.slice(...other).trim();
  return [
    ...(second ? fixText(document, diagnostic, 'Remove this one', [{ range: second, text: '' }], same === true) : []),
    ...(other ? fixText(document, diagnostic, 'Remove the first one', [{ range: other, text: '' }]) : []),
  ];
};

/** The lines of an entry: that of its key and those further in. Undefined where something else stands on the line before it. */
const blockOf = (text: string, key: number): Range | undefined => {
  const start = lineStart(text, key);
  if (text.slice(start, key).trim() !== '') return undefined;
  const column = key - start;
  let end = nextLine(text, key);
  while (end < text.length) {
    const line = text.slice(end, nextLine(text, end));
    const indent = line.length - line.trimStart().length;
    const isItem = indent === column && line.trimStart().startsWith('- ');
    if (line.trim() !== '' && indent <= column && !isItem) break;
    if (line.trim() === '') break;
    end = nextLine(text, end);
  }
  return [start, end];
};

/** A suppression that suppresses nothing goes with its line. */
export const removeComment: TextFixer = (document, diagnostic) => {
  const { text } = document.parsed;
  const [at] = ownRange(document, diagnostic);
  const hash = text.lastIndexOf('#', at);
  const start = lineStart(text, at);
  // In a LocalGateway it is no comment.
  if (hash < start) return [];
  const alone = text.slice(start, hash).trim() === '';
  const line = nextLine(text, hash);
  const from = alone ? start : start + text.slice(start, hash).trimEnd().length;
  const end = alone ? line : line - (/\r?\n$/.exec(text.slice(hash, line))?.[0].length ?? 0);
  return [
    { title: 'Remove the comment', preferred: false, edits: [placed(document, [{ range: [from, end], text: '' }])] },
  ];
};

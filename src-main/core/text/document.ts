import { type Document, parseDocument } from 'yaml';
import { convertNode } from './convert-node.ts';
import type { Diagnostic, Outcome } from './diagnostic.ts';
import { parsePlain } from './parse-plain.ts';
import { locator } from './position.ts';
import { type Problem, placeProblem, worstProblems } from './problem.ts';
import type { Source } from './source.ts';
import { splitDocuments } from './split-documents.ts';
import { syntaxProblem } from './syntax-problem.ts';
import type { Tree } from './tree.ts';

/** One parsed document. Its ranges count from the start of its own text, so that an unchanged document is reused wherever it moves. */
export type ParsedDocument = {
  readonly text: string;
  /** Absent when the text is not YAML. Where `problems` holds an error (as for a duplicate key) it may still be here, to be looked at only. */
  readonly tree?: Tree;
  readonly problems: readonly Problem[];
};

/** A document at its place: `start` is the offset of its text in the file, `index` counts the documents of the file from 0. */
export type YamlDocument = {
  readonly file: string;
  readonly start: number;
  readonly index: number;
  readonly parsed: ParsedDocument;
};

/**
 * The documents of a file in order, and what is wrong with their YAML. Each is parsed alone: an error in one leaves the rest whole.
 * Documents of `previous` (in any order, of any file) are taken over where their text is the same. Never throws.
 */
export const parseDocuments = (
  source: Source,
  previous: readonly YamlDocument[] = [],
): Outcome<readonly YamlDocument[]> => {
  const known = new Map(previous.map(({ parsed }) => [parsed.text, parsed]));
  const locate = locator(source);
  const diagnostics: Diagnostic[] = [];
  const chunks = splitDocuments(source.text);
  const beyond = chunks[mostDocuments];
  if (beyond) {
    const message = `only the first ${mostDocuments} documents of a file are read; split it into several files`;
    const problem: Problem = { severity: 'error', code: 'yaml/too-many-documents', message, range: [0, 1] };
    diagnostics.push(placeProblem(problem, beyond.start, locate));
  }
  const value = chunks.slice(0, mostDocuments).map(({ text, start }, index): YamlDocument => {
    const parsed = known.get(text) ?? parseText(text);
    for (const problem of parsed.problems) diagnostics.push(placeProblem(problem, start, locate));
    return { file: source.file, start, index, parsed };
  });
  return { value, diagnostics };
};

/** Twice what 10 MB of small resources hold. */
const mostDocuments = 50_000;

/** Far more than any resource nests, and far less than the stack holds. */
const deepestNesting = 200;

/** Parses the text of one document. */
export const parseText = (text: string): ParsedDocument => {
  const tree = parsePlain(text);
  return tree ? { text, tree, problems: [] } : parseFully(text);
};

/**
 * What the library is given at most, in characters: reading more of it would hold up traffic for seconds.
 * Kubernetes itself takes no request above 3 MiB, and plain documents may be longer.
 */
const longestUnusual = 3 * 1024 * 1024;

/** The same by the YAML library alone: everything that YAML is, and what is wrong with it. */
export const parseFully = (text: string): ParsedDocument => {
  const refused = (code: string, message: string, at: number): ParsedDocument => ({
    text,
    problems: [{ severity: 'error', code, message, range: [at, Math.min(at + 1, text.length)] }],
  });
  const tooDeep = (at: number): ParsedDocument =>
    refused('yaml/too-deep', `the document is nested more than ${deepestNesting} levels deep; flatten it`, at);
  const deepAt = nestingBeyond(text, deepestNesting);
  if (deepAt !== undefined) return tooDeep(deepAt);
  if (text.length > longestUnusual) {
    const message = 'this document is longer than 3 MB and is not plain YAML, or has an error; split it into several';
    return refused('yaml/too-long', message, Math.max(0, text.search(/\S/)));
  }
  let document: Document.Parsed;
  try {
    // Keys are compared in convert-node, in linear time and with both places.
    document = parseDocument(text, { uniqueKeys: false, prettyErrors: false, logLevel: 'silent', version: '1.2' });
  } catch (error) {
    // Only the stack can end the parser, where indentation nests deeper than the scan above can see.
    if (error instanceof RangeError) return tooDeep(0);
    throw error;
  }
  // One slip causes several errors; the first is the slip, but for tabs, of which the library speaks after their consequences.
  const errors = [...document.errors].sort((a, b) => a.pos[0] - b.pos[0]);
  const first = errors.find(({ code }) => code === 'TAB_AS_INDENT') ?? errors[0];
  if (first) return { text, problems: [syntaxProblem(first, text, document)] };
  if (!document.contents) return { text, problems: [] };
  const problems: Problem[] = [];
  const tree = convertNode(document.contents, text, deepestNesting, problems);
  return { text, ...(tree && { tree }), problems: worstProblems(problems) };
};

/**
 * The offset at which nesting passes the limit, seen cheaply before the parser recurses: brackets outside of quotes and comments,
 * and `- ` or `? ` repeated on one line. Indentation is not looked at, as it costs a line per level.
 */
const nestingBeyond = (text: string, limit: number): number | undefined => {
  let brackets = 0;
  let indicators = 0;
  let quote = 0;
  let lineStart = true;
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === 10) {
      lineStart = true;
      indicators = 0;
      // Quotes may span lines, but an apostrophe in plain text must not hide the rest of the document.
      quote = 0;
      continue;
    }
    if (quote !== 0) {
      if (char === quote) quote = 0;
      continue;
    }
    if (char === 34 || char === 39) quote = char;
    else if (char === 35 && (lineStart || isSpace(text.charCodeAt(at - 1)))) at = endOfLine(text, at) - 1;
    else if (char === 91 || char === 123) brackets++;
    else if ((char === 93 || char === 125) && brackets > 0) brackets--;
    else if (lineStart && (char === 45 || char === 63) && isSpace(text.charCodeAt(at + 1))) indicators++;
    if (brackets + indicators > limit) return at;
    if (!isSpace(char) && char !== 45 && char !== 63) lineStart = false;
  }
  return undefined;
};

const isSpace = (char: number): boolean => char === 32 || char === 9;

const endOfLine = (text: string, from: number): number => {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
};

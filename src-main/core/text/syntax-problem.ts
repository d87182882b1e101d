import { type Document, isCollection, isScalar, visit, type YAMLError } from 'yaml';
import type { Range } from './diagnostic.ts';
import type { Problem } from './problem.ts';

type Plain = { readonly code: string; readonly message: string };

/** The library's error in plain words, with a remedy, at the place where a person would look: never more than one line. */
export const syntaxProblem = (error: YAMLError, text: string, document: Document.Parsed): Problem => {
  const line = lineAround(text, Math.min(error.pos[0], Math.max(0, text.length - 1)));
  const template = templateIn(text, line);
  if (template) return { severity: 'error', ...templateHelp, range: template };
  const indent = /^ *\t[ \t]*/.exec(text.slice(line[0], line[1]))?.[0];
  if (indent !== undefined && (error.code === 'TAB_AS_INDENT' || error.pos[0] <= line[0] + indent.length)) {
    const tabs: Range = [line[0] + indent.indexOf('\t'), line[0] + indent.length];
    return { severity: 'error', ...tabHelp, range: tabs };
  }
  const start = firstText(text, error.pos[0], line);
  const plain = explain(error, text.charAt(start), start === firstText(text, line[0], line));
  const opened = openedAt(plain.code, error.pos[0], text, document);
  return { severity: 'error', ...plain, range: opened ?? wordAt(text, start, Math.min(error.pos[1], line[1]), line) };
};

export const templateHelp: Plain = {
  code: 'yaml/template',
  message: 'this is a template, not YAML; render it first, as "helm template" does',
};

const tabHelp: Plain = { code: 'yaml/tab', message: 'YAML does not allow tabs for indentation; use spaces' };
const indentationHelp: Plain = {
  code: 'yaml/indentation',
  message: 'this line is indented too little or too much; line it up with its neighbours',
};

const lineAround = (text: string, offset: number): Range => {
  const newline = text.indexOf('\n', offset);
  return [text.lastIndexOf('\n', offset - 1) + 1, newline < 0 ? text.length : newline];
};

const templateIn = (text: string, line: Range): Range | undefined => {
  const start = text.indexOf('{{', line[0]);
  const end = text.indexOf('}}', line[0]);
  return start >= 0 && start < end && end < line[1] ? [start, end + 2] : undefined;
};

/** The first offset from here on that is not blank; the given one where the rest of the line is blank. */
const firstText = (text: string, from: number, line: Range): number => {
  let at = from;
  while (at < line[1] && /\s/.test(text.charAt(at))) at++;
  return at < line[1] ? at : Math.min(from, Math.max(0, text.length - 1));
};

/** From `start` to `end`, without blanks behind; at least to the end of the word. */
const wordAt = (text: string, start: number, end: number, line: Range): Range => {
  let to = Math.max(end, start);
  while (to > start && /\s/.test(text.charAt(to - 1))) to--;
  if (to - start <= 1) {
    to = start;
    while (to < line[1] && !/\s/.test(text.charAt(to))) to++;
  }
  return [start, Math.min(Math.max(to, start + 1), Math.max(text.length, start))];
};

/** Where the quote or bracket stands that is never closed; the library points at the end of what it swallowed. */
const openedAt = (code: string, at: number, text: string, document: Document.Parsed): Range | undefined => {
  if (code !== 'yaml/unclosed-quote' && code !== 'yaml/unclosed-bracket') return undefined;
  let found: Range | undefined;
  visit(document, {
    Node: (_, node) => {
      const range = 'range' in node ? node.range : undefined;
      if (!range || range[0] > at) return undefined;
      const opens =
        code === 'yaml/unclosed-quote'
          ? isScalar(node) && (node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE')
          : isCollection(node) && node.flow === true && !/[\]}]/.test(text.charAt(range[1] - 1));
      if (opens) found = [range[0], range[0] + 1];
      return undefined;
    },
  });
  return found;
};

const explain = (error: YAMLError, char: string, beginsLine: boolean): Plain => {
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return tabHelp;
    case 'MISSING_CHAR':
      return missing(error.message);
    case 'BAD_INDENT':
      return /end with/.test(error.message) ? missing(error.message) : indentationHelp;
    case 'BAD_DQ_ESCAPE':
      return {
        code: 'yaml/escape',
        message: 'this escape is unknown between double quotes; double the backslash or use single quotes',
      };
    case 'MULTILINE_IMPLICIT_KEY':
      return missingColon;
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'KEY_OVER_1024_CHARS':
      return {
        code: 'yaml/nested-key',
        message: 'a key cannot stand here; begin a new line, or quote the text if ": " belongs to it',
      };
    case 'BAD_SCALAR_START':
      return { code: 'yaml/quote-needed', message: `text cannot begin with "${char}" without quotes; quote it` };
    case 'BLOCK_IN_FLOW':
      return missingComma;
    case 'BAD_ALIAS':
    case 'ALIAS_PROPS':
    case 'MULTIPLE_ANCHORS':
      return { code: 'yaml/anchor', message: 'this anchor or alias is not allowed here; quote the text if it is none' };
    case 'RESOURCE_EXHAUSTION':
      return { code: 'yaml/too-deep', message: 'the document is nested too deep; flatten it' };
    case 'BAD_DIRECTIVE':
      return { code: 'yaml/directive', message: 'this directive is unknown; remove the line that begins with "%"' };
    default:
      if (beginsLine) return indentationHelp;
      return {
        code: 'yaml/unexpected',
        message: 'this does not fit here; check the text before it for a missing ":" or quote',
      };
  }
};

const missingColon: Plain = {
  code: 'yaml/missing-colon',
  message: 'this line needs a ":" after its key, or a "- " before its item',
};
const missingComma: Plain = { code: 'yaml/missing-comma', message: 'a comma is missing before this item' };

/** `Missing closing "quote`, `Missing , between …`, `… end with a ]` and their like. */
const missing = (message: string): Plain => {
  if (/quote/i.test(message)) {
    return { code: 'yaml/unclosed-quote', message: 'the quote that begins here is not closed; add the other one' };
  }
  const end = /end with (?:a )?([\]}])/.exec(message)?.[1];
  if (end)
    return { code: 'yaml/unclosed-bracket', message: `the bracket that begins here is not closed; add "${end}"` };
  if (/,/.test(message)) return missingComma;
  if (/without -/.test(message)) return indentationHelp;
  return missingColon;
};

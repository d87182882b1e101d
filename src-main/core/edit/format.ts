import { parseDocuments } from '../text/document.ts';
import { formatDocument } from './format-document.ts';
import { plainOf } from './model.ts';
import { applyEdits, type TextEdit } from './text-edit.ts';

export type Formatted = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly message: string };

/**
 * The text of a YAML file with uniform indentation: two spaces for maps, dashes where the document's first list has them (at its key or
 * two further in), one space behind `-`, `:` and `#`, no blanks at the ends of lines, one empty line at most, a line end at the end.
 * Comments, key order, quotes, anchors, flow style and the contents of block text stay. Formatting twice changes nothing more.
 * Refused where the text is no YAML, or where it would say something else afterwards.
 */
export const format = (text: string): Formatted => {
  const before = parseDocuments({ file: '', text });
  const wrong = before.diagnostics.find(({ severity }) => severity === 'error');
  if (wrong) return { ok: false, message: `line ${wrong.place.line} is no YAML yet: ${wrong.message}` };
  const inner = before.value.flatMap(({ start, parsed }) =>
    parsed.tree
      ? formatDocument({ text: parsed.text, tree: parsed.tree }).map(
          ({ range, text: next }): TextEdit => ({ range: [range[0] + start, range[1] + start], text: next }),
        )
      : [],
  );
  const result = endProperly(applyEdits(text, inner));
  const after = parseDocuments({ file: '', text: result });
  const same =
    after.diagnostics.length === before.diagnostics.length &&
    after.value.length === before.value.length &&
    after.value.every(
      ({ parsed }, index) => JSON.stringify(plain(parsed)) === JSON.stringify(plain(before.value[index]?.parsed)),
    ) &&
    commentsIn(result) === commentsIn(text);
  return same
    ? { ok: true, text: result }
    : { ok: false, message: 'this YAML is written so unusually that it cannot be formatted without changing it' };
};

const plain = (parsed: { readonly tree?: Parameters<typeof plainOf>[0] } | undefined) =>
  parsed?.tree ? plainOf(parsed.tree) : null;

/** All characters that are no blanks: nothing may be lost, wherever it stands. */
const commentsIn = (text: string): string => text.replace(/\s+/g, '');

const endProperly = (text: string): string => {
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  // Block text may keep the empty lines at its end.
  const trimmed = /[|>]\+/.test(text) ? text : text.replace(/[ \t\r\n]+$/, '');
  return trimmed === '' || trimmed.endsWith('\n') ? trimmed : `${trimmed}${lineEnd}`;
};

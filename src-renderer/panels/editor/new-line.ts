import type { StateCommand } from '@codemirror/state';

/**
 * How far in the line below a line begins: below the value of a key that has none yet two further, beside the keys of an item under
 * these, else as far as the line itself. Undefined inside of brackets, where the language knows better.
 */
export const indentBelow = (line: string): number | undefined => {
  const [, blank = '', dashes = '', content = ''] = /^( *)((?:- +)*)(.*)$/.exec(line) ?? [];
  const bare = content.replace(/(?:^|\s)#.*$/, '').trimEnd();
  if (/[[{(,]$/.test(bare)) return undefined;
  const column = blank.length + dashes.length;
  const opens = /:$/.test(bare) || /(?:^|[:\s])[|>][-+0-9]*$/.test(bare);
  if (opens) return column + 2;
  // A lone value of a list is followed by the next dash.
  return dashes !== '' && !/^[^\s#'"][^#]*?:(?:\s|$)|^["'][^"']*["']\s*:/.test(content) ? blank.length : column;
};

/** Enter at the end of a line begins the next one where YAML goes on. */
export const newLine: StateCommand = ({ state, dispatch }) => {
  const { main } = state.selection;
  if (state.readOnly || !main.empty || state.selection.ranges.length > 1) return false;
  const line = state.doc.lineAt(main.head);
  const before = line.text.slice(0, main.head - line.from);
  if (line.text.slice(before.length).trim() !== '' || before.trim() === '') return false;
  const indent = indentBelow(before);
  if (indent === undefined) return false;
  const insert = state.lineBreak + ' '.repeat(indent);
  dispatch(
    state.update({
      changes: { from: main.head, to: line.to, insert },
      selection: { anchor: main.head + insert.length },
      scrollIntoView: true,
      userEvent: 'input',
    }),
  );
  return true;
};

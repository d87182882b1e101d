import type { Command } from './commands.ts';

/** Keys that are no commands of the window, because they are about what has the focus: for the sheet of keys. */
export type OtherKeys = {
  readonly id: string;
  readonly group: 'editor' | 'panels';
  readonly title: Command['title'];
  readonly keys: readonly string[];
};

const says = (key: string): Pick<OtherKeys, 'title'> => ({
  // A key that is not in the catalogue is found by a test of the list.
  title: (words) => words.t(`flow:key.${key}` as 'flow:key.complete'),
});

/** A test holds the editor's own keymaps to this list. */
export const otherKeys: readonly OtherKeys[] = [
  { id: 'complete', group: 'editor', ...says('complete'), keys: ['Mod+Space'] },
  { id: 'accept', group: 'editor', ...says('accept'), keys: ['Tab', 'Enter'] },
  { id: 'hover', group: 'editor', ...says('hover'), keys: ['Mod+K Mod+I'] },
  { id: 'definition', group: 'editor', ...says('definition'), keys: ['F12'] },
  { id: 'references', group: 'editor', ...says('references'), keys: ['Shift+F12'] },
  { id: 'rename', group: 'editor', ...says('rename'), keys: ['F2'] },
  { id: 'format-text', group: 'editor', ...says('format'), keys: ['Shift+Alt+F'] },
  { id: 'fix', group: 'editor', ...says('fix'), keys: ['Mod+.'] },
  { id: 'fixes', group: 'editor', ...says('fixes'), keys: ['Alt+Enter'] },
  { id: 'outline', group: 'editor', ...says('outline'), keys: ['Mod+Shift+O'] },
  { id: 'find', group: 'editor', ...says('find'), keys: ['Mod+F'] },
  { id: 'comment', group: 'editor', ...says('comment'), keys: ['Mod+/'] },
  { id: 'escape', group: 'editor', ...says('escape'), keys: ['Escape'] },
  { id: 'move', group: 'panels', ...says('move'), keys: ['Alt+ArrowUp', 'Alt+ArrowDown'] },
  { id: 'row', group: 'panels', ...says('row'), keys: ['.'] },
  { id: 'send-form', group: 'panels', ...says('sendForm'), keys: ['Mod+Enter'] },
];

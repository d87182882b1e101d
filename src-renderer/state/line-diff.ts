import { structuredPatch } from 'diff';

/** One line of a comparison. Numbers count from 1; a removed line has none in the new text, an added one none in the old. */
export type DiffLine = {
  readonly is: 'same' | 'added' | 'removed';
  readonly text: string;
  readonly before?: number;
  readonly after?: number;
};

/** Lines that stand together: what differs, and three lines around it. */
export type Hunk = { readonly id: string; readonly lines: readonly DiffLine[] };

export type FileDiff = { readonly hunks: readonly Hunk[]; readonly added: number; readonly removed: number };

/** Comparing very different long texts takes long: beyond this many changed lines the whole text counts as exchanged. */
const mostEdits = 20_000;

/** How one text becomes another, line by line. Texts that are the same have no hunks. */
export const lineDiff = (before: string, after: string): FileDiff => {
  const patch = structuredPatch('', '', before, after, undefined, undefined, { context: 3, maxEditLength: mostEdits });
  if (patch === undefined) return exchanged(before, after);
  let added = 0;
  let removed = 0;
  const hunks = patch.hunks.map(({ oldStart, newStart, lines }): Hunk => {
    let [old, now] = [oldStart, newStart];
    return {
      id: `${oldStart} ${newStart}`,
      // "\ No newline at end of file" is a remark, not a line.
      lines: lines
        .filter((line) => !line.startsWith('\\'))
        .map((line): DiffLine => {
          const text = line.slice(1);
          if (line.startsWith('+')) {
            added += 1;
            return { is: 'added', text, after: now++ };
          }
          if (line.startsWith('-')) {
            removed += 1;
            return { is: 'removed', text, before: old++ };
          }
          return { is: 'same', text, before: old++, after: now++ };
        }),
    };
  });
  return { hunks, added, removed };
};

const exchanged = (before: string, after: string): FileDiff => {
  const [old, now] = [before.split('\n'), after.split('\n')];
  return {
    hunks: [
      {
        id: '1 1',
        lines: [
          ...old.map((text, i): DiffLine => ({ is: 'removed', text, before: i + 1 })),
          ...now.map((text, i): DiffLine => ({ is: 'added', text, after: i + 1 })),
        ],
      },
    ],
    added: now.length,
    removed: old.length,
  };
};

import type { OutlineEntry } from '#core/complete/answers.ts';

/** An entry with how deep it stands. */
export type OutlineRow = { readonly entry: OutlineEntry; readonly depth: number };

/** The entries around an offset, the outermost first. */
export const pathTo = (entries: readonly OutlineEntry[], offset: number): readonly OutlineEntry[] => {
  const around = entries.find(({ range }) => range[0] <= offset && offset <= range[1]);
  return around === undefined ? [] : [around, ...pathTo(around.entries, offset)];
};

/** All entries in the order of the text; with words, those that have them all, and what these stand in. */
export const outlineRows = (entries: readonly OutlineEntry[], words = '', depth = 0): readonly OutlineRow[] => {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return entries.flatMap((entry) => {
    const text = `${entry.name} ${entry.detail}`.toLowerCase();
    const own = wanted.every((word) => text.includes(word));
    const inside = outlineRows(entry.entries, words, depth + 1);
    return own || inside.length > 0 ? [{ entry, depth }, ...inside] : [];
  });
};

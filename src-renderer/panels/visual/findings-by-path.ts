import type { Diagnostic } from '#core/text/diagnostic.ts';
import type { Path, Tree } from '#core/text/tree.ts';

export type Placed = { readonly path: Path; readonly diagnostic: Diagnostic };

/** Findings with the path of the value that each of them stands at. `start` is the document's offset in the file. */
export const placeFindings = (
  tree: Tree,
  start: number,
  end: number,
  diagnostics: readonly Diagnostic[],
): readonly Placed[] =>
  diagnostics
    .filter(({ place: { range } }) => range[0] >= start && range[0] < end)
    .map((diagnostic) => ({ path: pathAt(tree, diagnostic.place.range[0] - start), diagnostic }));

/** Those at a path; with `below` those of everything inside of it too. */
export const findingsUnder = (placed: readonly Placed[], path: Path, below: boolean): readonly Diagnostic[] =>
  placed
    .filter(
      (one) =>
        (below ? one.path.length >= path.length : one.path.length === path.length) &&
        path.every((step, i) => one.path[i] === step),
    )
    .map(({ diagnostic }) => diagnostic);

/** The path of the innermost value in which an offset stands, its key included. */
export const pathAt = (tree: Tree, offset: number): Path => {
  const path: (string | number)[] = [];
  let at = tree;
  for (;;) {
    if (at.is === 'map') {
      const entry = at.entries.find(
        ({ keyRange, value }) => keyRange[0] <= offset && offset < Math.max(keyRange[1], value.range[1]),
      );
      if (entry === undefined) return path;
      path.push(entry.key);
      at = entry.value;
    } else if (at.is === 'list') {
      const index = at.items.findIndex(({ range }) => range[0] <= offset && offset < Math.max(range[1], range[0] + 1));
      const item = at.items[index];
      if (item === undefined) return path;
      path.push(index);
      at = item;
    } else return path;
  }
};

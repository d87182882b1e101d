import { useMemo, useState } from 'react';
import { treeAt } from '#core/text/cursor.ts';
import type { Path } from '#core/text/tree.ts';
import type { VisualDocument } from '#core/visual/document.ts';
import { followItems } from '#core/visual/follow-items.ts';

export type Items = {
  /** What each item is known by as long as it is there, wherever it moves and whoever moves it: form, text, undo. */
  readonly ids: readonly number[];
  /** Each as it is written. */
  readonly sources: readonly string[];
};

/** The items of the list at a path. */
export const useItems = (document: VisualDocument, path: Path): Items => {
  const at = JSON.stringify(path);
  const sources = useMemo(() => sourcesAt(document, JSON.parse(at) as Path), [document, at]);
  const [known, setKnown] = useState(() => ({ sources, ids: sources.map((_, i) => i), next: sources.length }));
  if (known.sources === sources) return known;
  let { next } = known;
  const ids = followItems(known.sources, sources).map((before) =>
    before === undefined ? next++ : (known.ids[before] ?? next++),
  );
  const now = { sources, ids, next };
  setKnown(now);
  return now;
};

const sourcesAt = ({ tree, text }: VisualDocument, path: Path): readonly string[] => {
  const list = tree && treeAt(tree, path);
  return list?.is === 'list' ? list.items.map(({ range }) => text.slice(...range)) : [];
};

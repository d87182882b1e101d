import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { rangeAt } from '#core/text/cursor.ts';
import type { Diagnostic } from '#core/text/diagnostic.ts';
import { indexLines, positionAt } from '#core/text/position.ts';
import type { Path } from '#core/text/tree.ts';
import { type Change, changeDocument } from '#core/visual/change.ts';
import { chunksOf, resourceAtOffset, resourcesIn, type VisualDocument } from '#core/visual/document.ts';
import { rebaseChanges } from '#core/visual/rebase.ts';
import { textOf } from '../../state/files.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { useWords } from '../../words/words.ts';
import { findingsUnder, placeFindings } from './findings-by-path.ts';
import type { Shown } from './use-shown.ts';
import type { Visual } from './visual-context.ts';

export type Refusal = { readonly message: string; readonly path: Path };

type Editing = {
  readonly shown: Shown;
  readonly document: VisualDocument;
  readonly show: (now: Shown) => void;
  readonly broken: boolean;
  /** What was typed and is not in the text yet. */
  readonly pending: Set<() => void>;
  readonly announce: (words: string) => void;
};

const none: readonly Diagnostic[] = [];

/** What the form may do with its resource, and why the last change was refused. */
export const useEditing = ({ shown, document, show, broken, pending, announce }: Editing) => {
  const { files, navigation } = useStores();
  const t = useWords('visual');
  const [refusal, setRefusal] = useState<Refusal>();
  const latest = useRef({ shown, document });
  latest.current = { shown, document };
  // What the paths were made from that the form gives us; `latest` runs ahead of it until everything is drawn again.
  const drawn = useRef(document);
  useLayoutEffect(() => {
    drawn.current = document;
  }, [document]);
  const { file } = shown;
  const writable = useSlice('files', (state) => state.files.find((one) => one.file === file)?.disk?.writable ?? true);
  const diagnostics = useSlice('draft', (state) => (state.texts.get(file) === shown.text ? state.diagnostics : none));

  const change = useCallback<Visual['change']>(
    (label, changes, join) => {
      flush(pending);
      const { document: at, shown: before } = latest.current;
      const one = files.getState().files.find((open) => open.file === file);
      const text = one && textOf(one);
      const meant = text === undefined ? undefined : meantFor(text, at, drawn.current, changes);
      if (text === undefined || meant === undefined) {
        setRefusal({ message: t('refusal.behind'), path: at.root });
        return false;
      }
      const result = changeDocument(text, at.index, meant);
      if (!result.ok) {
        setRefusal({ message: result.failure.message, path: changes[0]?.path ?? at.root });
        return false;
      }
      setRefusal(undefined);
      if (result.value === text) return true;
      files.edit(file, result.value, { label, ...(join !== undefined && { join }) });
      const now = { file, text: result.value, offset: inside(result.value, at.index, before.offset) };
      const next = resourceAtOffset(now.text, now.offset);
      latest.current = { shown: now, document: next ?? at };
      show(now);
      // Where the text around the cursor went away the editor may have put it behind the document.
      setTimeout(() => {
        const { cursor } = navigation.getState();
        const open = files.getState().files.find((two) => two.file === file);
        if (cursor?.file !== file || open === undefined || textOf(open) !== now.text) return;
        if (chunksOf(now.text).findLast(({ start }) => start <= cursor.offset)?.index === at.index) return;
        navigation.reveal(placeOf(file, now.text, [now.offset, now.offset]));
      }, 0);
      return true;
    },
    [files, navigation, file, pending, show, t],
  );

  const placed = useMemo(
    () =>
      document.tree === undefined
        ? []
        : placeFindings(
            document.tree,
            document.start,
            document.start + document.text.length,
            diagnostics.filter(({ place }) => place.file === file),
          ),
    [document, diagnostics, file],
  );
  const place = useCallback((path: Path) => {
    const { shown: now, document: at } = latest.current;
    const [from, to] = at.tree ? rangeAt(at.tree, path) : [0, 0];
    return placeOf(now.file, now.text, [at.start + from, at.start + to]);
  }, []);
  const revealed = useRef('');
  const visual: Visual = useMemo(
    () => ({
      file,
      document,
      editable: writable && !broken,
      change,
      findingsAt: (path, below = false) => findingsUnder(placed, path, below),
      reveal: (path) => {
        const key = JSON.stringify([file, document.index, path]);
        if (revealed.current === key) return;
        revealed.current = key;
        navigation.reveal(place(path));
      },
      announce,
    }),
    [file, document, writable, broken, change, placed, navigation, place, announce],
  );
  return {
    visual,
    refusal,
    forgive: () => setRefusal(undefined),
    goTo: (path: Path) => navigation.jumpTo(place(path)),
    placeOfPath: place,
  };
};

/** What was typed goes into the text first. */
export const flush = (pending: Set<() => void>): void => {
  const all = [...pending];
  pending.clear();
  for (const one of all) one();
};

/** The changes for the text as it is now, which may be ahead of the form by what somebody has just typed. Undefined: that cannot be told. */
const meantFor = (
  text: string,
  { index, kind, name }: VisualDocument,
  drawn: VisualDocument,
  changes: readonly Change[],
): readonly Change[] | undefined => {
  const chunk = chunksOf(text)[index];
  if (chunk === undefined) return undefined;
  if (chunk.text === drawn.text) return changes;
  const same = resourcesIn(chunk).find((one) => one.kind === kind && one.name === name);
  // Text that is no YAML (yet) is refused where it is changed, with its reason.
  if (same?.tree === undefined || same.problem !== undefined || drawn.tree === undefined) return same && changes;
  return rebaseChanges(drawn.tree, same.tree, changes);
};

const inside = (text: string, index: number, offset: number): number => {
  const chunk = chunksOf(text)[index];
  return chunk === undefined ? offset : Math.max(chunk.start, Math.min(offset, chunk.start + chunk.text.length - 1));
};

const placeOf = (file: string, text: string, range: readonly [number, number]) => ({
  file,
  range,
  ...positionAt(indexLines(text), range[0]),
});

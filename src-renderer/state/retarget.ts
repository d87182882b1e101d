import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Origin } from '#core/route/table.ts';
import { locator } from '#core/text/position.ts';
import { retarget, type Target } from '#core/visual/retarget.ts';
import { usualPort } from '#core/visual/usual-port.ts';
import { sayIn } from '../words/words.ts';
import type { DraftStore } from './draft.ts';
import { type FilesStore, textOf } from './files.ts';
import type { NavigationStore } from './navigation.ts';

/** What became of the last time that a destination was led elsewhere; gone as soon as its file reads otherwise than it was left. */
export type RetargetState = {
  readonly last:
    | undefined
    | { readonly ok: true; readonly words: string; readonly file: string; readonly after: string }
    | { readonly ok: false; readonly words: string };
};

export type RetargetStore = StoreApi<RetargetState> & {
  /** Writes another destination into the draft, as one step of undo, and shows the line. False: it was refused, as `last` says. */
  readonly lead: (origin: Origin, target: Target, names: { readonly from: string; readonly to: string }) => boolean;
  /** Takes the last one back: the newest step of its file, since nothing else has been changed there. */
  readonly undo: () => void;
  readonly dismiss: () => void;
};

type World = { readonly files: FilesStore; readonly draft: DraftStore; readonly navigation: NavigationStore };

/** Destinations that are dragged or chosen in the map and in the table. */
export const createRetarget = ({ files, draft, navigation }: World): RetargetStore => {
  const t = sayIn(files.words, 'store');
  const store = createStore<RetargetState>(() => ({ last: undefined }));
  let unwatch = () => {};
  const tell = (last: RetargetState['last']) => {
    unwatch();
    unwatch = () => {};
    store.setState({ last });
  };
  const currentText = (file: string) => {
    const open = files.getState().files.find((one) => one.file === file);
    return open && textOf(open);
  };
  const refuse = (words: string) => {
    tell({ ok: false, words });
    return false;
  };
  return {
    ...store,
    lead: (origin, target, names) => {
      const { file } = origin.place;
      const { texts, behind, table } = draft.getState();
      const text = currentText(file);
      // Paths and places are those of the text that the table was made of.
      if (text === undefined || table === undefined || behind || texts.get(file) !== text)
        return refuse(t('retarget.behind'));
      const result = retarget(
        text,
        origin,
        target,
        usualPort(table, origin, target, (name) => texts.get(name)),
      );
      if (!result.ok) return refuse(result.failure.message);
      const { text: after, at, note } = result.value;
      if (after === text) return refuse(t('retarget.same', { from: names.from }));
      files.edit(file, after, { label: () => t('retarget.label', { to: names.to }) });
      navigation.reveal(locator({ file, text: after })([at, at]));
      const words = `${names.from} → ${names.to}${note === undefined ? '' : `; ${note}`}`;
      tell({ ok: true, words, file, after });
      unwatch = files.subscribe(() => {
        if (currentText(file) !== after) tell(undefined);
      });
      return true;
    },
    undo: () => {
      const { last } = store.getState();
      if (!last?.ok) return;
      const { file } = last;
      tell(undefined);
      const undone = files.undo(file);
      const text = currentText(file);
      if (undone && text !== undefined) navigation.reveal(locator({ file, text })(undone.range));
    },
    dismiss: () => tell(undefined),
  };
};

import type { FilesStore } from './files.ts';

type Memory = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
type Later = (work: () => void, ms: number) => () => void;
type Entry = { readonly file: string; readonly draft: string; readonly base?: string };

/** At most this many characters; browsers keep about five million for all of a page. */
const mostCharacters = 2_000_000;

/**
 * Keeps unsaved text across a reload or a crash of the window, per workspace title: written a moment after each change,
 * brought back once when the files arrive. Returns how to stop.
 */
export const keepDrafts = (files: FilesStore, memory: Memory, later: Later): (() => void) => {
  let restored = false;
  let cancel = () => {};
  const key = () => `slipway.drafts.${files.getState().title}`;

  const write = () => {
    const drafts = files
      .getState()
      .files.flatMap(({ file, draft, base }): Entry[] =>
        draft === undefined ? [] : [{ file, draft, ...(base === undefined ? {} : { base }) }],
      );
    const size = drafts.reduce((sum, { draft }) => sum + draft.length, 0);
    try {
      if (drafts.length === 0 || size > mostCharacters) memory.removeItem(key());
      else memory.setItem(key(), JSON.stringify(drafts));
    } catch {
      // Storage may be full or forbidden: drafts then live as long as the window.
    }
  };
  const follow = () => {
    if (!files.getState().loaded) return;
    if (!restored) {
      restored = true;
      for (const entry of readEntries(memory, key())) files.restore(entry.file, entry.draft, entry.base);
      return;
    }
    cancel();
    cancel = later(write, 300);
  };
  follow();
  const unsubscribe = files.subscribe(follow);
  return () => {
    unsubscribe();
    cancel();
  };
};

/** What was written by an earlier window, which may have been of another version: anything odd is left out. */
const readEntries = (memory: Memory, key: string): readonly Entry[] => {
  try {
    const read: unknown = JSON.parse(memory.getItem(key) ?? '[]');
    return Array.isArray(read) ? read.filter(isEntry) : [];
  } catch {
    return [];
  }
};

const isEntry = (one: unknown): one is Entry =>
  typeof one === 'object' &&
  one !== null &&
  'file' in one &&
  typeof one.file === 'string' &&
  'draft' in one &&
  typeof one.draft === 'string' &&
  (!('base' in one) || typeof one.base === 'string');

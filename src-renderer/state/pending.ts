import { type OpenFile, textOf } from './files.ts';

/** One file whose text in the window is not what answers requests. */
export type PendingFile = {
  readonly file: string;
  /** `unsaved`: typed, and only here. `waiting`: saved, and not applied. */
  readonly state: 'unsaved' | 'waiting';
  readonly change: 'changed' | 'new' | 'removed';
  /** What answers now; empty for a new file. */
  readonly before: string;
  readonly after: string;
  readonly conflict: boolean;
};

/**
 * What applying would change, in the order of the files. `served` is the text of the running generation where it is known: without it the
 * text on disk counts as running, which is so unless something is waiting.
 */
export const pendingFiles = (
  files: readonly OpenFile[],
  waiting: readonly string[],
  served: ReadonlyMap<string, string> | undefined,
): readonly PendingFile[] => {
  const here = files.flatMap((one): readonly PendingFile[] => {
    const { file, disk, draft, conflict } = one;
    const waits = waiting.includes(file);
    if (draft === undefined && !waits) return [];
    const before = (waits ? served?.get(file) : undefined) ?? (waits && served ? '' : disk?.text) ?? '';
    const after = textOf(one);
    const isNew = waits && served ? !served.has(file) : disk === undefined;
    if (before === after && !isNew) return [];
    return [
      {
        file,
        state: draft === undefined ? 'waiting' : 'unsaved',
        change: isNew ? 'new' : 'changed',
        before,
        after,
        conflict: conflict !== undefined,
      },
    ];
  });
  const known = new Set(files.map(({ file }) => file));
  const gone = waiting.flatMap((file): readonly PendingFile[] => {
    const before = served?.get(file);
    if (known.has(file) || before === undefined) return [];
    return [{ file, state: 'waiting', change: 'removed', before, after: '', conflict: false }];
  });
  return [...here, ...gone];
};

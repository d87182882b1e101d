import type { KeptDraft, Wire } from '#contract/contract.ts';
import type { FilesStore } from './files.ts';

type Memory = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
type Later = (work: () => void, ms: number) => () => void;
type World = {
  readonly wire: Pick<Wire, 'call' | 'onState'>;
  readonly later: Later;
  /** Takes the drafts while main does not; absent where there is none. */
  readonly memory?: Memory | undefined;
};

/** So long after the first keystroke that is not kept it is told, however much is typed on. In milliseconds. */
const pause = 250;

/** At most this many characters go into the memory; browsers keep about five million for all of a page. */
const mostCharacters = 2_000_000;

/**
 * Keeps unsaved text over a crash of the window or of main: whatever was typed is with main a moment later, which keeps it on disk, and only
 * what changed is told. While main does not answer the window's own memory has it, by the title of the workspace. What was kept is brought
 * back once, when the files arrive. Returns how to stop.
 */
export const keepDrafts = (files: FilesStore, { wire, later, memory }: World): (() => void) => {
  /** What main has, as far as we know. */
  const told = new Map<string, KeptDraft>();
  let restored: 'not yet' | 'reading' | 'done' = 'not yet';
  let waiting: (() => void) | undefined;
  let telling = false;
  let lost = false;
  let changedMeanwhile = false;
  let stopped = false;
  let inMemory = false;
  const key = () => `slipway.drafts.${files.getState().title}`;

  const unkept = () => {
    const now = new Map(
      files.getState().files.flatMap((one) => (one.draft === undefined ? [] : [[one.file, keptOf(one)]])),
    );
    return {
      drafts: [...now.values()].filter((one) => !sameDraft(one, told.get(one.file))),
      forget: [...told.keys()].filter((file) => !now.has(file)),
    };
  };
  const remember = () => {
    const drafts = files.getState().files.flatMap((one) => (one.draft === undefined ? [] : [keptOf(one)]));
    const size = drafts.reduce((sum, { draft, baseText = '' }) => sum + draft.length + baseText.length, 0);
    try {
      if (size > mostCharacters) memory?.removeItem(key());
      else memory?.setItem(key(), JSON.stringify(drafts));
      inMemory = true;
    } catch {
      // Storage may be full or forbidden: drafts then live as long as the window.
    }
  };
  const forgetMemory = () => {
    if (!inMemory) return;
    inMemory = false;
    try {
      memory?.removeItem(key());
    } catch {
      // As above.
    }
  };
  const tell = async () => {
    waiting = undefined;
    const news = unkept();
    if (news.drafts.length === 0 && news.forget.length === 0) return forgetMemory();
    if (lost) return remember();
    telling = true;
    changedMeanwhile = false;
    const kept = await wire.call('drafts.keep', news).then(
      ({ ok }) => ok,
      () => false,
    );
    telling = false;
    if (kept) {
      for (const file of news.forget) told.delete(file);
      for (const draft of news.drafts) told.set(draft.file, draft);
      forgetMemory();
    } else remember();
    // Where main cannot keep them the next keystroke asks again.
    if (kept || changedMeanwhile) look();
  };
  const look = () => {
    changedMeanwhile = true;
    if (stopped || telling || restored !== 'done') return;
    const { drafts, forget } = unkept();
    if (drafts.length === 0 && forget.length === 0) {
      if (inMemory) forgetMemory();
      return;
    }
    waiting ??= later(() => void tell(), pause);
  };
  const restore = async () => {
    restored = 'reading';
    const kept = await wire.call('drafts.read', null).catch(() => undefined);
    if (stopped) return;
    if (kept === undefined) {
      // The wire has gone again: once more when it is open, when the files arrive anew.
      restored = 'not yet';
      return;
    }
    for (const one of kept) told.set(one.file, one);
    // What could not be handed over is newer than what main has.
    const mine = readEntries(memory, key());
    inMemory = mine.length > 0;
    const all = new Map([...kept, ...mine].map((one) => [one.file, one]));
    for (const one of all.values()) files.restore(one);
    restored = 'done';
    look();
  };
  const follow = () => {
    if (!files.getState().loaded) return;
    if (restored === 'not yet') void restore();
    else look();
  };
  follow();
  const stops = [
    files.subscribe(follow),
    wire.onState((state) => {
      lost = state === 'lost';
      if (lost) {
        // Nothing that is typed from now on waits for an answer that will not come.
        if (restored === 'done' && unkept().drafts.length > 0) remember();
        return;
      }
      look();
    }),
  ];
  return () => {
    stopped = true;
    for (const stop of stops) stop();
    waiting?.();
  };
};

const keptOf = ({
  file,
  draft = '',
  base,
  baseText,
}: {
  readonly file: string;
  readonly draft?: string;
  readonly base?: string;
  readonly baseText?: string;
}): KeptDraft => ({
  file,
  draft,
  ...(base !== undefined && { base }),
  ...(baseText !== undefined && { baseText }),
});

const sameDraft = (a: KeptDraft, b: KeptDraft | undefined): boolean =>
  a.draft === b?.draft && a.base === b.base && a.baseText === b.baseText;

/** What was written by an earlier window, which may have been of another version: anything odd is left out. */
const readEntries = (memory: Memory | undefined, key: string): readonly KeptDraft[] => {
  try {
    const read: unknown = JSON.parse(memory?.getItem(key) ?? '[]');
    return Array.isArray(read) ? read.filter(isEntry) : [];
  } catch {
    return [];
  }
};

const isEntry = (one: unknown): one is KeptDraft =>
  typeof one === 'object' &&
  one !== null &&
  'file' in one &&
  typeof one.file === 'string' &&
  'draft' in one &&
  typeof one.draft === 'string' &&
  (!('base' in one) || typeof one.base === 'string') &&
  (!('baseText' in one) || typeof one.baseText === 'string');

import type { KeptDraft, Wire } from '#contract/contract.ts';
import type { Windows } from '../client/windows.ts';
import { forgetEntries, type Memory, readEntries } from './draft-memory.ts';
import type { FilesStore } from './files.ts';

type Later = (work: () => void, ms: number) => () => void;
type World = {
  readonly wire: Pick<Wire, 'call' | 'onState'>;
  readonly later: Later;
  /** Takes the drafts while main does not; absent where there is none. */
  readonly memory?: Memory | undefined;
  /** Which other windows are open, whose drafts are theirs; absent: this is the only one. */
  readonly windows?: Windows | undefined;
};

/** So long after the first keystroke that is not kept it is told, however much is typed on. In milliseconds. */
const pause = 250;

/** At most this many characters go into the memory; browsers keep about five million for all of a page. */
const mostCharacters = 2_000_000;

/**
 * Keeps unsaved text over a crash of the window or of main: whatever was typed is with main a moment later, which keeps it on disk, and only
 * what changed is told. While main does not answer the window's own memory has it, by the workspace. What was kept by windows
 * that are gone is brought back when the files arrive, and when an open one goes. Returns how to stop.
 */
export const keepDrafts = (files: FilesStore, { wire, later, memory, windows }: World): (() => void) => {
  /** What main has, as far as we know. */
  const told = new Map<string, KeptDraft>();
  let restored: 'unread' | 'reading' | 'done' = 'unread';
  let waiting: (() => void) | undefined;
  let telling = false;
  let lost = false;
  let changedMeanwhile = false;
  let stopped = false;
  let inMemory = false;
  /** Windows whose end is waited for. */
  const awaited = new Set<string>();
  /** Main may have another workspace open by the time it hears of them. */
  const here = () => {
    const { workspace } = files.getState();
    return workspace === undefined ? {} : { workspace };
  };
  const owner = () => ({ ...here(), ...(windows && { owner: windows.id }) });
  /** Whether drafts have been brought back in this window; what it has left in an earlier life is brought back too. */
  let begun = false;
  const place = () => `slipway.drafts.${files.getState().workspace ?? files.getState().title}`;
  const key = () => (windows === undefined ? place() : `${place()} #${windows.id}`);

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
    const kept = await wire.call('drafts.keep', { ...news, ...owner() }).then(
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
  const isOther = async (one: string | undefined): Promise<boolean> => {
    if (windows === undefined || one === undefined || one === windows.id || !(await windows.isOpen(one))) return false;
    if (!awaited.has(one)) {
      awaited.add(one);
      void windows.gone(one).then(() => {
        awaited.delete(one);
        if (!stopped) void restore();
      });
    }
    return true;
  };
  /** Takes over what nobody has any more: it is this window's from now on, and kept as such before it is forgotten elsewhere. */
  const takeOver = async () => {
    const all = await wire.call('drafts.read', null).catch(() => undefined);
    if (stopped) return;
    if (all === undefined) {
      // The wire has gone again: once more when it is open, when the files arrive anew.
      restored = 'unread';
      return;
    }
    const free: KeptDraft[] = [];
    for (const one of all) {
      if (one.owner === windows?.id) told.set(one.file, one);
      if (windows !== undefined && one.owner === windows.id) {
        if (!begun) files.restore(one);
        continue;
      }
      if (!(await isOther(one.owner))) free.push(one);
    }
    // What could not be handed over is newer than what main has.
    const remembered: { readonly key: string; readonly drafts: readonly KeptDraft[] }[] = [];
    for (const entry of readEntries(memory, place())) {
      if (!(await isOther(entry.owner))) remembered.push(entry);
    }
    if (stopped) return;
    const newest = new Map([...free, ...remembered.flatMap(({ drafts }) => drafts)].map((one) => [one.file, one]));
    // Where several windows have left one of the same file, the others wait for a window that has none.
    const taken = new Set([...newest.values()].filter((one) => files.restore(one)));
    restored = 'done';
    begun = true;
    const orphans = free.filter((one) => taken.has(one));
    const mine = remembered.filter(({ drafts }) => drafts.every((one) => taken.has(one)));
    if (windows === undefined) {
      inMemory = mine.length > 0;
      return;
    }
    const { drafts } = unkept();
    const kept = await wire.call('drafts.keep', { drafts, forget: [], ...owner() }).catch(() => ({ ok: false }));
    if (!kept.ok) return;
    for (const one of drafts) told.set(one.file, one);
    for (const former of new Set(orphans.map((one) => one.owner))) {
      const forget = orphans.filter((one) => one.owner === former).map(({ file }) => file);
      const from = former === undefined ? here() : { ...here(), owner: former };
      await wire.call('drafts.keep', { drafts: [], forget, ...from }).catch(() => undefined);
    }
    forgetEntries(
      memory,
      mine.map((one) => one.key),
    );
  };
  const restore = async () => {
    if (restored === 'unread') restored = 'reading';
    await (windows === undefined ? takeOver() : windows.alone(takeOver)).catch(() => {
      // The browser did not say which windows there are: once more with the next change.
      if (restored === 'reading') restored = 'unread';
    });
    look();
  };
  const follow = () => {
    if (!files.getState().loaded) return;
    if (restored === 'unread') void restore();
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
    // The last keys before another workspace was opened.
    const news = restored === 'done' && !lost ? unkept() : { drafts: [], forget: [] };
    if (news.drafts.length + news.forget.length > 0)
      wire.call('drafts.keep', { ...news, ...owner() }).catch(() => remember());
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

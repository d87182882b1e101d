import type { Generation } from '#contract/contract.ts';
import type { Source } from '#core/text/source.ts';
import { countLines } from './count-lines.ts';

/** One generation with the text it was made from. `held`: what it was built to, where it served older versions of documents. */
export type Past<B> = { readonly said: Generation; readonly sources: readonly Source[]; readonly held?: B };

/** The generations that can be gone back to. */
export type History<B> = {
  readonly add: (said: Omit<Generation, 'changes'>, sources: readonly Source[], held?: B) => void;
  /** The newest first, with a mark where one step back leads. */
  readonly list: () => readonly Generation[];
  readonly find: (generation: number) => Past<B> | undefined;
  /**
   * Where one step back leads: the newest one before with another text. After a rollback that is one before the generation it went back to,
   * so that going back again goes further back, not forth.
   */
  readonly before: () => Past<B> | undefined;
  /** Whether a generation has this very text in this file. */
  readonly has: (file: string, text: string) => boolean;
};

/** `count`: earlier generations; `bytes`: of all texts, each counted once; `held`: builds that are kept for held back documents. */
export type HistoryLimits = { readonly count: number; readonly bytes: number; readonly held: number };

const usual: HistoryLimits = { count: 20, bytes: 64 * 1024 * 1024, held: 5 };

/** Texts that did not change are shared between generations. The newest generation is kept whatever its size; the oldest go first. */
export const createHistory = <B>(limits: HistoryLimits = usual): History<B> => {
  // The newest last. `own` is what would be gained by dropping it: texts that the next one does not have.
  let entries: readonly (Past<B> & { readonly own: number })[] = [];

  const add: History<B>['add'] = (said, sources, held) => {
    const last = entries.at(-1);
    const changes = changesOf(last?.sources ?? sources, sources);
    const earlier = entries.map((entry) =>
      entry === last ? { ...entry, own: ownBytes(entry.sources, sources) } : entry,
    );
    const all = withoutRepeated(
      [...earlier, { said: { ...said, changes }, sources, own: ownBytes(sources, []), ...(held && { held }) }],
      limits.count,
    );
    let bytes = all.reduce((sum, { own }) => sum + own, 0);
    let first = Math.max(0, all.length - 1 - limits.count);
    bytes -= all.slice(0, first).reduce((sum, { own }) => sum + own, 0);
    while (bytes > limits.bytes && first < all.length - 1) bytes -= all[first++]?.own ?? 0;
    entries = withFewHeld(all.slice(first), limits.held);
  };

  const before: History<B>['before'] = () => {
    const newest = entries.at(-1);
    return newest && entries.slice(0, origin(entries)).findLast(({ sources }) => !sameSources(sources, newest.sources));
  };

  return {
    add,
    list: () => {
      const back = before()?.said;
      return entries.map(({ said }) => (said === back ? { ...said, back: true as const } : said)).reverse();
    },
    find: (generation) => entries.find(({ said }) => said.generation === generation),
    before,
    has: (file, text) =>
      entries.some(({ sources }) => sources.some((source) => source.file === file && source.text === text)),
  };
};

/** The place of the entry in which the newest text was first served, before anybody went back to it; 0 where that is forgotten. */
const origin = (entries: readonly Pick<Past<unknown>, 'said' | 'sources'>[]): number => {
  let at = entries.length - 1;
  for (;;) {
    // The gateway makes generations of the same text by itself.
    while (at > 0 && same(entries[at - 1], entries[at])) at--;
    const { by, of } = entries[at]?.said ?? {};
    if (by !== 'rollback' || of === undefined) return Math.max(at, 0);
    const to = entries.findIndex(({ said }) => said.generation === of);
    if (to < 0) return 0;
    at = to;
  }
};

const same = (a: Pick<Past<unknown>, 'sources'> | undefined, b: Pick<Past<unknown>, 'sources'> | undefined): boolean =>
  a !== undefined && b !== undefined && sameSources(a.sources, b.sources);

/** Without the oldest rollback where there are too many: its text is that of another entry, whose turn has not come yet. */
const withoutRepeated = <B, E extends Past<B> & { readonly own: number }>(
  entries: readonly E[],
  most: number,
): readonly E[] => {
  const at = entries.findIndex(
    ({ said }, index) =>
      said.by === 'rollback' && index < entries.length - 1 && entries.some((one) => one.said.generation === said.of),
  );
  if (entries.length - 1 <= most || at < 0) return entries;
  const rest = entries.filter((_, index) => index !== at);
  return rest.map((one, index) =>
    index === at - 1 ? { ...one, own: ownBytes(one.sources, rest[at]?.sources ?? []) } : one,
  );
};

/** Files that are otherwise, new or gone, by name. */
export const differing = (before: readonly Source[], after: readonly Source[]): readonly string[] => {
  const old = new Map(before.map(({ file, text }) => [file, text]));
  const now = new Set(after.map(({ file }) => file));
  const changed = after.filter(({ file, text }) => old.get(file) !== text).map(({ file }) => file);
  return [...changed, ...[...old.keys()].filter((file) => !now.has(file))].sort();
};

/** The same files with the same texts in the same order. */
export const sameSources = (a: readonly Source[], b: readonly Source[]): boolean =>
  a.length === b.length && a.every((source, i) => source.file === b[i]?.file && source.text === b[i]?.text);

const changesOf = (before: readonly Source[], after: readonly Source[]): Generation['changes'] => {
  const old = new Map(before.map(({ file, text }) => [file, text]));
  const now = new Map(after.map(({ file, text }) => [file, text]));
  return differing(before, after).map((file) => ({ file, ...countLines(old.get(file), now.get(file)) }));
};

/** Two bytes for each character, which is what it takes at most. */
const ownBytes = (sources: readonly Source[], next: readonly Source[]): number => {
  const kept = new Map(next.map(({ file, text }) => [file, text]));
  return sources.reduce((sum, { file, text }) => (kept.get(file) === text ? sum : sum + 2 * text.length), 0);
};

// A build is much larger than its text; without it a rollback serves the versions that are held back by then.
const withFewHeld = <E extends { readonly held?: unknown }>(entries: readonly E[], most: number): readonly E[] => {
  let left = most;
  return [...entries]
    .reverse()
    .map((entry) => {
      if (entry.held === undefined || left-- > 0) return entry;
      const { held: _, ...rest } = entry;
      return rest as E;
    })
    .reverse();
};

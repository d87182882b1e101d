import type { ReadHosts } from './block.ts';
import { type ChangedHosts, type ChangedLine, type HostsStep, meantBy } from './change.ts';
import type { HostsPlan } from './plan.ts';

/** What a person is shown of a change before it is made. */
export const describeChange = (
  changed: ChangedHosts,
  step: HostsStep,
): Pick<HostsPlan, 'changes' | 'conflicts' | 'repairs'> => ({
  changes: nearChanges(settled(changed.changes)),
  conflicts: step.does === 'write' ? conflictsOf(changed.before, step) : [],
  repairs: repairsOf(changed.before, step),
});

/** Lines that went and came back the same are `same`: blocks are sorted, so that both sides have them in one order. */
const settled = (all: readonly ChangedLine[]): readonly ChangedLine[] => {
  const out: ChangedLine[] = [];
  for (let at = 0; at < all.length; ) {
    if (all[at]?.is === 'same') {
      out.push({ is: 'same', line: shown(all[at]?.line ?? '') });
      at++;
      continue;
    }
    const run: ChangedLine[] = [];
    while (at < all.length && all[at]?.is !== 'same') run.push(all[at++] as ChangedLine);
    out.push(...mergeRun(run));
  }
  return out;
};

const mergeRun = (run: readonly ChangedLine[]): readonly ChangedLine[] => {
  const removed = run.filter(({ is }) => is === 'removed').map(({ line }) => line);
  const added = run.filter(({ is }) => is === 'added').map(({ line }) => line);
  const comes = new Map(added.map((line, at) => [line, at]));
  const out: ChangedLine[] = [];
  let next = 0;
  const take = (until: number): void => {
    for (; next < until; next++) out.push({ is: 'added', line: shown(added[next] ?? '') });
  };
  for (const line of removed) {
    const at = comes.get(line);
    if (at === undefined || at < next) {
      out.push({ is: 'removed', line: shown(line) });
      continue;
    }
    take(at);
    out.push({ is: 'same', line: shown(line) });
    next = at + 1;
  }
  take(added.length);
  return out;
};

/** Two lines around each change are enough to see where it is. */
const nearChanges = (all: readonly ChangedLine[]): readonly ChangedLine[] => {
  const near = new Set<number>();
  for (const [at, { is }] of all.entries())
    if (is !== 'same') for (let one = at - 2; one <= at + 2; one++) near.add(one);
  return all.filter((_, at) => near.has(at));
};

/** A line for eyes: UTF-8 where it is that, without what a terminal would act on, and not longer than a screen. */
const shown = (text: string): string => {
  const cut = text.length > 400 ? `${text.slice(0, 400)}…` : text;
  return decoded(cut).replace(/\p{Cc}/gu, (char) => (char === '\t' ? ' ' : '\u{fffd}'));
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text.replace(/[%\u0080-\u00ff]/g, (char) => `%${char.charCodeAt(0).toString(16)}`));
  } catch {
    return text; // in the letters of some code page
  }
};

/** Lines of others that lead one of the names elsewhere. */
const conflictsOf = (
  { lines, blocks }: ReadHosts,
  { id, entries }: HostsStep & { readonly does: 'write' },
): HostsPlan['conflicts'] => {
  const wanted = new Map<string, Set<string>>();
  for (const { name, address } of entries) wanted.set(name, (wanted.get(name) ?? new Set()).add(address));
  const own = new Set(blocks.flatMap((block) => (block.id === id ? block.own : [])));
  return lines.flatMap(({ text }, at) => {
    if (own.has(at)) return [];
    const { address, names } = mappingOf(text);
    return names
      .filter((name) => wanted.get(name)?.has(address) === false)
      .map((name) => ({ name, line: at + 1, text: shown(text) }));
  });
};

/** What a line of a hosts file maps; no names for one that maps nothing. */
export const mappingOf = (text: string): { readonly address: string; readonly names: readonly string[] } => {
  const [address = '', ...names] = (text.split('#', 1)[0] ?? '').split(/[ \t\r\v\f]+/).filter((word) => word !== '');
  return { address, names: [...new Set(names.map((name) => name.toLowerCase()))] };
};

const repairsOf = ({ blocks, strays, lines }: ReadHosts, step: HostsStep): readonly string[] => {
  const isMeant = meantBy(step);
  const meant = blocks.filter(({ id }) => isMeant(id));
  const repairs: string[] = [];
  for (const { damage, own } of meant) {
    const [first = 0, last = 0] = [own[0], own.at(-1)];
    if (damage === 'endless')
      repairs.push(`the block of line ${first + 1} has no end; its ${own.length} lines are taken for it, and no more`);
    if (damage === 'edited')
      repairs.push(
        `somebody wrote into the block of lines ${first + 1} to ${last + 1}; ${last - first + 1 - own.length} lines that are not ours stay in the file`,
      );
  }
  const ids = new Set(meant.map(({ id }) => id));
  if (step.does === 'write' && meant.length > ids.size)
    repairs.push('there are several blocks of one workspace; one of them stays');
  for (const { line } of strays.filter(({ id }) => isMeant(id)))
    repairs.push(`the end of a block in line ${line + 1} has no beginning; it goes`);
  return lines.length === 0 ? [] : repairs;
};

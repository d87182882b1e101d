import { blockId, type ReadHosts, readHosts, writeBlock } from './block.ts';
import { isUtf16, utf8Of } from './bytes.ts';
import { joinLines, type Line, lineEndOf } from './lines.ts';
import type { HostEntry } from './plan.ts';

/** What is done to a hosts file; nothing else ever is. Plain JSON. */
export type HostsStep =
  /** The block of that id holds these entries from now on; those of the ids in `without` go. */
  | {
      readonly does: 'write';
      readonly id: string;
      readonly at: string;
      readonly entries: readonly HostEntry[];
      readonly without?: readonly string[];
    }
  /** The blocks of these ids go, without `ids` all of ours. */
  | { readonly does: 'clean'; readonly ids?: readonly string[] }
  /** A file in UTF-16, which no resolver reads, says the same in UTF-8; another one stays. */
  | { readonly does: 'convert' };

/** The file afterwards, and what went and came, line by line. */
export type ChangedHosts = {
  readonly text: string;
  readonly changes: readonly ChangedLine[];
  readonly before: ReadHosts;
};
export type ChangedLine = { readonly is: 'removed' | 'added' | 'same'; readonly line: string };

/**
 * Carries a step out on the text of a hosts file (each byte one character). What is not ours stays byte for byte where it is; only a last
 * line without end gets one when our block comes behind it. A block that holds what is wanted already stays as it is, with its date.
 * `usual` is how lines end in a file that has none.
 */
export const changeHosts = (text: string, step: HostsStep, usual: '\n' | '\r\n' = '\n'): ChangedHosts => {
  const before = readHosts(text);
  if (step.does === 'convert') return converted(text, before);
  const isMeant = meantBy(step);
  const meant = before.blocks.filter(({ id }) => isMeant(id));
  const strays = before.strays.filter(({ id }) => isMeant(id));
  const [only] = step.does === 'write' ? meant.filter(({ id }) => id === step.id) : meant;
  const wanted = step.does === 'write' && blockId.test(step.id) ? step.entries : [];
  const stays =
    only !== undefined && meant.length === 1 && strays.length === 0 && only.damage === 'none' && wanted.length > 0;
  if (stays && sameEntries(only.entries, wanted)) return { text, changes: [], before };

  const gone = new Set([...meant.flatMap(({ own }) => own), ...strays.map(({ line }) => line)]);
  const end = lineEndOf(before.lines, usual);
  const added = step.does === 'write' && wanted.length > 0 ? writeBlock(step.id, wanted, step.at) : [];
  const place = only?.own[0] ?? before.lines.length;
  const block = added.map((line): Line => ({ text: line, end }));
  const kept: Line[] = [];
  const told: ChangedLine[] = [];
  const insert = (): void => {
    const last = kept.at(-1);
    if (last?.end === '' && block.length > 0) kept[kept.length - 1] = { ...last, end };
    kept.push(...block);
    told.push(...added.map((line): ChangedLine => ({ is: 'added', line })));
  };
  for (const [at, line] of before.lines.entries()) {
    if (at === place) insert();
    if (!gone.has(at)) kept.push(line);
    told.push({ is: gone.has(at) ? 'removed' : 'same', line: line.text });
  }
  if (place >= before.lines.length) insert();
  const after = before.mark + joinLines(kept);
  return { text: after, changes: after === text ? [] : told, before };
};

/** Whether a step is about the block of an id. */
export const meantBy = (step: HostsStep): ((id: string) => boolean) => {
  if (step.does === 'write') return (id) => id === step.id || step.without?.includes(id) === true;
  return (id) => step.does === 'clean' && (step.ids === undefined || step.ids.includes(id));
};

const converted = (text: string, before: ReadHosts): ChangedHosts => {
  if (!isUtf16(text)) return { text, changes: [], before };
  const after = utf8Of(text);
  const told = (all: string, is: 'removed' | 'added') => readHosts(all).lines.map(({ text: line }) => ({ is, line }));
  return { text: after, changes: [...told(text, 'removed'), ...told(after, 'added')], before };
};

const sameEntries = (one: readonly HostEntry[], other: readonly HostEntry[]): boolean =>
  one.length === other.length &&
  one.every(({ address, name }, at) => address === other[at]?.address && name === other[at]?.name);

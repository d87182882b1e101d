import { utf8Mark } from './bytes.ts';
import { type Line, linesOf } from './lines.ts';
import type { HostEntry } from './plan.ts';
import { ownNames } from './refused-names.ts';

/** One block of ours in a hosts file: of this Slipway, of another one, or left over. */
export type Block = {
  /** Whose it is; the same in every run of a workspace. */
  readonly id: string;
  readonly entries: readonly HostEntry[];
  /** When it was written, in milliseconds since the epoch. */
  readonly since?: number;
  /** Its lines, counted from 0; what stands between them and is none of ours is somebody else's. */
  readonly own: readonly number[];
  readonly damage: 'none' | 'endless' | 'edited';
};

/** A hosts file as it is read for us. `mark` and `lines` joined are its text. */
export type ReadHosts = {
  readonly mark: string;
  readonly lines: readonly Line[];
  readonly blocks: readonly Block[];
  /** Ends of blocks that have no beginning. */
  readonly strays: readonly { readonly line: number; readonly id: string }[];
};

/** The form of a block's id. */
export const blockId = /^[a-z0-9]{1,32}$/;

const version = 1;
const beginning = /^# BEGIN slipway ([a-z0-9]{1,32}) v(\d{1,4})[ \t\r]*$/;
const ending = /^# END slipway ([a-z0-9]{1,32}) v(\d{1,4})[ \t\r]*$/;
// A CR at the end of the file is a line end that was cut in two.
const comment = /^# Slipway added (\d{1,6}) lines? on (\S{1,40}); "slipway hosts clean" takes (?:it|them) out[ \t\r]*$/;

/** The lines of a block, without line ends. `at` is a time in the form of ISO 8601. */
export const writeBlock = (id: string, entries: readonly HostEntry[], at: string): readonly string[] => [
  `# BEGIN slipway ${id} v${version}`,
  `# Slipway added ${entries.length} ${entries.length === 1 ? 'line' : 'lines'} on ${at}; "slipway hosts clean" takes ${entries.length === 1 ? 'it' : 'them'} out`,
  // One name each: old resolvers of Windows read no more than nine of a line.
  ...entries.map(({ address, name }) => `${address} ${name}`),
  `# END slipway ${id} v${version}`,
];

/**
 * Finds our blocks, whatever has become of them. A block ends at its end; where that is missing (cut off, or another block begins first)
 * at the last of as many entries as its comment tells of. No line that we cannot have written is ever taken for ours.
 */
export const readHosts = (text: string): ReadHosts => {
  const mark = text.startsWith(utf8Mark) ? utf8Mark : '';
  const lines = linesOf(text.slice(mark.length));
  const blocks: Block[] = [];
  const strays: { line: number; id: string }[] = [];
  const stray = (line: number): void => {
    const id = ending.exec(lines[line]?.text ?? '')?.[1];
    if (id !== undefined) strays.push({ line, id });
  };
  for (let at = 0; at < lines.length; ) {
    const id = beginning.exec(lines[at]?.text ?? '')?.[1];
    if (id === undefined) {
      stray(at);
      at++;
      continue;
    }
    const end = endOf(lines, at, id);
    const inside =
      end === undefined ? countedBehind(lines, at) : range(at + 1, end).filter((one) => isOurs(lines[one]));
    const own = [at, ...inside, ...(end === undefined ? [] : [end])];
    const next = end === undefined ? at + inside.length + 1 : end + 1;
    if (end !== undefined) for (const one of range(at + 1, end)) stray(one);
    const edited = end !== undefined && own.length < end - at + 1;
    const since = sinceOf(own.map((one) => lines[one]?.text ?? ''));
    blocks.push({
      id,
      entries: own.flatMap((one) => entryOf(lines[one]?.text ?? '') ?? []),
      ...(since !== undefined && { since }),
      own,
      damage: end === undefined ? 'endless' : edited ? 'edited' : 'none',
    });
    at = next;
  }
  return { mark, lines, blocks, strays };
};

const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);

/** Where the block that begins there ends, before another one begins. */
const endOf = (lines: readonly Line[], from: number, id: string): number | undefined => {
  for (let at = from + 1; at < lines.length; at++) {
    const { text = '' } = lines[at] ?? {};
    if (beginning.test(text)) return undefined;
    if (ending.exec(text)?.[1] === id) return at;
  }
  return undefined;
};

/** Of a block without end: its comment, and the entries behind it, as many as the comment tells of. */
const countedBehind = (lines: readonly Line[], begin: number): readonly number[] => {
  const count = comment.exec(lines[begin + 1]?.text ?? '')?.[1];
  if (count === undefined) return [];
  const found = [begin + 1];
  for (let at = begin + 2; found.length <= Number(count) && entryOf(lines[at]?.text ?? '') !== undefined; at++)
    found.push(at);
  return found;
};

const isOurs = (line: Line | undefined): boolean =>
  line !== undefined && (comment.test(line.text) || entryOf(line.text) !== undefined);

const entryOf = (text: string): HostEntry | undefined => {
  const [, address, name = ''] = /^(127\.0\.0\.1|::1) ([a-z0-9_][a-z0-9_.-]{0,252})[ \t\r]*$/.exec(text) ?? [];
  if ((address !== '127.0.0.1' && address !== '::1') || ownNames.has(name)) return undefined;
  return { address, name };
};

const sinceOf = (texts: readonly string[]): number | undefined => {
  const at = texts.map((text) => comment.exec(text)?.[2]).find((one) => one !== undefined);
  const ms = at === undefined ? Number.NaN : Date.parse(at);
  return Number.isNaN(ms) ? undefined : ms;
};

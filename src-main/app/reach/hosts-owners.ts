import type { Block } from '#core/hosts-file/block.ts';
import type { ProcessName } from '../../hosts-file/process-name.ts';

/** Our blocks by whose they are. */
export type Owned = {
  /** This process wrote them, or they are of the workspace that is open and nobody else's. */
  readonly mine: readonly Block[];
  /** Of processes that are gone. */
  readonly leftOver: readonly Block[];
  readonly others: readonly { readonly block: Block; readonly pid: number }[];
  /** Nothing is known of them: another person's, or written by a command. */
  readonly unknown: readonly Block[];
};

type Machine = { readonly process: ProcessName; readonly isAtWork: (process: ProcessName) => boolean };

/** `ownId` is the block of the workspace that is open here. */
export const ownersOf = (
  blocks: readonly Block[],
  records: ReadonlyMap<string, ProcessName>,
  { process, isAtWork }: Machine,
  ownId: string,
): Owned => {
  const mine: Block[] = [];
  const leftOver: Block[] = [];
  const others: { block: Block; pid: number }[] = [];
  const unknown: Block[] = [];
  for (const block of blocks) {
    const owner = records.get(block.id);
    if (owner === undefined) (block.id === ownId ? mine : unknown).push(block);
    else if (owner.pid === process.pid && owner.born === process.born) mine.push(block);
    else if (isAtWork(owner)) others.push({ block, pid: owner.pid });
    else leftOver.push(block);
  }
  return { mine, leftOver, others, unknown };
};

/** What a person should know of blocks, one sentence each. */
export const sayBlocks = ({ mine, leftOver, others, unknown }: Owned): readonly string[] => [
  ...(leftOver.length === 0
    ? []
    : [
        `${count(leftOver)} left over from a run that ended without taking ${they(leftOver)} out; clean the hosts file, or write it anew`,
      ]),
  ...(unknown.length === 0
    ? []
    : [
        `${count(unknown)} in blocks of Slipway that another person or a command wrote; cleaning takes ${they(unknown)} out`,
      ]),
  ...others.map(
    ({ block, pid }) =>
      `another Slipway that runs (process ${pid}) has a block of ${block.entries.length} lines in the hosts file; it stays`,
  ),
  ...[...mine, ...leftOver].flatMap(({ damage, own }) =>
    damage === 'none' ? [] : [`somebody changed the block of line ${(own[0] ?? 0) + 1}; writing it anew repairs it`],
  ),
];

const namesOf = (blocks: readonly Block[]): number =>
  new Set(blocks.flatMap(({ entries }) => entries.map(({ name }) => name))).size;
const count = (blocks: readonly Block[]): string =>
  namesOf(blocks) === 1 ? '1 name is' : `${namesOf(blocks)} names are`;
const they = (blocks: readonly Block[]): string => (namesOf(blocks) === 1 ? 'it' : 'them');

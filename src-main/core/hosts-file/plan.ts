import type { Failure } from '../failure.ts';

/** One line of our block. */
export type HostEntry = { readonly address: '127.0.0.1' | '::1'; readonly name: string };

/** What would be written, as a person decides about it. Plain JSON. */
export type HostsPlan = {
  readonly file: string;
  /** What our block holds afterwards. */
  readonly entries: readonly HostEntry[];
  /** Lines that go and come, in the order of the file; empty: nothing is to be done. */
  readonly changes: readonly { readonly is: 'removed' | 'added' | 'same'; readonly line: string }[];
  /** Names that foreign lines of the file have already; the first one of a name wins on most systems. */
  readonly conflicts: readonly { readonly name: string; readonly line: number; readonly text: string }[];
  /** Names that are not written, each with the reason; `instead`: names that a wildcard stands for, seen in traffic and tests. */
  readonly refused: readonly { readonly name: string; readonly reason: string; readonly instead?: readonly string[] }[];
  /** What is repaired on the way: a block without end, a second block. */
  readonly repairs: readonly string[];
  /** What is worth knowing before: ports that a URL must name, sites that browsers treat in a way of their own. */
  readonly notes: readonly string[];
  readonly rights: 'own' | 'prompt' | 'command' | 'none';
  /** What a person can type to do the same; absent where none is needed. */
  readonly command?: string;
  readonly failure?: Failure;
  /** Of what the file would be afterwards, but for the date; `hosts.apply` takes it. */
  readonly sha256: string;
};

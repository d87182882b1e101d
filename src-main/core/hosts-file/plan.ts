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
  /** Names that are not written, each with the reason. */
  readonly refused: readonly { readonly name: string; readonly reason: string }[];
  /** What is repaired on the way: a block without end, a second block. */
  readonly repairs: readonly string[];
  readonly rights: 'own' | 'prompt' | 'command' | 'none';
  /** What a person can type to do the same; absent where none is needed. */
  readonly command?: string;
  readonly failure?: Failure;
  /** Of what the file would be afterwards; `hosts.apply` takes it. */
  readonly sha256: string;
};

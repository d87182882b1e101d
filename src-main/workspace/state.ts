import type { Failure } from '#core/failure.ts';

// The contract has types of the same shape; this room does not know the contract, and `app` proves that they agree.

/** `revision` changes whenever the bytes on disk do. `text` has `\n` line ends and no byte order mark, whatever the file has. */
export type WorkspaceFile = {
  readonly file: string;
  readonly text: string;
  readonly revision: string;
  readonly writable: boolean;
};

export type WorkspaceState = {
  /** What was opened, as named by the person, for the title. */
  readonly title: string;
  /** What a new file's name begins with to lie in the first of the opened folders. Absent: nothing. */
  readonly home?: string;
  /** In alphabetical order. */
  readonly files: readonly WorkspaceFile[];
  readonly failures: readonly Failure[];
};

import type { Failure } from '#core/failure.ts';

/**
 * Carries out one step with the rights of the administrator, after one question of the system. Never asks twice for one step, and never where
 * nobody can answer (no terminal and no desktop): then it is `impossible`.
 */
export type Elevate = (step: ElevatedStep) => Promise<Elevated>;

/** A program with arguments, never a line for a shell: nothing of a document becomes a command. */
export type ElevatedStep = {
  /** One lower-case phrase for the question: `write 3 names into the hosts file`. */
  readonly why: string;
  /** Absolute. */
  readonly program: string;
  readonly args: readonly string[];
};

export type Elevated =
  | { readonly is: 'done'; readonly output: string }
  /** The person said no. */
  | { readonly is: 'declined' }
  /** Nobody can be asked; `command` is what the person can type instead. */
  | { readonly is: 'impossible'; readonly command: string; readonly failure: Failure }
  /** It was permitted and did not work; `output` is what it said all the same. */
  | { readonly is: 'failed'; readonly failure: Failure; readonly output?: string };

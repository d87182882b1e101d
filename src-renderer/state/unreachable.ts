import type { Failure } from '#core/failure.ts';
import { sayIn, type Words } from '../words/words.ts';

/**
 * What becomes of a call that main has not answered, for `.catch`; `key` names what is said: main may have done it before it went away, or
 * nothing can have happened.
 */
export const unreachableIn =
  (words: Words, key: 'unreachable' | 'unreachableApply' | 'unreachableFiles' = 'unreachable') =>
  (error: unknown): { readonly ok: false; readonly failure: Failure } => ({
    ok: false,
    failure: {
      code: 'wire/unreachable',
      message: sayIn(words, 'store')(key, { why: error instanceof Error ? error.message : String(error) }),
    },
  });

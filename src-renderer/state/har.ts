import type { HarFile } from '#contract/contract.ts';
import type { Result } from '#core/failure.ts';
import type { Stores } from './stores.ts';
import { unreachableIn } from './unreachable.ts';

/** A HAR file of these exchanges, or of all that main keeps; a failure where main is away. */
export const fetchHar = (
  { wire, words }: Pick<Stores, 'wire' | 'words'>,
  ids: readonly number[] | undefined,
  reveal: boolean,
): Promise<Result<HarFile>> =>
  wire.call('traffic.har', { ...(ids && { ids }), ...(reveal && { reveal }) }).catch(unreachableIn(words));

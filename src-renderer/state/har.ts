import type { HarFile } from '#contract/contract.ts';
import type { Result } from '#core/failure.ts';
import type { Stores } from './stores.ts';
import { unreachableIn } from './unreachable.ts';

/** So many can be asked for; a file does not hold that many. */
const most = 200_000;

/** A HAR file of these exchanges, oldest first, or of all that main keeps; a failure where main is away. */
export const fetchHar = async (
  { wire, words }: Pick<Stores, 'wire' | 'words'>,
  ids: readonly number[] | undefined,
  reveal: boolean,
): Promise<Result<HarFile>> => {
  const newest = ids?.slice(-most);
  const file = await wire
    .call('traffic.har', { ...(newest && { ids: newest }), ...(reveal && { reveal }) })
    .catch(unreachableIn(words));
  const cut = (ids?.length ?? 0) - (newest?.length ?? 0);
  return file.ok && cut > 0 ? { ok: true, value: { ...file.value, left: file.value.left + cut, full: true } } : file;
};

import type { HarFile, Wire } from '#contract/contract.ts';
import type { Result } from '#core/failure.ts';

/** A HAR file of these exchanges, or of all that main keeps; a failure where main is away. */
export const fetchHar = (
  wire: Pick<Wire, 'call'>,
  ids: readonly number[] | undefined,
  reveal: boolean,
): Promise<Result<HarFile>> =>
  wire.call('traffic.har', { ...(ids && { ids }), ...(reveal && { reveal }) }).catch((error: unknown) => ({
    ok: false,
    failure: {
      code: 'wire/unreachable',
      message: `slipway does not answer (${error instanceof Error ? error.message : String(error)}): is it still running?`,
    },
  }));

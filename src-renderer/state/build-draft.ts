import { type Build, build } from '#core/build.ts';
import type { Diagnostic } from '#core/text/diagnostic.ts';
import type { Source } from '#core/text/source.ts';
import type { Analysis } from './draft.ts';
import { resourceStates } from './resource-states.ts';

/** The core's pipeline with its memory: unchanged documents are not read again, broken ones keep their last good version. */
export const createBuilder = (): ((sources: readonly Source[]) => Analysis) => {
  let previous: Build | undefined;
  return (sources) => {
    previous = build(sources, previous);
    const { table, diagnostics, suppressed } = previous;
    return { table, diagnostics: diagnostics.map(ofDraft), resources: resourceStates(previous), suppressed };
  };
};

/**
 * What is held back in a draft is a text that was typed here and may never have been saved: nothing is said about what the gateway serves.
 * That is told by the running state alone (`RunningState.heldBack`).
 */
export const ofDraft = (diagnostic: Diagnostic): Diagnostic =>
  diagnostic.code === 'resource/held-back'
    ? {
        ...diagnostic,
        message: 'this resource has errors, so this window goes by its last version without any until it is corrected',
      }
    : diagnostic;

import { type Build, build } from '#core/build.ts';
import type { Source } from '#core/text/source.ts';
import type { Analysis } from './draft.ts';

/** The core's pipeline with its memory: unchanged documents are not read again, broken ones keep their last good version. */
export const createBuilder = (): ((sources: readonly Source[]) => Analysis) => {
  let previous: Build | undefined;
  return (sources) => {
    previous = build(sources, previous);
    const { table, diagnostics } = previous;
    return { table, diagnostics };
  };
};

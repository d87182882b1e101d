import type { Source } from '#core/text/source.ts';
import { createBuilder } from './build-draft.ts';

/** The entry of the worker: sources in, one analysis out, in order. */
const build = createBuilder();

self.onmessage = ({ data }: MessageEvent<readonly Source[]>) => {
  try {
    self.postMessage({ ok: true, analysis: build(data) });
  } catch (error) {
    self.postMessage({ ok: false, message: error instanceof Error ? error.message : String(error) });
  }
};

import type { Source } from '#core/text/source.ts';
import { createBuilder } from './build-draft.ts';
import type { Analyse, Analysis } from './draft.ts';

/** From this many characters on, typing would be felt; the work moves to a worker. */
const largeWorkspace = 300_000;

type Answer = { readonly ok: true; readonly analysis: Analysis } | { readonly ok: false; readonly message: string };

/** The core in this thread for small workspaces, in a worker of its own for large ones. The worker starts when first needed. */
export const createAnalyser = (startWorker: () => Worker): Analyse => {
  const here = createBuilder();
  let worker: Worker | undefined;
  return async (sources) => {
    if (sizeOf(sources) < largeWorkspace) return here(sources);
    worker ??= startWorker();
    return ask(worker, sources);
  };
};

const sizeOf = (sources: readonly Source[]): number => sources.reduce((sum, { text }) => sum + text.length, 0);

/** The draft store asks one question at a time, so the next message is the answer. */
const ask = (worker: Worker, sources: readonly Source[]): Promise<Analysis> =>
  new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Answer>) =>
      data.ok ? resolve(data.analysis) : reject(new Error(data.message));
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(sources);
  });

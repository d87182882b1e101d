import { type AskedWorker, type AskOf, askHere, askWorker } from './ask.ts';
import { type BodyLook, type BodyQuestions, createBodyEngine, type RowsPiece, type RowsView } from './body-engine.ts';
import type { ShownBody } from './captured-body.ts';

/** A long body that is read elsewhere. Every answer fails when it cannot be read at all. */
export type FarBody = {
  readonly look: (reveal: boolean) => Promise<BodyLook>;
  readonly rows: (reveal: boolean, view: RowsView, width: number, from: number, count: number) => Promise<RowsPiece>;
  readonly text: (reveal: boolean) => Promise<string>;
  readonly close: () => void;
};

export type BodyReader = { readonly open: (content: ShownBody) => FarBody };

/**
 * Reads bodies off this thread. Without `startWorker` they are read in it. A worker that breaks is told again what it had, when somebody asks
 * once more.
 */
export const createBodyReader = (startWorker?: () => AskedWorker): BodyReader => {
  /** Of which each worker knows nothing but what it was told itself. */
  let worker = 1;
  const ask: AskOf<BodyQuestions> = startWorker
    ? askWorker<BodyQuestions>(startWorker, createBodyEngine, () => {
        worker += 1;
      })
    : askHere<BodyQuestions>(createBodyEngine());
  let last = 0;
  return {
    open: (content) => {
      last += 1;
      const body = last;
      let toldTo = 0;
      const asked = async <T>(question: () => Promise<T | undefined>): Promise<T> => {
        if (toldTo !== worker) {
          toldTo = worker;
          void ask('open', body, content).catch(() => undefined); // what is asked next says that it failed
        }
        const answer = await question();
        if (answer === undefined) throw new Error('the body is closed');
        return answer;
      };
      return {
        look: (reveal) => asked(() => ask('look', body, reveal)),
        rows: (reveal, view, width, from, count) => asked(() => ask('rows', body, reveal, view, width, from, count)),
        text: (reveal) => asked(() => ask('text', body, reveal)),
        close: () => {
          if (toldTo === worker) void ask('close', body).catch(() => undefined); // a worker that is gone has nothing any more
        },
      };
    },
  };
};

import type { Ask, Engine } from './engine.ts';

/** A question on its way to the worker, and what comes back. */
export type AskMessage = {
  readonly id: number;
  readonly ask: Parameters<Engine>[0];
  readonly args: readonly unknown[];
};
export type AnswerMessage =
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly failed: string };

/** What of a `Worker` is used. */
export type AskedWorker = Pick<Worker, 'postMessage' | 'terminate' | 'onmessage' | 'onerror'>;

/** The engine in this thread: for tests, and where there are no workers. */
export const askHere =
  (engine: Engine): Ask =>
  async (question, ...args) =>
    engine(question, args) as never;

/** The worker's side: answers one message. A bug of ours is told as `failed`. */
export const answerMessage = (engine: Engine, { id, ask, args }: AskMessage): AnswerMessage => {
  try {
    return { id, answer: engine(ask, args) };
  } catch (error) {
    return { id, failed: sayError(error) };
  }
};

/**
 * The engine in a worker, which starts with the first question. Where it cannot start at all, `instead` answers in this thread.
 * A worker that breaks later fails what is under way; the next question starts another one, and `onRestart` says that it knows
 * nothing of what the one before had been told.
 */
export const askWorker = (startWorker: () => AskedWorker, instead: () => Engine, onRestart: () => void): Ask => {
  let worker: AskedWorker | undefined;
  let here: Engine | undefined;
  let answered = false;
  let next = 0;
  const open = new Map<number, Waiting>();

  const settle = (message: AnswerMessage) => {
    const waiting = open.get(message.id);
    open.delete(message.id);
    if ('failed' in message) waiting?.fail(new Error(message.failed));
    else waiting?.done(message.answer as never);
  };
  const answerHere = () => {
    here ??= instead();
    for (const { message } of [...open.values()]) settle(answerMessage(here, message));
  };
  const start = (): AskedWorker => {
    const started = startWorker();
    started.onmessage = ({ data }: MessageEvent<AnswerMessage>) => {
      answered = true;
      settle(data);
    };
    started.onerror = (event) => {
      if (worker !== started) return;
      worker = undefined;
      started.terminate();
      if (!answered) return answerHere();
      const waiting = [...open.values()];
      open.clear();
      onRestart();
      for (const { fail } of waiting) fail(new Error(event.message || 'the worker of the analysis ended'));
    };
    return started;
  };

  return (question, ...args) =>
    new Promise((done, fail) => {
      next += 1;
      const message: AskMessage = { id: next, ask: question, args };
      open.set(next, { message, done, fail });
      if (here) return answerHere();
      try {
        worker ??= start();
      } catch {
        // A browser without workers, or a page that may not start them.
        return answerHere();
      }
      worker.postMessage(message);
    });
};

type Waiting = {
  readonly message: AskMessage;
  readonly done: (answer: never) => void;
  readonly fail: (error: Error) => void;
};

const sayError = (error: unknown): string => (error instanceof Error ? error.message : String(error));

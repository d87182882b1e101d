/** Questions by name, as functions of their arguments. */
type Questions = Readonly<Record<string, (...args: never[]) => unknown>>;

/** Puts a question. Answers come in the order of the questions. */
export type AskOf<Q extends Questions> = <K extends keyof Q & string>(
  question: K,
  ...args: Parameters<Q[K]>
) => Promise<ReturnType<Q[K]>>;

/** Answers a question at once, in this thread. */
export type EngineOf<Q extends Questions> = (question: keyof Q & string, args: readonly unknown[]) => unknown;

/** A question on its way to the worker, and what comes back. */
export type AskMessage<K extends string = string> = {
  readonly id: number;
  readonly ask: K;
  readonly args: readonly unknown[];
};
export type AnswerMessage =
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly failed: string };

/** What of a `Worker` is used. */
export type AskedWorker = Pick<Worker, 'postMessage' | 'terminate' | 'onmessage' | 'onerror'>;

/** An engine, or one that has to be loaded first. */
export type LoadedEngine<Q extends Questions> = EngineOf<Q> | Promise<EngineOf<Q>>;

/** The engine in this thread: for tests, and where there are no workers. */
export const askHere =
  <Q extends Questions>(engine: LoadedEngine<Q>): AskOf<Q> =>
  async (question, ...args) =>
    (await engine)(question, args) as never;

/** The worker's side: answers one message. A bug of ours is told as `failed`. */
export const answerMessage = <K extends string>(
  engine: (question: K, args: readonly unknown[]) => unknown,
  { id, ask, args }: AskMessage<K>,
): AnswerMessage => {
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
export const askWorker = <Q extends Questions>(
  startWorker: () => AskedWorker,
  instead: () => LoadedEngine<Q>,
  onRestart: () => void,
): AskOf<Q> => {
  type Message = AskMessage<keyof Q & string>;
  let worker: AskedWorker | undefined;
  let here: Promise<EngineOf<Q>> | undefined;
  let answered = false;
  let next = 0;
  const open = new Map<number, Waiting<Message>>();

  const settle = (message: AnswerMessage) => {
    const waiting = open.get(message.id);
    open.delete(message.id);
    if ('failed' in message) waiting?.fail(new Error(message.failed));
    else waiting?.done(message.answer as never);
  };
  const answerHere = () => {
    here ??= Promise.resolve(instead());
    here.then(
      (engine) => {
        for (const { message } of [...open.values()]) settle(answerMessage(engine, message));
      },
      (error) => {
        for (const { message } of [...open.values()]) settle({ id: message.id, failed: sayError(error) });
      },
    );
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
      for (const { fail } of waiting) fail(new Error(event.message || 'the worker ended'));
    };
    return started;
  };

  return (question, ...args) =>
    new Promise((done, fail) => {
      next += 1;
      const message: Message = { id: next, ask: question, args };
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

type Waiting<M> = {
  readonly message: M;
  readonly done: (answer: never) => void;
  readonly fail: (error: Error) => void;
};

const sayError = (error: unknown): string => (error instanceof Error ? error.message : String(error));

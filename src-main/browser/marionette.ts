import { connect } from 'node:net';

/** Firefox's own way to be asked by programs (https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html). */
export type Marionette = {
  /** Resolves with the value of the answer; rejects with its message. */
  readonly ask: (command: string, parameters: unknown) => Promise<unknown>;
  readonly close: () => void;
};

type Waiting = { readonly done: (value: unknown) => void; readonly fail: (error: Error) => void };

const connectMs = 10_000;
/** The number of no question. */
const hello = 0;

/** Resolves when Firefox has said what it is. Rejects, as every question does, where it says nothing, something else, or no more. */
export const openMarionette = async (port: number): Promise<Marionette> => {
  const socket = connect(port, '127.0.0.1');
  const waiting = new Map<number, Waiting>();
  let came = Buffer.alloc(0);
  let last = 0;
  let over: Error | undefined;
  const end = (error: Error): void => {
    over ??= error;
    socket.destroy();
    for (const { fail } of waiting.values()) fail(over);
    waiting.clear();
  };
  const answer = (id: unknown): Waiting | undefined => {
    const who = typeof id === 'number' ? waiting.get(id) : undefined;
    if (typeof id === 'number') waiting.delete(id);
    return who;
  };
  /** `[1, id, error, result]`, and first of all an object, which answers what nobody has asked. */
  const hear = (message: unknown): void => {
    if (!Array.isArray(message)) return answer(hello)?.done(message);
    const [kind, id, error, result] = message;
    if (kind !== 1) return;
    const who = answer(id);
    if (error) who?.fail(new Error(String(error.message ?? error.error)));
    else who?.done(result && 'value' in result ? result.value : result);
  };
  socket.on('error', end);
  socket.on('close', () => end(new Error('Firefox closed the connection')));
  socket.on('data', (chunk) => {
    came = Buffer.concat([came, chunk]);
    for (;;) {
      const colon = came.indexOf(':');
      const start = colon + 1;
      const length = /^\d{1,8}$/.exec(came.subarray(0, Math.max(colon, 0)).toString('latin1'));
      if (length === null)
        return colon >= 0 || came.length > 8 ? end(new Error('it is not Firefox that answers')) : undefined;
      const behind = start + Number(length[0]);
      if (came.length < behind) return;
      try {
        hear(JSON.parse(came.subarray(start, behind).toString()));
      } catch {
        return end(new Error('Firefox answers with what is no JSON'));
      }
      came = came.subarray(behind);
    }
  });
  const said = (id: number): Promise<unknown> =>
    new Promise((done, fail) => {
      if (over === undefined) waiting.set(id, { done, fail });
      else fail(over);
    });
  const timer = setTimeout(() => end(new Error('Firefox does not answer')), connectMs);
  await said(hello).finally(() => clearTimeout(timer));
  return {
    ask: (command, parameters) => {
      last++;
      const text = JSON.stringify([0, last, command, parameters]);
      socket.write(`${Buffer.byteLength(text)}:${text}`);
      return said(last);
    },
    close: () => socket.destroy(),
  };
};

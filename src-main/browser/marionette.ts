import { connect } from 'node:net';

/** Firefox's own way to be asked by programs (https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html). */
export type Marionette = {
  /** Resolves with the value of the answer; rejects with its message. */
  readonly ask: (command: string, parameters: unknown) => Promise<unknown>;
  readonly close: () => void;
};

type Waiting = { readonly done: (value: unknown) => void; readonly fail: (error: Error) => void };

const connectMs = 10_000;

export const openMarionette = async (port: number): Promise<Marionette> => {
  const socket = connect(port, '127.0.0.1');
  const waiting = new Map<number, Waiting>();
  let came = Buffer.alloc(0);
  let last = 0;
  const end = (error: Error): void => {
    for (const { fail } of waiting.values()) fail(error);
    waiting.clear();
  };
  await new Promise<void>((done, fail) => {
    const timer = setTimeout(() => socket.destroy(new Error('Firefox does not answer')), connectMs);
    socket.once('error', fail);
    // It speaks first, and says what it is.
    socket.once('data', () => {
      clearTimeout(timer);
      socket.off('error', fail);
      done();
    });
  });
  socket.on('error', end);
  socket.on('close', () => end(new Error('Firefox closed the connection')));
  socket.on('data', (chunk) => {
    came = Buffer.concat([came, chunk]);
    for (;;) {
      const colon = came.indexOf(':');
      const length = colon < 0 ? Number.NaN : Number(came.subarray(0, colon).toString());
      if (!(came.length >= colon + 1 + length)) return;
      const message: unknown = JSON.parse(came.subarray(colon + 1, colon + 1 + length).toString());
      came = came.subarray(colon + 1 + length);
      hear(message);
    }
  });
  /** `[1, id, error, result]`. */
  const hear = (message: unknown): void => {
    if (!Array.isArray(message) || message[0] !== 1) return;
    const [, id, error, result] = message;
    const who = waiting.get(id);
    waiting.delete(id);
    if (error) who?.fail(new Error(String(error.message ?? error.error)));
    else who?.done(result && 'value' in result ? result.value : result);
  };
  return {
    ask: (command, parameters) =>
      new Promise((done, fail) => {
        last++;
        waiting.set(last, { done, fail });
        const text = JSON.stringify([0, last, command, parameters]);
        socket.write(`${Buffer.byteLength(text)}:${text}`);
      }),
    close: () => socket.destroy(),
  };
};

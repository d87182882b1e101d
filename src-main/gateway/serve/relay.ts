import type { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { breakSocket, type Connected } from '../upstream/connect.ts';

/** What the owner of two joined connections hears. */
export type RelayOwner = {
  /** Both directions have been silent for so long; 0: for ever. */
  readonly idleMs: number;
  /** Bytes of the client, and bytes for it. */
  readonly received: (bytes: number) => void;
  readonly sent: (bytes: number) => void;
  /** The limit of silence is why it is over; before `over`. */
  readonly idle: () => void;
  /** Once, when both connections are closed or closing. */
  readonly over: () => void;
};

/** Node's timers hold 31 bits. */
const longest = 0x7fffffff;

/**
 * Lets the bytes of two connections flow: whoever reads slowly holds the other one back, whoever ends its half leaves the other half
 * open, whoever breaks the connection breaks the other one too. Owns both; returns how to cut them.
 */
export function relay(client: Socket, service: Extract<Connected, { is: 'connected' }>, owner: RelayOwner): () => void {
  const { from, to } = service.bytes;
  let over = false;
  let broken = false;
  const finish = (how?: 'reset') => {
    if (over) return;
    over = true;
    clearTimeout(silence);
    if (how === 'reset') breakSocket(client);
    else client.destroy();
    service.close(broken ? 'reset' : undefined);
    owner.over();
  };
  const silence =
    owner.idleMs > 0
      ? setTimeout(
          () => {
            owner.idle();
            finish();
          },
          Math.min(owner.idleMs, longest),
        )
      : undefined;
  silence?.unref();
  pump(client, to, (bytes) => {
    silence?.refresh();
    owner.received(bytes);
  });
  pump(from, client, (bytes) => {
    silence?.refresh();
    owner.sent(bytes);
  });
  client.on('error', () => {
    broken = true;
  });
  client.on('close', () => {
    // A client that has heard everything and said everything leaves the service to its own end.
    if (broken || !client.readableEnded || !client.writableFinished) finish();
  });
  // Streams of a tunnel break by themselves; what it means is told by their connection.
  from.on('error', ignore);
  to.on('error', ignore);
  service.onClose((error) => {
    if (error) return finish('reset');
    // What the service sent last is still on its way to the client.
    if (client.writableFinished || client.destroyed) return finish();
    client.on('finish', finish);
    client.end();
  });
  return finish;
}

/** `pipe` that counts: a side that reads slowly holds the other one back. */
function pump(from: Readable, to: Writable, count: (bytes: number) => void): void {
  from.on('data', (chunk: Buffer) => {
    count(chunk.length);
    if (!to.writableEnded && !to.destroyed && !to.write(chunk)) from.pause();
  });
  to.on('drain', () => from.resume());
  from.on('end', () => to.end());
  from.resume();
}

const ignore = (): void => {};

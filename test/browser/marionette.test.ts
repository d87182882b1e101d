import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { openMarionette } from '../../src-main/browser/marionette.ts';

/** Plays Firefox: what it does with a connection. */
const play = async (serve: (socket: Socket) => void): Promise<number> => {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    serve(socket);
  }).listen(0, '127.0.0.1');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};
const framed = (message: unknown): string => {
  const text = JSON.stringify(message);
  return `${Buffer.byteLength(text)}:${text}`;
};
const hello = framed({ applicationType: 'gecko', marionetteProtocol: 3 });

test('a question is answered, in whatever pieces the bytes come', async () => {
  const port = await play((socket) => {
    socket.write(hello.slice(0, 5));
    setTimeout(() => socket.write(hello.slice(5)), 5);
    socket.on('data', (chunk) => {
      const [, id] = JSON.parse(chunk.toString().replace(/^\d+:/, ''));
      const text =
        id === 1 ? framed([1, id, null, { value: 'é' }]) : framed([1, id, { message: 'no such element' }, null]);
      const bytes = Buffer.from(text);
      socket.write(bytes.subarray(0, bytes.length - 4));
      setTimeout(() => socket.write(bytes.subarray(bytes.length - 4)), 5);
    });
  });
  const marionette = await openMarionette(port);
  expect(await marionette.ask('A', {})).toBe('é');
  await expect(marionette.ask('B', {})).rejects.toThrow('no such element');
  marionette.close();
});

test.each<[string, (socket: Socket) => void, string]>([
  ['goes before it says what it is', (socket) => socket.end(), 'closed the connection'],
  ['speaks something else', (socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'), 'it is not Firefox'],
  ['says what is no JSON', (socket) => socket.write('3:{{{'), 'no JSON'],
])('nobody waits for one that %s', async (_, serve, says) => {
  await expect(openMarionette(await play(serve))).rejects.toThrow(says);
});

test('questions end with the connection, those that come later too', async () => {
  const port = await play((socket) => {
    socket.write(hello);
    socket.on('data', () => socket.destroy());
  });
  const marionette = await openMarionette(port);
  await expect(marionette.ask('A', {})).rejects.toThrow('closed the connection');
  await expect(marionette.ask('B', {})).rejects.toThrow('closed the connection');
});

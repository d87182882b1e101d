import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as grpc from '@grpc/grpc-js';
import { expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { rowsOf } from '#core/traffic/row-sheet.ts';
import { startCaptureRig, textOf } from './capture-rig.ts';
import { openWire, startService } from './rig.ts';
import { at, cluster, listener, table } from './tables.ts';

const startSockets = async (deflate: boolean): Promise<number> => {
  const server = createServer();
  const sockets = new WebSocketServer({ server, perMessageDeflate: deflate ? { threshold: 0 } : false });
  sockets.on('connection', (socket) =>
    socket.on('message', (data: Buffer, binary) => socket.send(binary ? data : `echo ${data}`, { binary })),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets.clients) socket.terminate();
    server.close();
  });
  return (server.address() as AddressInfo).port;
};

const connect = async (port: number, deflate: boolean): Promise<WebSocket> => {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/live`, {
    headers: { host: 'a' },
    perMessageDeflate: deflate ? { threshold: 0 } : false,
  });
  onTestFinished(() => socket.terminate());
  await new Promise((resolve, reject) => {
    socket.on('open', resolve);
    socket.on('error', reject);
  });
  return socket;
};

const heard = (socket: WebSocket): Promise<string> =>
  new Promise((resolve) => socket.once('message', (data) => resolve(String(data))));

test.each([false, true])('messages of a WebSocket in both directions (compressed: %s)', async (deflate) => {
  const rig = await startCaptureRig(table({ endpoints: [at(await startSockets(deflate))] }));
  const socket = await connect(rig.port, deflate);
  const opened = await rig.nextOpen();
  expect(opened).toMatchObject({ open: true, stream: 'websocket', status: 101 });
  socket.send('hello');
  expect(await heard(socket)).toBe('echo hello');
  // In fragments, the second time with what the first has put into the context of the compression.
  const whole = heard(socket);
  socket.send('hel', { fin: false });
  socket.send('lo again', { fin: true });
  expect(await whole).toBe('echo hello again');
  const large = heard(socket);
  socket.send('x'.repeat(70_000));
  await large;
  socket.ping('are you there');
  await new Promise((resolve) => socket.once('pong', resolve));
  const bytes = heard(socket);
  socket.send(Buffer.from([1, 2, 3]));
  await bytes;
  const during = await rig.traffic.details(opened.id);
  expect(during).toMatchObject({ ok: true, value: { exchange: { open: true } } });
  socket.close(1000, 'done');
  const { exchange, messages = [] } = await rig.nextDetails();
  expect(exchange.open).toBeUndefined();
  expect(exchange.id).toBe(opened.id);
  const of = (from: string) => messages.filter((one) => one.from === from && one.kind !== 'close');
  const said = (from: string) =>
    of(from)
      .filter(({ kind }) => kind === 'text')
      .map(({ content }) => content);
  expect(said('client')).toEqual(['hello', 'hello again', 'x'.repeat(16 * 1024)]);
  expect(said('service').slice(0, 2)).toEqual(['echo hello', 'echo hello again']);
  expect(messages.find(({ size }) => size === 70_000)).toMatchObject({ from: 'client', truncated: true });
  expect(textOf(of('client').find(({ kind }) => kind === 'ping'))).toBe('are you there');
  expect(of('service').map(({ kind }) => kind)).toContain('pong');
  expect(of('service').find(({ kind }) => kind === 'binary')).toMatchObject({ content: 'AQID', size: 3 });
  expect(messages.filter(({ kind }) => kind === 'close').length).toBeGreaterThan(0);
  expect(messages.every(({ at: when }) => when >= 0)).toBe(true);
});

test('an open stream is one row, which changes when it ends', async () => {
  const rig = await startCaptureRig(table({ endpoints: [at(await startSockets(false))] }));
  const socket = await connect(rig.port, false);
  const { id } = await rig.nextOpen();
  await vi.waitFor(() => expect(rig.news.flatMap(({ rows }) => rowsOf(rows))).toMatchObject([{ id, open: true }]));
  socket.close();
  await rig.nextExchange();
  await vi.waitFor(() => expect(rig.news.flatMap(({ changed }) => changed).at(-1)?.open).toBeUndefined());
  const page = await rig.traffic.rows(0, 100);
  const rows = rowsOf(page.rows);
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({ id, stream: 'websocket', status: 101 });
  expect(rows[0]?.open).toBeUndefined();
});

test('bytes that are no frames pass, and are not read', async () => {
  const port = await startService(
    () => {},
    (server) =>
      server.on('upgrade', (_, socket) => {
        socket.on('error', () => socket.destroy());
        socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
        socket.on('data', (bytes: Buffer) => socket.write(bytes));
      }),
  );
  const rig = await startCaptureRig(table({ endpoints: [at(port)] }));
  const wire = await openWire(rig.port);
  wire.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n\r\n');
  await wire.until(/101 Switching/);
  wire.write('\xff\xff\xff no frame at all');
  await wire.until(/no frame at all/);
  wire.socket.destroy();
  expect((await rig.nextDetails()).messages).toEqual([]);
});

test('events are told while the stream is open', async () => {
  let send: (text: string) => void = () => {};
  let end = () => {};
  const port = await startService((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    send = (text) => void response.write(text);
    end = () => response.end();
    send('event: greeting\nid: 7\ndata: hel');
  });
  const rig = await startCaptureRig(table({ endpoints: [at(port)] }));
  const wire = await openWire(rig.port);
  wire.write('GET /events HTTP/1.1\r\nHost: a\r\n\r\n');
  await wire.until(/data: hel/);
  const { id } = await rig.nextOpen();
  send('lo\ndata: there\n\n: a comment\r\n\r\ndata:x\r\n\r\ndata: never ended');
  await wire.until(/never ended/);
  const during = await rig.traffic.details(id);
  expect(during).toMatchObject({
    ok: true,
    value: {
      exchange: { open: true, stream: 'events' },
      messages: [
        { kind: 'event', from: 'service', content: 'hello\nthere', event: 'greeting', eventId: '7', truncated: false },
        { kind: 'event', content: 'x' },
      ],
    },
  });
  end();
  const { exchange, responseBody } = await rig.nextDetails();
  expect(exchange).toMatchObject({ id, stream: 'events' });
  expect(textOf(responseBody)).toContain('event: greeting');
});

const method = {
  path: '/shop.Orders/List',
  requestStream: false,
  responseStream: true,
  requestSerialize: (text: string) => Buffer.from(text),
  requestDeserialize: (bytes: Buffer) => bytes.toString(),
  responseSerialize: (text: string) => Buffer.from(text),
  responseDeserialize: (bytes: Buffer) => bytes.toString(),
} as const;

const startOrders = async (): Promise<number> => {
  const server = new grpc.Server();
  const list: grpc.handleServerStreamingCall<string, string> = (call) => {
    for (const text of ['a', 'bb', 'ccc']) call.write(`${text} ${call.request}`);
    call.end();
  };
  server.addService({ list: method } as never, { list } as never);
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  onTestFinished(() => server.forceShutdown());
  return port;
};

const grpcTable = (port: number, protocol: string) => {
  const one = cluster([at(port)], { protocol: 'http2' });
  return table({ clusters: { [one.name]: one }, listeners: [listener(80, protocol)] });
};

test('messages of gRPC over HTTP/2, and its trailers', async () => {
  const rig = await startCaptureRig(grpcTable(await startOrders(), 'HTTP2'));
  const client = new grpc.Client(`127.0.0.1:${rig.port}`, grpc.credentials.createInsecure(), {
    'grpc.default_authority': 'a',
  });
  onTestFinished(() => client.close());
  const call = client.makeServerStreamRequest(
    method.path,
    method.requestSerialize,
    method.responseDeserialize,
    'bread',
  );
  const got: string[] = [];
  call.on('data', (text: string) => got.push(text));
  await new Promise((resolve, reject) => {
    call.on('end', resolve);
    call.on('error', reject);
  });
  expect(got).toEqual(['a bread', 'bb bread', 'ccc bread']);
  const { exchange, messages = [], responseTrailers } = await rig.nextDetails();
  expect(exchange.stream).toBe('grpc');
  expect(messages.map((one) => [one.from, one.kind, textOf(one)])).toEqual([
    ['client', 'grpc', 'bread'],
    ...got.map((text) => ['service', 'grpc', text]),
  ]);
  expect(responseTrailers?.join()).toContain('grpc-status,0');
});

test('messages of gRPC that are long are whole as far as their bodies are kept', async () => {
  const long = 'bread '.repeat(5_000);
  const rig = await startCaptureRig(grpcTable(await startOrders(), 'HTTP2'), 80_000);
  const client = new grpc.Client(`127.0.0.1:${rig.port}`, grpc.credentials.createInsecure(), {
    'grpc.default_authority': 'a',
  });
  onTestFinished(() => client.close());
  await new Promise<void>((resolve, reject) => {
    const { path, requestSerialize, responseDeserialize } = method;
    const call = client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, long);
    call.on('data', () => undefined);
    call.on('end', resolve);
    call.on('error', reject);
  });
  const { messages = [] } = await rig.nextDetails();
  expect(messages.map((one) => [one.from, one.size, textOf(one).length, one.truncated])).toEqual([
    ['client', 30_000, 30_000, false],
    ['service', 30_002, 30_002, false],
    ['service', 30_003, 30_003, false],
    // Of the third the body has but a part.
    ['service', 30_004, 16 * 1024, true],
  ]);
  expect(textOf(messages[0])).toBe(long);
  expect(textOf(messages[2])).toBe(`bb ${long}`);
});

test('messages of gRPC-Web in text, as the client speaks it', async () => {
  const rig = await startCaptureRig(grpcTable(await startOrders(), 'GRPC-WEB'));
  const head = Buffer.from([0, 0, 0, 0, 5]);
  const answer = await fetch(`http://127.0.0.1:${rig.port}${method.path}`, {
    method: 'POST',
    body: Buffer.concat([head, Buffer.from('bread')]).toString('base64'),
    headers: { 'content-type': 'application/grpc-web-text', accept: 'application/grpc-web-text' },
  });
  expect(answer.status).toBe(200);
  await answer.text();
  const { messages = [] } = await rig.nextDetails();
  expect(messages.map((one) => [one.from, textOf(one)])).toEqual([
    ['client', 'bread'],
    ['service', 'a bread'],
    ['service', 'bb bread'],
    ['service', 'ccc bread'],
  ]);
});

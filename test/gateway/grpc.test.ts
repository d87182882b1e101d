import * as grpc from '@grpc/grpc-js';
import { expect, onTestFinished, test } from 'vitest';
import { startRig } from './rig.ts';
import { at, cluster, forward, prefix, route, table } from './tables.ts';

/** A real gRPC client and server with the gateway between them; messages are numbers and texts as JSON. */

type Message = { readonly n: number; readonly text?: string };

const write = (message: Message): Buffer => Buffer.from(JSON.stringify(message));
const read = (bytes: Buffer): Message => JSON.parse(bytes.toString());

const method = (name: string, requestStream: boolean, responseStream: boolean) => ({
  path: `/shop.Orders/${name}`,
  requestStream,
  responseStream,
  requestSerialize: write,
  requestDeserialize: read,
  responseSerialize: write,
  responseDeserialize: read,
});

const orders = {
  get: method('Get', false, false),
  list: method('List', false, true),
  sum: method('Sum', true, false),
  talk: method('Talk', true, true),
};

type Handlers = Partial<Record<keyof typeof orders, grpc.UntypedHandleCall>>;

const none = (call: { end?: () => void }) => call.end?.();

async function startOrders(handlers: Handlers): Promise<number> {
  const server = new grpc.Server({ 'grpc.max_concurrent_streams': 4096 });
  server.addService(orders, { get: none, list: none, sum: none, talk: none, ...handlers } as never);
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  onTestFinished(() => server.forceShutdown());
  return port;
}

const Orders = grpc.makeGenericClientConstructor(orders, 'Orders');

function openOrders(port: number) {
  const client = new Orders(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  onTestFinished(() => client.close());
  return client as unknown as {
    get: (message: Message, ...rest: unknown[]) => grpc.ClientUnaryCall;
    list: (message: Message) => grpc.ClientReadableStream<Message>;
    sum: (done: (error: grpc.ServiceError | null, answer?: Message) => void) => grpc.ClientWritableStream<Message>;
    talk: (metadata?: grpc.Metadata, options?: grpc.CallOptions) => grpc.ClientDuplexStream<Message, Message>;
  };
}

const toOrders = (port: number, parts: Parameters<typeof table>[0] = {}) => {
  const one = cluster([at(port)], { protocol: 'http2' });
  return table({ ...parts, clusters: { [one.name]: one } });
};

type Unary = { readonly answer?: Message; readonly error?: grpc.ServiceError; readonly status: grpc.StatusObject };

function unary(
  client: ReturnType<typeof openOrders>,
  message: Message,
  options: grpc.CallOptions = {},
): Promise<Unary> {
  return new Promise((resolve) => {
    let result: { answer?: Message; error?: grpc.ServiceError } = {};
    const call = client.get(message, options, (error: grpc.ServiceError | null, answer?: Message) => {
      result = error ? { error } : answer ? { answer } : {};
    });
    call.on('status', (status: grpc.StatusObject) => setImmediate(() => resolve({ ...result, status })));
  });
}

test('unary calls: the answer, its status and its trailing metadata', async () => {
  const port = await startOrders({
    get: ((call: grpc.ServerUnaryCall<Message, Message>, done: grpc.sendUnaryData<Message>) => {
      const behind = new grpc.Metadata();
      behind.set('x-behind', 'yes');
      if (call.request.n < 0)
        return done({ code: grpc.status.INVALID_ARGUMENT, details: 'below zero', metadata: behind });
      done(null, { n: call.request.n + 1 }, behind);
    }) as grpc.handleUnaryCall<Message, Message>,
  });
  const rig = await startRig(toOrders(port));
  const client = openOrders(rig.port);
  const good = await unary(client, { n: 1 });
  expect(good.answer).toEqual({ n: 2 });
  expect(good.status.metadata.get('x-behind')).toEqual(['yes']);
  expect(await rig.nextExchange()).toMatchObject({ protocol: 'HTTP/2', status: 200, flags: '-' });
  // Without a message the answer is trailers only.
  const bad = await unary(client, { n: -1 });
  expect(bad.error).toMatchObject({ code: grpc.status.INVALID_ARGUMENT, details: 'below zero' });
  expect(bad.status.metadata.get('x-behind')).toEqual(['yes']);
});

test('streams of the server, of the client and of both', async () => {
  const port = await startOrders({
    list: ((call: grpc.ServerWritableStream<Message, Message>) => {
      for (let n = 0; n < call.request.n; n++) call.write({ n });
      call.end();
    }) as grpc.handleServerStreamingCall<Message, Message>,
    sum: ((call: grpc.ServerReadableStream<Message, Message>, done: grpc.sendUnaryData<Message>) => {
      let sum = 0;
      call.on('data', ({ n }: Message) => {
        sum += n;
      });
      call.on('end', () => done(null, { n: sum }));
    }) as grpc.handleClientStreamingCall<Message, Message>,
    talk: ((call: grpc.ServerDuplexStream<Message, Message>) => {
      call.on('data', ({ n }: Message) => call.write({ n: n * 2 }));
      call.on('end', () => call.end());
    }) as grpc.handleBidiStreamingCall<Message, Message>,
  });
  const rig = await startRig(toOrders(port));
  const client = openOrders(rig.port);
  const listed: number[] = [];
  for await (const { n } of client.list({ n: 100 }) as AsyncIterable<Message>) listed.push(n);
  expect(listed).toEqual(Array.from({ length: 100 }, (_, n) => n));

  const summed = await new Promise<Message | undefined>((resolve, reject) => {
    const call = client.sum((error, answer) => (error ? reject(error) : resolve(answer)));
    for (let n = 1; n <= 100; n++) call.write({ n });
    call.end();
  });
  expect(summed).toEqual({ n: 5050 });

  // Each word waits for the answer to the one before, so nothing on the way may hold a message back.
  const talk = client.talk();
  const heard: number[] = [];
  talk.write({ n: 1 });
  for await (const { n } of talk as AsyncIterable<Message>) {
    heard.push(n);
    if (heard.length < 10) talk.write({ n });
    else talk.end();
  }
  expect(heard).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]);
});

test('local replies are what gRPC understands', async () => {
  const closed = await startOrders({});
  const routes = [
    route(forward(), [prefix('/shop.Orders/Get')]),
    route({ do: 'respond', status: 403, body: { text: 'not you' }, responseHeaders: [] }, [
      prefix('/shop.Orders/List'),
    ]),
  ];
  const rig = await startRig(toOrders(closed, { routes, endpoints: [] }));
  const client = openOrders(rig.port);
  const denied = client.list({ n: 1 });
  denied.resume();
  const status = await new Promise<grpc.ServiceError>((resolve) =>
    denied.on('error', (e: grpc.ServiceError) => resolve(e)),
  );
  expect(status).toMatchObject({ code: grpc.status.PERMISSION_DENIED, details: 'not you' });
  const missing = await new Promise<grpc.ServiceError | null>((resolve) => client.sum((error) => resolve(error)).end());
  expect(missing).toMatchObject({ code: grpc.status.UNIMPLEMENTED });
  const nobody = await startRig(toOrders(1));
  const refused = await unary(openOrders(nobody.port), { n: 1 });
  expect(refused.error?.code).toBe(grpc.status.UNAVAILABLE);
  expect(refused.error?.details).toMatch(/remote connection failure/);
});

test('a deadline ends the call at the service as well, and the route’s limit is kept', async () => {
  let cancelled = Promise.withResolvers<void>();
  const port = await startOrders({
    get: ((call: grpc.ServerUnaryCall<Message, Message>) => {
      call.on('cancelled', () => cancelled.resolve());
    }) as grpc.handleUnaryCall<Message, Message>,
  });
  const rig = await startRig(toOrders(port));
  const late = await unary(openOrders(rig.port), { n: 1 }, { deadline: Date.now() + 300 });
  expect([grpc.status.DEADLINE_EXCEEDED, grpc.status.UNAVAILABLE]).toContain(late.error?.code);
  await cancelled.promise;
  cancelled = Promise.withResolvers();
  const limited = await startRig(toOrders(port, { routes: [route(forward({ timeoutMs: 200 }))] }));
  const cut = await unary(openOrders(limited.port), { n: 1 });
  expect(cut.error).toMatchObject({ code: grpc.status.UNAVAILABLE, details: 'upstream request timeout' });
  await cancelled.promise;
});

test('a call that the client cancels is cancelled at the service', async () => {
  const cancelled = Promise.withResolvers<void>();
  const port = await startOrders({
    talk: ((call: grpc.ServerDuplexStream<Message, Message>) => {
      call.on('cancelled', () => cancelled.resolve());
      call.write({ n: 1 });
    }) as grpc.handleBidiStreamingCall<Message, Message>,
  });
  const rig = await startRig(toOrders(port));
  const talk = openOrders(rig.port).talk();
  talk.on('error', () => {});
  await new Promise((resolve) => talk.once('data', resolve));
  talk.cancel();
  await cancelled.promise;
  expect(await rig.nextExchange()).toMatchObject({ flags: 'DR', details: 'http2.remote_reset' });
});

test('a thousand streams at once on one connection', async () => {
  let open = 0;
  const calls: grpc.ServerDuplexStream<Message, Message>[] = [];
  const port = await startOrders({
    talk: ((call: grpc.ServerDuplexStream<Message, Message>) => {
      call.on('data', ({ n }: Message) => call.write({ n }));
      call.on('end', () => call.end());
      calls.push(call);
      open += 1;
      if (open === 1000) for (const one of calls) one.write({ n: -1 });
    }) as grpc.handleBidiStreamingCall<Message, Message>,
  });
  const rig = await startRig(toOrders(port));
  const client = openOrders(rig.port);
  const talk = async (n: number): Promise<number[]> => {
    const call = client.talk();
    const heard: number[] = [];
    call.write({ n });
    for await (const message of call as AsyncIterable<Message>) {
      heard.push(message.n);
      if (heard.length === 2) call.end();
    }
    return heard.sort((a, b) => a - b);
  };
  const all = await Promise.all(Array.from({ length: 1000 }, (_, n) => talk(n)));
  expect(all).toEqual(Array.from({ length: 1000 }, (_, n) => [-1, n]));
  expect(open).toBe(1000);
});

test('a client that reads slowly gets everything in order and holds its own stream only', async () => {
  const size = 400;
  const text = 'x'.repeat(64 * 1024);
  const port = await startOrders({
    list: (async (call: grpc.ServerWritableStream<Message, Message>) => {
      for (let n = 0; n < size; n++)
        if (!call.write({ n, text })) await new Promise((resolve) => call.once('drain', resolve));
      call.end();
    }) as grpc.handleServerStreamingCall<Message, Message>,
    get: ((_: grpc.ServerUnaryCall<Message, Message>, done: grpc.sendUnaryData<Message>) =>
      done(null, { n: 7 })) as grpc.handleUnaryCall<Message, Message>,
  });
  const rig = await startRig(toOrders(port));
  const client = openOrders(rig.port);
  const heard: number[] = [];
  for await (const { n } of client.list({ n: size }) as AsyncIterable<Message>) {
    heard.push(n);
    if (n % 100 === 0) expect((await unary(client, { n })).answer).toEqual({ n: 7 });
  }
  expect(heard).toEqual(Array.from({ length: size }, (_, n) => n));
});

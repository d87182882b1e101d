import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import type { ForwardAction, Mirror } from '#core/route/table.ts';
import { exchangeRaw, openWire, type Rig, startRig, startService } from './rig.ts';
import { at, cluster, forward, operations, origin, route, table } from './tables.ts';

const get = 'GET /a?b=c HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';
const post = (body: string) =>
  `POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

const shadow = 'outbound|80||shadow.default.svc.cluster.local';

const mirrorTo = (more: Partial<Mirror> = {}): Mirror => ({
  cluster: shadow,
  host: 'shadow.default.svc.cluster.local',
  port: 80,
  perMillion: 1_000_000,
  origin: origin('VirtualService', 'shop', 'spec.http[0].mirror'),
  ...more,
});

/** A gateway that sends to `main` and copies to `copies`. */
const rigFor = (
  main: number,
  copies: readonly number[],
  more: Partial<ForwardAction> = {},
  chance: () => number = Math.random,
): Promise<Rig> => {
  const one = cluster([at(main)]);
  const other = cluster(
    copies.map((port) => at(port)),
    { name: shadow, host: 'shadow.default.svc.cluster.local' },
  );
  const action = forward(
    { mirrors: [mirrorTo()], rewrite: { kind: 'uri', value: '/new/' }, ...more },
    { requestHeaders: [operations({ set: [['x-set', 'yes']] })], authority: 'other.local' },
  );
  return startRig(table({ clusters: { [one.name]: one, [shadow]: other }, routes: [route(action)] }), { dice: chance });
};

type Seen = { readonly request: IncomingMessage; readonly body: string };

/** A service that writes down what it gets; `next` waits for one more. */
async function startWitness(
  answer: (response: ServerResponse, request: IncomingMessage) => void = (response) => response.end('ok'),
): Promise<{ readonly port: number; readonly seen: readonly Seen[]; readonly next: () => Promise<Seen> }> {
  const seen: Seen[] = [];
  const waiting: ((one: Seen) => void)[] = [];
  let asked = 0;
  const port = await startService((request, response) => {
    let body = '';
    request.on('data', (bytes: Buffer) => {
      body += bytes.toString('latin1');
    });
    request.on('end', () => {
      const one = { request, body };
      seen.push(one);
      waiting.shift()?.(one);
      answer(response, request);
    });
  });
  const next = () => {
    const ready = seen[asked++];
    return ready ? Promise.resolve(ready) : new Promise<Seen>((resolve) => waiting.push(resolve));
  };
  return { port, seen, next };
}

test('a copy is what the service got, with one more hop and the mark of an internal request', async () => {
  const main = await startWitness();
  const copy = await startWitness();
  const rig = await rigFor(main.port, [copy.port]);
  for (const request of [get, post('hello')]) {
    expect(await exchangeRaw(rig.port, request)).toMatch(/^HTTP\/1\.1 200 /);
    const [real, copied] = [await main.next(), await copy.next()];
    expect([copied.request.method, copied.request.url, copied.body]).toEqual([
      real.request.method,
      real.request.url,
      real.body,
    ]);
    const { 'x-forwarded-for': hops, 'x-envoy-internal': internal, connection: _, ...rest } = copied.request.headers;
    const { 'x-forwarded-for': own, connection: __, ...others } = real.request.headers;
    expect(rest).toEqual(others);
    expect(internal).toBe('true');
    expect(hops).toMatch(new RegExp(`^${own},[0-9.]+$`));
    expect(real.request.headers['x-set']).toBe('yes');
    expect(real.request.headers.host).toBe('other.local');
  }
});

test('each mirror is drawn for itself', async () => {
  const main = await startWitness();
  const copy = await startWitness();
  const rig = await rigFor(
    main.port,
    [copy.port],
    { mirrors: [mirrorTo({ perMillion: 600_000 }), mirrorTo({ perMillion: 400_000 }), mirrorTo()] },
    () => 0.5,
  );
  await exchangeRaw(rig.port, get);
  await copy.next();
  await copy.next();
  await exchangeRaw(rig.port, get);
  await copy.next();
  await copy.next();
  expect(copy.seen).toHaveLength(4);
});

test('whatever a mirror does, the request neither waits nor fails', async () => {
  const main = await startWitness();
  const blocked = createServer();
  await new Promise<void>((resolve) => blocked.listen(0, '127.0.0.1', resolve));
  const { port: refusing } = blocked.address() as { port: number };
  await new Promise((resolve) => blocked.close(resolve));
  const broken = [
    refusing,
    await startService((request) => request.socket.destroy()),
    await startService((_, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('half', () => response.destroy());
    }),
    await startService((request) => request.socket.end('HTTP/1.1 200 OK\r\nbroken\r\n\r\n')),
    await startService(() => {}),
  ];
  for (const port of [...broken, undefined]) {
    const rig = await rigFor(main.port, port === undefined ? [] : [port]);
    for (const request of [get, post('x'.repeat(100_000))]) {
      expect(await exchangeRaw(rig.port, request)).toMatch(/^HTTP\/1\.1 200 /);
      expect(await rig.nextExchange()).toMatchObject({ status: 200, flags: '-', details: 'via_upstream' });
    }
    await rig.gateway.close(0);
    expect(rig.logged).toEqual([]);
  }
});

test('a mirror whose cluster does not exist gets nothing', async () => {
  const main = await startWitness();
  const rig = await rigFor(main.port, [], { mirrors: [mirrorTo({ cluster: 'outbound|80||ghost' })] });
  expect(await exchangeRaw(rig.port, get)).toMatch(/^HTTP\/1\.1 200 /);
});

test('a body beyond the buffer is not copied, and arrives whole at the service', async () => {
  const main = await startWitness();
  const copy = await startWitness();
  const rig = await rigFor(main.port, [copy.port]);
  await exchangeRaw(rig.port, post('x'.repeat(1_048_577)));
  expect((await main.next()).body).toHaveLength(1_048_577);
  await exchangeRaw(rig.port, post('y'.repeat(1_048_576)));
  expect((await copy.next()).body).toBe('y'.repeat(1_048_576));
  expect(copy.seen).toHaveLength(1);
});

test('a request whose body never ends is not copied, and one that was answered early is', async () => {
  const main = await startService((request, response) => {
    request.resume();
    response.end('early');
  });
  const copy = await startWitness();
  const rig = await rigFor(main, [copy.port]);
  const left = await openWire(rig.port);
  left.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf');
  await left.until(/early/);
  left.socket.destroy();
  await exchangeRaw(rig.port, get);
  expect((await copy.next()).request.method).toBe('GET');
  expect(copy.seen).toHaveLength(1);
});

test('copies under way end with the gateway, and with the limit of the route', async () => {
  const open = new Set<Socket>();
  let came: () => void = () => {};
  let arrived = new Promise<void>((resolve) => {
    came = resolve;
  });
  let ended: () => void = () => {};
  const main = await startWitness();
  const deaf = await startService(
    () => came(),
    (server) =>
      server.on('connection', (socket: Socket) => {
        open.add(socket);
        socket.on('close', () => {
          open.delete(socket);
          ended();
        });
      }),
  );
  const gone = () =>
    new Promise<void>((resolve) => {
      ended = () => open.size === 0 && resolve();
      ended();
    });
  const rig = await rigFor(main.port, [deaf]);
  await exchangeRaw(rig.port, get);
  await arrived;
  arrived = new Promise<void>((resolve) => {
    came = resolve;
  });
  await rig.gateway.close(0);
  await gone();

  const limited = await rigFor(main.port, [deaf], { timeoutMs: 50 });
  await exchangeRaw(limited.port, post('abc'));
  await arrived;
  await gone();
});

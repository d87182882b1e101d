import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { openWire, startRig } from './rig.ts';
import { at } from './tables.ts';
import { pool, tcpTable } from './tcp-tables.ts';

/** A service of bytes on a port of its own, closed when the test ends. */
async function startBytes(
  serve: (socket: Socket) => void,
): Promise<{ readonly port: number; readonly server: Server; readonly sockets: readonly Socket[] }> {
  const sockets: Socket[] = [];
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    serve(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, server, sockets };
}

const echo = (socket: Socket) => void socket.pipe(socket);

test('bytes go both ways, and the line leads to the entry of the route', async () => {
  const service = await startBytes(echo);
  const rig = await startRig(tcpTable([at(service.port)]));
  const wire = await openWire(rig.port);
  wire.write('hello');
  await wire.until(/hello/);
  wire.socket.end();
  expect(await wire.ended).toBe('hello');
  expect(await rig.nextExchange()).toMatchObject({
    protocol: '-',
    flags: '-',
    bytesReceived: 5,
    bytesSent: 5,
    upstream: { host: `127.0.0.1:${service.port}`, attempts: 1 },
    route: {
      id: 'VirtualService default/shop tcp[0]',
      name: '',
      origin: { kind: 'VirtualService', path: 'spec.tcp[0]', place: { line: 7 } },
    },
  });
});

test('a side that has said everything still hears the other one', async () => {
  const service = await startBytes((socket) => {
    let heard = '';
    socket.on('data', (bytes) => {
      heard += bytes;
    });
    socket.on('end', () => socket.end(`heard ${heard}`));
  });
  const rig = await startRig(tcpTable([at(service.port)]));
  const wire = await openWire(rig.port);
  wire.socket.end('question');
  expect(await wire.ended).toBe('heard question');
  expect(await rig.nextExchange()).toMatchObject({ flags: '-', bytesReceived: 8, bytesSent: 14 });
});

test('a service that ends first still hears its client', async () => {
  const heard: string[] = [];
  const service = await startBytes((socket) => {
    socket.end('greeting');
    socket.on('data', (bytes) => heard.push(String(bytes)));
  });
  const rig = await startRig(tcpTable([at(service.port)]));
  const wire = await openWire(rig.port);
  expect(await wire.ended).toBe('greeting');
  wire.socket.end('late');
  expect(await rig.nextExchange()).toMatchObject({ flags: '-', bytesReceived: 4, bytesSent: 8 });
  expect(heard.join('')).toBe('late');
});

test('a client that reads slowly holds its service back and gets everything', async () => {
  const size = 64 * 1024 * 1024;
  let written = 0;
  const service = await startBytes((socket) => {
    const chunk = Buffer.alloc(256 * 1024, 'x');
    const more = () => {
      while (written < size) {
        written += chunk.length;
        if (!socket.write(chunk)) return void socket.once('drain', more);
      }
      socket.end();
    };
    more();
  });
  const rig = await startRig(tcpTable([at(service.port)]));
  const wire = await openWire(rig.port);
  wire.socket.pause();
  // As long as somebody still reads on, what was written goes on growing.
  for (let before = -1; before !== written; ) {
    before = written;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(written).toBeLessThan(size);
  let received = 0;
  wire.socket.removeAllListeners('data');
  wire.socket.on('data', (bytes) => {
    received += bytes.length;
  });
  wire.socket.resume();
  await once(wire.socket, 'end');
  wire.socket.end();
  expect(received).toBe(size);
  expect(await rig.nextExchange()).toMatchObject({ flags: '-', bytesSent: size });
});

test('a reset goes on to the other side, one line each', async () => {
  let broken: ((code: string) => void) | undefined;
  const service = await startBytes((socket) => {
    socket.on('error', (error: NodeJS.ErrnoException) => broken?.(error.code ?? ''));
    socket.on('data', (bytes) => {
      if (String(bytes) === 'break') socket.resetAndDestroy();
      else socket.write(bytes);
    });
  });
  const rig = await startRig(tcpTable([at(service.port)]));
  const first = await openWire(rig.port);
  first.write('hello');
  await first.until(/hello/);
  const heard = new Promise<string>((resolve) => {
    broken = resolve;
  });
  first.socket.resetAndDestroy();
  expect(await heard).toBe('ECONNRESET');
  expect(await rig.nextExchange()).toMatchObject({ flags: '-', bytesReceived: 5 });

  const second = await openWire(rig.port);
  const error = once(second.socket, 'error');
  second.write('break');
  expect((await error)[0]).toMatchObject({ code: 'ECONNRESET' });
  expect(await rig.nextExchange()).toMatchObject({ flags: '-', bytesReceived: 5, bytesSent: 0 });
  expect(rig.exchanges).toHaveLength(2);
});

test('a service that is not there, and one that does not answer', async () => {
  const gone = await startBytes(echo);
  await new Promise((resolve) => gone.server.close(resolve));
  const rig = await startRig(tcpTable([at(gone.port)]));
  const wire = await openWire(rig.port);
  expect(await wire.ended).toBe('');
  expect(await rig.nextExchange()).toMatchObject({
    flags: 'UF,URX',
    upstream: { transportFailure: 'delayed connect error: Connection refused', attempts: 1 },
  });
  // Nobody answers in the documentation's network; where a machine has no way there, it says so at once.
  await rig.gateway.apply(tcpTable([at(9, '192.0.2.1')], { policy: pool({ connectTimeoutMs: 50 }) }));
  const other = await openWire(rig.port);
  await other.ended;
  expect(await rig.nextExchange()).toMatchObject({ flags: 'UF,URX' });
});

test('connections beyond the limit are closed with UO, and counts go down again', async () => {
  const service = await startBytes(echo);
  const rig = await startRig(tcpTable([at(service.port)], { policy: pool({ maxConnections: 1 }) }));
  const first = await openWire(rig.port);
  first.write('one');
  await first.until(/one/);
  const second = await openWire(rig.port);
  expect(await second.ended).toBe('');
  expect(await rig.nextExchange()).toMatchObject({ flags: 'UO', upstream: { attempts: 0 } });
  expect(service.sockets).toHaveLength(1);
  first.socket.end();
  await first.ended;
  await rig.nextExchange();
  const third = await openWire(rig.port);
  third.write('three');
  await third.until(/three/);
});

test('silence is limited, and so is the whole', async () => {
  const service = await startBytes(echo);
  const rig = await startRig(tcpTable([at(service.port)], { policy: pool({ tcpIdleTimeoutMs: 30 }) }));
  const idle = await openWire(rig.port);
  idle.write('hello');
  expect(await idle.ended).toBe('hello');
  expect(await rig.nextExchange()).toMatchObject({ flags: '-', details: 'tcp_session_idle_timeout' });

  await rig.gateway.apply(tcpTable([at(service.port)], { policy: pool({ maxConnectionDurationMs: 100 }) }));
  const lasting = await openWire(rig.port);
  const talk = setInterval(() => lasting.write('x'), 10);
  onTestFinished(() => clearInterval(talk));
  await lasting.ended;
  clearInterval(talk);
  expect(await rig.nextExchange()).toMatchObject({ flags: 'DT', details: 'max_connection_duration_reached' });
});

test('a listener that leaves lets its connections end, and cuts them when its time is up', async () => {
  const service = await startBytes(echo);
  const rig = await startRig(tcpTable([at(service.port)]));
  const wire = await openWire(rig.port);
  wire.write('before');
  await wire.until(/before/);
  const empty = tcpTable([at(service.port)]);
  await rig.gateway.apply({ ...empty, listeners: [] });
  wire.write('after');
  await wire.until(/after/);
  await rig.gateway.close(10);
  await wire.ended;
  expect(await rig.nextExchange()).toMatchObject({ bytesReceived: 11, bytesSent: 11 });
  expect(rig.exchanges).toHaveLength(1);
});

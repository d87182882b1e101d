import { expect, test } from 'vitest';
import { startHttp2Service } from './http2-service.ts';
import { untilQuiet } from './pool-rig.ts';
import { openWire, startRig } from './rig.ts';
import { at, cluster, forward, route, table } from './tables.ts';

const retry = {
  retries: 2,
  on: ['5xx'],
  statusCodes: [],
  backoffMs: 2,
  perTryTimeoutMs: 50,
  avoidPrevious: false,
  remoteLocalities: false,
} as const;

test('a service of HTTP/2 that answers uploads without reading them costs nobody anything but the uploads', async () => {
  const service = await startHttp2Service((stream) => stream.respond({ ':status': 503 }, { endStream: true }));
  const one = cluster([at(service.port)], { protocol: 'http2' });
  const rig = await startRig(
    table({ routes: [route(forward({ retry, timeoutMs: 300 }))], clusters: { [one.name]: one } }),
  );
  // Bodies wider than the window of a stream, and requests without any, on connections that some clients leave early.
  const client = async (number: number) => {
    const body = 'x'.repeat(2_000 * (number % 40));
    const upload = `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    for (let i = 0; i < 20; i++) {
      const wire = await openWire(rig.port);
      for (let j = 0; j < 3; j++) wire.write((i + j + number) % 2 === 0 ? upload : 'GET / HTTP/1.1\r\nHost: a\r\n\r\n');
      setTimeout(() => wire.socket.destroy(), (number * 7 + i * 13) % 300);
      await wire.ended;
    }
  };
  await Promise.all(Array.from({ length: 40 }, (__, i) => client(i)));
  await untilQuiet(rig);
  expect(rig.logged).toEqual([]);
});

import { expect, test } from 'vitest';
import { startHttp2Service } from './http2-service.ts';
import { untilQuiet } from './pool-rig.ts';
import { exchangeRaw, startRig } from './rig.ts';
import { at, cluster, forward, route, table } from './tables.ts';

const retry = {
  retries: 2,
  on: ['5xx'],
  statusCodes: [],
  backoffMs: 1,
  avoidPrevious: false,
  remoteLocalities: false,
} as const;

test.each([['retried', { retry }] as const, ['not retried', {}] as const])(
  'a service of HTTP/2 that answers uploads without reading them: %s',
  async (_, more) => {
    const service = await startHttp2Service((stream) => stream.respond({ ':status': 503 }, { endStream: true }));
    const one = cluster([at(service.port)], { protocol: 'http2' });
    const rig = await startRig(table({ routes: [route(forward(more))], clusters: { [one.name]: one } }));
    const client = async (length: number) => {
      for (let i = 0; i < 12; i++) {
        const body = 'x'.repeat(length);
        const answer = await exchangeRaw(
          rig.port,
          `POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: ${length}\r\n\r\n${body}`,
        );
        expect(answer).toMatch(/^HTTP\/1\.1 503 /);
      }
    };
    await Promise.all(Array.from({ length: 16 }, (__, i) => client(5_000 * (i + 1))));
    await untilQuiet(rig);
    expect(rig.logged).toEqual([]);
  },
);

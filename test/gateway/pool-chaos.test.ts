import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startHttp2Service } from './http2-service.ts';
import { patience, pool, untilQuiet } from './pool-rig.ts';
import { openWire, startRig } from './rig.ts';
import { at, cluster, forward, origin, prefix, route, table } from './tables.ts';

/** Numbers in [0, 1) that are the same in every run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const retry = {
  retries: 2,
  on: ['5xx'],
  statusCodes: [],
  backoffMs: 2,
  avoidPrevious: false,
  remoteLocalities: false,
  perTryTimeoutMs: 20,
} as const;

const limits = pool({
  maxConnections: 3,
  maxPendingRequests: 4,
  maxRequests: 3,
  maxRetries: 2,
  maxRequestsPerConnection: 5,
  maxConcurrentStreams: 2,
  idleTimeoutMs: 15,
  maxConnectionDurationMs: 40,
});

test.each([
  ['HTTP/1.1 within limits', 'http1', limits],
  ['HTTP/1.1 without limits', 'http1', undefined],
  ['HTTP/2 within limits', 'http2', limits],
  ['HTTP/2 without limits', 'http2', undefined],
] as const)('whatever services and clients do, nothing stays behind: %s', async (_, protocol, policy) => {
  const dice = seeded(7);
  const service = await (protocol === 'http2' ? startMoodyHttp2(dice) : startMoody(dice));
  const more = policy ? { protocol, policy } : { protocol };
  const one = cluster([at(service.port)], more);
  const shadow = cluster([at(service.port)], { ...more, name: 'outbound|80|shadow|web.default.svc.cluster.local' });
  const mirrors = [
    {
      cluster: shadow.name,
      host: shadow.host,
      port: 80,
      perMillion: 1_000_000,
      origin: origin('VirtualService', 'shop'),
    },
  ];
  const routes = [
    route(forward({ retry, timeoutMs: 60 }), [prefix('/retried')]),
    route(forward({ timeoutMs: 15 }), [prefix('/hurried')]),
    route(forward({ timeoutMs: 50, mirrors }), [prefix('/mirrored')]),
    route(forward({ timeoutMs: 50 })),
  ];
  const rig = await startRig(table({ routes, clusters: { [one.name]: one, [shadow.name]: shadow } }));
  const client = async () => {
    for (let i = 0; i < 30; i++) {
      const path = ['/retried', '/hurried', '/mirrored', '/'][Math.floor(dice() * 4)];
      const body = dice() < 0.4 ? 'x'.repeat(Math.floor(dice() * 20_000) + 1) : '';
      const wire = await openWire(rig.port);
      const upgrade = protocol === 'http1' && dice() < 0.1;
      if (upgrade) wire.write(`GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
      else
        wire.write(
          `${body ? 'POST' : 'GET'} ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
        );
      if (upgrade || dice() < 0.2) setTimeout(() => wire.socket.destroy(), dice() * 40);
      await wire.ended;
    }
  };
  await Promise.all(Array.from({ length: 8 }, client));
  await untilQuiet(rig);
  expect(rig.logged).toEqual([]);
  await vi.waitFor(() => expect(rig.exchanges).toHaveLength(8 * 30), patience);
  await rig.gateway.close(0);
  await vi.waitFor(() => {
    for (const { now, endpoints } of rig.gateway.upstreams()) {
      expect(now).toEqual({ connections: 0, pending: 0, requests: 0, retries: 0 });
      for (const { connections, active } of endpoints) expect([connections, active]).toEqual([0, 0]);
    }
  }, patience);
  // A session of node's HTTP/2 server that was told to go away may outlive its client, so there the gateway's own count decides.
  if (protocol === 'http1') await vi.waitFor(() => expect(service.open()).toBe(0), patience);
});

/** Answers, stalls, breaks off or talks nonsense, as the dice fall. Closed when the test ends. */
async function startMoody(dice: () => number) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    if (dice() < 0.05) return void socket.resetAndDestroy();
    socket.on('data', (bytes) => {
      if (!bytes.toString('latin1').includes(' HTTP/1.1\r\n')) return;
      const mood = dice();
      if (mood < 0.4) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine');
      else if (mood < 0.5) socket.write('HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n');
      else if (mood < 0.6) socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfine\r\n');
      else if (mood < 0.7) socket.resetAndDestroy();
      else if (mood < 0.75) socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nfine');
      else if (mood < 0.8) socket.write('what?\r\n');
      else if (mood < 0.9) socket.write('HTTP/1.1 101 On\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, open: () => sockets.size };
}

async function startMoodyHttp2(dice: () => number) {
  const service = await startHttp2Service((stream) => {
    const mood = dice();
    if (mood < 0.4) {
      stream.respond({ ':status': 200 });
      stream.end('fine');
    } else if (mood < 0.5) stream.respond({ ':status': 503 }, { endStream: true });
    else if (mood < 0.6) {
      stream.respond({ ':status': 200 });
      stream.write('fine');
    } else if (mood < 0.7) stream.close(7);
    else if (mood < 0.8) stream.close(2);
    else if (mood < 0.85) stream.session?.goaway();
    else if (mood < 0.9) stream.session?.destroy();
  });
  return { port: service.port, open: () => service.sockets.size };
}

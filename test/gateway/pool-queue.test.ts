import { expect, onTestFinished, test, vi } from 'vitest';
import type { Host, RunningCluster } from '../../src-main/gateway/upstream/host.ts';
import { openWholeLine } from '../../src-main/gateway/upstream/http1-body.ts';
import { createHttp1Pool } from '../../src-main/gateway/upstream/http1-pool.ts';
import { patience, pool, startHoldingService } from './pool-rig.ts';
import { cluster } from './tables.ts';

test('however many wait, a limit that they meet refuses them all', async () => {
  const service = await startHoldingService();
  const running: RunningCluster = {
    name: 'web',
    config: cluster([], { policy: pool({ maxConnections: 1, maxRequests: 1 }) }),
    hosts: [],
    balancer: { choose: () => undefined },
    connections: 0,
    pending: 0,
    requests: 0,
    retries: 0,
  };
  const host: Host = {
    address: '127.0.0.1',
    port: service.port,
    key: `127.0.0.1:${service.port}`,
    cluster: running,
    labels: {},
    weight: 1,
    locality: undefined,
    sendsHost: undefined,
    tls: undefined,
    since: 0,
    active: 0,
    connections: 0,
    ejected: false,
  };
  const one = createHttp1Pool(host, undefined, { plain: openWholeLine, whole: openWholeLine }, () => {});
  onTestFinished(one.destroy);
  let free = () => {};
  let refused = 0;
  const failed = () => {
    refused += 1;
  };
  one.reserve({
    engine: 'whole',
    begin: (_, __, ___, ended) => {
      free = ended;
    },
    failed,
  });
  await vi.waitFor(() => expect(running.requests).toBe(1), patience);
  const many = 50_000;
  for (let i = 0; i < many; i++) one.reserve({ engine: 'whole', begin: () => {}, failed });
  expect(running.pending).toBe(many);
  // Another endpoint of the same cluster is quicker to use the room.
  running.requests += 1;
  free();
  expect(refused).toBe(many);
  expect(running).toMatchObject({ pending: 0, requests: 1, connections: 1 });
});

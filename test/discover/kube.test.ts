import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createDiscovery, type Discovery } from '../../src-main/discover/discovery.ts';
import { startCluster } from './fake-cluster.ts';

// No cluster is at hand everywhere, so that a small API server plays one; what is spoken with it is what the client library speaks.
// With SLIPWAY_TEST_CLUSTER=CONTEXT the Services of a real one are listed as well.

const discovery = (kubeconfig?: string): Discovery => {
  const found = createDiscovery({
    clock: Date.now,
    log: () => {},
    ownPorts: () => [],
    pid: process.pid,
    engine: { platform: 'linux', environment: {}, home: tmpdir() },
    listeners: async () => [],
    ...(kubeconfig !== undefined && { kubeconfig: () => kubeconfig }),
  });
  onTestFinished(found.close);
  return found;
};
const startPod = async (name: string): Promise<number> => {
  const server = createServer((request, response) => response.end(`${name} ${request.method} ${request.url}`));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
};
const get = async (port: number, path = '/') => {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { connection: 'close' } });
  return response.text();
};
const orders = { context: 'dev', namespace: 'shop', service: 'orders', port: 80 };

test('contexts are read from the file, and no cluster hears of it', async () => {
  const cluster = await startCluster();
  expect(await discovery(cluster.kubeconfig).contexts()).toEqual({
    ok: true,
    value: {
      current: 'dev',
      contexts: [
        { name: 'dev', cluster: 'here', namespace: 'shop' },
        { name: 'prod', cluster: 'here', namespace: 'default' },
      ],
    },
  });
  expect(cluster.asked).toEqual([]);
});

test('a broken kubeconfig, and a context that is not there, say so', async () => {
  expect(await discovery('clusters: [').contexts()).toMatchObject({ failure: { code: 'discover/kubeconfig' } });
  const { kubeconfig } = await startCluster();
  expect(await discovery(kubeconfig).cluster('staging')).toMatchObject({ failure: { code: 'discover/no-context' } });
});

test('Services with ports of TCP are listed, where all may be and where but one namespace may', async () => {
  const cluster = await startCluster();
  const services = [{ namespace: 'shop', name: 'orders', ports: [{ number: 80, name: 'http' }] }];
  expect(await discovery(cluster.kubeconfig).cluster('dev')).toEqual({
    ok: true,
    value: { namespaces: ['shop'], services },
  });
  cluster.forbidLists();
  expect(await discovery(cluster.kubeconfig).cluster('dev')).toEqual({ ok: true, value: { namespaces: [], services } });
});

test('a refusal of the cluster is told without credentials', async () => {
  const { kubeconfig } = await startCluster();
  const answer = await discovery(kubeconfig.replace('secret', 'wrong-token')).cluster('dev');
  expect(answer).toMatchObject({
    failure: { code: 'discover/cluster', message: expect.stringContaining('401: your credentials are not taken') },
  });
  expect(JSON.stringify(answer)).not.toContain('wrong-token');
});

test('a forward carries requests to a ready pod, is a candidate, and ends', async () => {
  const cluster = await startCluster();
  cluster.setPods({ 'sick-1': 0, 'orders-1': await startPod('one') });
  const found = discovery(cluster.kubeconfig);
  const opened = await found.forward(orders);
  if (!opened.ok) throw new Error(opened.failure.message);
  const { localPort } = opened.value;
  expect(opened.value).toMatchObject({ id: 'dev/shop/orders:80', state: 'ready', pod: 'orders-1' });
  expect(await get(localPort, '/a?b=c')).toBe('one GET /a?b=c');
  expect(await Promise.all(['/1', '/2', '/3'].map((path) => get(localPort, path)))).toEqual([
    'one GET /1',
    'one GET /2',
    'one GET /3',
  ]);
  expect(cluster.asked).toContain('UPGRADE /api/v1/namespaces/shop/pods/orders-1/portforward?ports=8080');
  expect(await found.candidates('forwards')).toMatchObject({
    value: [{ kind: 'forward', label: 'orders', to: { address: String(localPort) }, innerPort: 80 }],
  });
  // Asked again it is the same.
  expect(await found.forward(orders)).toMatchObject({ value: { localPort } });
  await found.unforward('dev/shop/orders:80');
  expect(found.forwards()).toEqual([]);
  await expect(get(localPort)).rejects.toThrow();
});

test('another pod takes over from one that has gone', async () => {
  const cluster = await startCluster();
  cluster.setPods({ 'orders-1': await startPod('one') });
  const found = discovery(cluster.kubeconfig);
  const opened = await found.forward(orders);
  if (!opened.ok) throw new Error(opened.failure.message);
  expect(await get(opened.value.localPort)).toBe('one GET /');
  cluster.setPods({ 'orders-2': await startPod('two') });
  expect(await get(opened.value.localPort)).toBe('two GET /');
  expect(found.forwards()).toMatchObject([{ state: 'ready', pod: 'orders-2' }]);
});

test('while no pod is ready the forward waits, says why, and goes on by itself', async () => {
  const cluster = await startCluster();
  cluster.setPods({ 'orders-1': await startPod('one') });
  const found = discovery(cluster.kubeconfig);
  const opened = await found.forward(orders);
  if (!opened.ok) throw new Error(opened.failure.message);
  cluster.setPods({});
  await expect(get(opened.value.localPort)).rejects.toThrow();
  expect(found.forwards()).toMatchObject([
    { state: 'waiting', why: expect.stringContaining('no pod of Service "shop/orders" is ready') },
  ]);
  cluster.setPods({ 'orders-3': await startPod('three') });
  await vi.waitFor(() => expect(found.forwards()).toMatchObject([{ state: 'ready', pod: 'orders-3' }]), {
    timeout: 15_000,
  });
  expect(await get(opened.value.localPort)).toBe('three GET /');
});

test('what the pod refuses ends the connection and is told', async () => {
  const cluster = await startCluster();
  cluster.setPods({ 'orders-1': 0 });
  const found = discovery(cluster.kubeconfig);
  const opened = await found.forward(orders);
  if (!opened.ok) throw new Error(opened.failure.message);
  await expect(get(opened.value.localPort)).rejects.toThrow();
});

test('no forward is opened to a Service without ready pods, or that is not there', async () => {
  const { kubeconfig } = await startCluster();
  const found = discovery(kubeconfig);
  expect(await found.forward(orders)).toMatchObject({ failure: { code: 'discover/no-pod' } });
  expect(await found.forward({ ...orders, port: 81 })).toMatchObject({ failure: { code: 'discover/no-port' } });
  expect(await found.forward({ ...orders, service: 'cart' })).toMatchObject({ failure: { code: 'discover/cluster' } });
  expect(found.forwards()).toEqual([]);
});

test.runIf(process.env.SLIPWAY_TEST_CLUSTER)('a real cluster lists its Services', async () => {
  expect(await discovery().cluster(process.env.SLIPWAY_TEST_CLUSTER ?? '')).toMatchObject({ ok: true });
});

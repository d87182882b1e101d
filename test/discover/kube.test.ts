import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
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

test('two hundred connections at once are carried, and none is left behind', async () => {
  const cluster = await startCluster();
  cluster.setPods({ 'orders-1': await startPod('one') });
  const found = discovery(cluster.kubeconfig);
  const opened = await found.forward(orders);
  if (!opened.ok) throw new Error(opened.failure.message);
  const { localPort } = opened.value;
  const paths = Array.from({ length: 200 }, (_, i) => `/${i}`);
  expect(await Promise.all(paths.map((path) => get(localPort, path)))).toEqual(paths.map((path) => `one GET ${path}`));
  await vi.waitFor(() => expect(found.forwards()).toMatchObject([{ connections: 0 }]), { timeout: 15_000 });
  await vi.waitFor(() => expect(cluster.lines()).toBe(0), { timeout: 15_000 });
}, 60_000);

test('a pod that dies under traffic ends what it carried, and the next one goes on', async () => {
  const cluster = await startCluster();
  const stuck = createServer((_, response) => void response.write('half of it'));
  await new Promise<void>((done) => stuck.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    stuck.closeAllConnections();
    stuck.close();
  });
  cluster.setPods({ 'orders-1': (stuck.address() as AddressInfo).port });
  const found = discovery(cluster.kubeconfig);
  const opened = await found.forward(orders);
  if (!opened.ok) throw new Error(opened.failure.message);
  const waiting = Array.from({ length: 20 }, () =>
    get(opened.value.localPort).then(
      () => 'whole',
      () => 'cut',
    ),
  );
  await vi.waitFor(() => expect(found.forwards()).toMatchObject([{ connections: 20 }]), { timeout: 15_000 });
  await vi.waitFor(() => expect(cluster.lines()).toBe(20), { timeout: 15_000 });
  cluster.setPods({ 'orders-2': await startPod('two') });
  cluster.dropLines();
  expect(new Set(await Promise.all(waiting))).toEqual(new Set(['cut']));
  expect(await get(opened.value.localPort)).toBe('two GET /');
  expect(found.forwards()).toMatchObject([{ state: 'ready', pod: 'orders-2' }]);
}, 60_000);

test('a client that reads slowly holds the pod up, not the memory', async () => {
  const cluster = await startCluster();
  const block = Buffer.alloc(256 * 1024, 'x');
  let sent = 0;
  const source = createServer((_, response) => {
    const more = () => {
      do sent += block.length;
      while (sent < 200 * 1024 * 1024 && response.write(block));
    };
    response.on('drain', more);
    more();
  });
  await new Promise<void>((done) => source.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    source.closeAllConnections();
    source.close();
  });
  cluster.setPods({ 'orders-1': (source.address() as AddressInfo).port });
  const found = discovery(cluster.kubeconfig);
  const opened = await found.forward(orders);
  if (!opened.ok) throw new Error(opened.failure.message);
  const client = connect(opened.value.localPort, '127.0.0.1');
  client.on('error', () => {});
  client.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n');
  await new Promise((done) => client.once('readable', done));
  // As long as it goes on growing it is not held up.
  let before = -1;
  await vi.waitFor(
    () => {
      const now = sent;
      const still = now === before;
      before = now;
      expect(still).toBe(true);
    },
    { timeout: 30_000, interval: 1_000 },
  );
  expect(sent).toBeLessThan(100 * 1024 * 1024);
  client.destroy();
  await vi.waitFor(() => expect(cluster.lines()).toBe(0), { timeout: 15_000 });
}, 60_000);

test('no command for credentials runs before the cluster is asked, and one that is missing is told', async () => {
  const { kubeconfig } = await startCluster();
  const text = kubeconfig.replace(
    '{ token: secret }',
    '{ exec: { apiVersion: client.authentication.k8s.io/v1, command: /nowhere/cloud-login, args: [token, hush] } }',
  );
  const found = discovery(text);
  expect(await found.contexts()).toMatchObject({ value: { contexts: [{ runs: '/nowhere/cloud-login' }, {}] } });
  const answer = await found.cluster('dev');
  expect(answer).toMatchObject({
    failure: {
      message: expect.stringContaining('gets its credentials from "/nowhere/cloud-login", which is not installed'),
    },
  });
  expect(JSON.stringify([await found.contexts(), answer])).not.toContain('hush');
});

test('a cluster that does not answer is one sentence', async () => {
  const { kubeconfig } = await startCluster();
  const closed = createServer();
  await new Promise<void>((done) => closed.listen(0, '127.0.0.1', done));
  const { port } = closed.address() as AddressInfo;
  await new Promise((done) => closed.close(done));
  const gone = kubeconfig.replace(/127\.0\.0\.1:\d+/, `127.0.0.1:${port}`);
  expect(await discovery(gone).cluster('dev')).toMatchObject({
    failure: { message: expect.stringMatching(/cannot be asked for its Services \(.*ECONNREFUSED.*\)$/) },
  });
  expect(
    await discovery(kubeconfig.replace('cluster: here, user: me, namespace: shop', 'cluster: away, user: me')).cluster(
      'dev',
    ),
  ).toMatchObject({
    failure: { message: expect.stringContaining('"away"') },
  });
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

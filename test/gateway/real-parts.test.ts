import { execFile, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { startRig, startService } from './rig.ts';
import { at, cluster, forward, prefix, route, table } from './tables.ts';

/** Programs that others have made, in front of the gateway and behind it. Those of the system are used where they are. */

const run = promisify(execFile);
const has = (program: string, ...args: readonly string[]) => {
  const { error, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  return error ? '' : stdout + stderr;
};
const curlFeatures = has('curl', '--version');
const nginx = ['nginx', '/usr/sbin/nginx'].find((program) => has(program, '-v') !== '');

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

/** An nginx of its own in a folder of its own, in the foreground and without privileges. */
async function startNginx(locations: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-nginx-'));
  const port = await freePort();
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  writeFileSync(
    join(folder, 'nginx.conf'),
    `daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/error.log;
events { worker_connections 256; }
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n  ')}
  server { listen 127.0.0.1:${port}; root ${folder}; ${locations} }
}`,
  );
  writeFileSync(join(folder, 'large.txt'), 'bread '.repeat(200_000));
  const child = spawn(nginx ?? '', ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')]);
  onTestFinished(async () => {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    rmSync(folder, { recursive: true, force: true });
  });
  for (let i = 0; i < 200; i++) {
    const there = await fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      () => false,
    );
    if (there) return port;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('nginx did not start');
}

test.skipIf(nginx === undefined)(
  'nginx behind the gateway: files, ranges, redirects, statuses, keep-alive',
  async () => {
    const port = await startNginx(
      'location /teapot { return 418 "short and stout"; } location /moved { return 302 /large.txt; } location /none { return 204; }',
    );
    const rig = await startRig(table({ endpoints: [at(port)] }));
    const base = `http://127.0.0.1:${rig.port}`;
    const large = await fetch(`${base}/large.txt`);
    expect(large.headers.get('server')).toBe('istio-envoy');
    expect((await large.text()).length).toBe(1_200_000);
    const part = await fetch(`${base}/large.txt`, { headers: { range: 'bytes=6-10' } });
    expect([part.status, await part.text()]).toEqual([206, 'bread']);
    const tagged = await fetch(`${base}/large.txt`, { headers: { 'if-none-match': large.headers.get('etag') ?? '' } });
    expect(tagged.status).toBe(304);
    const head = await fetch(`${base}/large.txt`, { method: 'HEAD' });
    expect(head.headers.get('content-length')).toBe('1200000');
    const teapot = await fetch(`${base}/teapot`);
    expect([teapot.status, await teapot.text()]).toEqual([418, 'short and stout']);
    expect((await fetch(`${base}/moved`, { redirect: 'manual' })).status).toBe(302);
    expect((await fetch(`${base}/none`)).status).toBe(204);
    expect(new Set(rig.exchanges.map(({ flags }) => flags))).toEqual(new Set(['-']));
  },
);

test('ws: texts, bytes, large messages, pings and the closing code pass both ways', async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'bread.v1' });
  onTestFinished(() => server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  server.on('connection', (socket) => {
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
  });
  const address = server.address();
  const rig = await startRig(table({ endpoints: [at(typeof address === 'object' && address ? address.port : 0)] }));
  const client = new WebSocket(`ws://127.0.0.1:${rig.port}/talk`, ['bread.v1'], { headers: { host: 'bakery.local' } });
  await new Promise((resolve, reject) => client.once('open', resolve).once('error', reject));
  expect(client.protocol).toBe('bread.v1');
  const echoed = (data: string | Buffer) =>
    new Promise<[Buffer, boolean]>((resolve) => {
      client.once('message', (bytes, isBinary) => resolve([bytes as Buffer, isBinary]));
      client.send(data);
    });
  expect((await echoed('hello'))[0].toString()).toBe('hello');
  const large = Buffer.alloc(3_000_000, 7);
  const [bytes, isBinary] = await echoed(large);
  expect([bytes.equals(large), isBinary]).toEqual([true, true]);
  await new Promise((resolve) => {
    client.once('pong', resolve);
    client.ping();
  });
  const closed = new Promise((resolve) => {
    for (const one of server.clients) one.once('close', resolve);
  });
  client.close(4001, 'enough');
  expect(await closed).toBe(4001);
  expect(await rig.nextExchange()).toMatchObject({ status: 101, authority: 'bakery.local', path: '/talk' });
});

const echoesProtocol = () => {
  const one = cluster([]);
  const answer = { do: 'respond', status: 200, body: { text: 'here' }, responseHeaders: [] } as const;
  return table({ clusters: { [one.name]: one }, routes: [route(answer, [prefix('/')])] });
};

test.skipIf(!curlFeatures.includes('HTTP2'))(
  'curl: HTTP/1.1, an offered upgrade and HTTP/2 by prior knowledge',
  async () => {
    const rig = await startRig(echoesProtocol());
    const url = `http://bakery.local:${rig.port}/`;
    const how = [
      '-s',
      '--noproxy',
      '*',
      '--resolve',
      `bakery.local:${rig.port}:127.0.0.1`,
      '-w',
      ' %{http_version} %{http_code}',
      url,
    ];
    expect((await run('curl', how)).stdout).toBe('here 1.1 200');
    // The offer is passed over, as by Envoy.
    expect((await run('curl', ['--http2', ...how])).stdout).toBe('here 1.1 200');
    expect((await run('curl', ['--http2-prior-knowledge', ...how])).stdout).toBe('here 2 200');
  },
);

test.skipIf(curlFeatures === '')(
  'curl: an upload that waits for 100 Continue, and a body that is streamed',
  async () => {
    const server = await startRig(table());
    const service = await startUpload();
    await server.gateway.apply(table({ endpoints: [at(service)], routes: [route(forward())] }));
    const url = `http://127.0.0.1:${server.port}/`;
    const body = [
      '-s',
      '--noproxy',
      '*',
      '-X',
      'POST',
      '-H',
      'expect: 100-continue',
      '--data-binary',
      'x'.repeat(100_000),
      url,
    ];
    expect((await run('curl', body)).stdout).toBe('100000');
  },
);

function startUpload(): Promise<number> {
  return startService((request, response) => {
    let length = 0;
    request.on('data', (bytes: Buffer) => {
      length += bytes.length;
    });
    request.on('end', () => response.end(String(length)));
  });
}

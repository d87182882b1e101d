import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { dockerCandidates, whyNot } from '../../src-main/discover/docker.ts';
import { type EngineWorld, engineAddress } from '../../src-main/discover/docker-address.ts';
import { within } from '../../src-main/discover/within.ts';

// An engine does not run everywhere, so that a server gives the answers of its API here (Docker Engine API v1.50, ContainerList).
// With SLIPWAY_TEST_DOCKER=1 the engine of this machine is asked as well.

const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'slipway-docker-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
};
const world = (environment: Record<string, string> = {}, home = folder()): EngineWorld => ({
  platform: 'linux',
  environment,
  home,
});
const engine = async (answer: RequestListener): Promise<string> => {
  const socket = join(folder(), 'engine.sock');
  const server = createServer(answer);
  await new Promise<void>((done) => server.listen(socket, done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `unix://${socket}`;
};
const never = new AbortController().signal;
const ask = (host: string) => dockerCandidates(world({ DOCKER_HOST: host }), never);

const containers = [
  {
    Id: '8dfafdbc3a40f1d6c8a1c0e1e7bb9f0e5ef4a0cde8c6e2f3f1f6b5b4d2a1c0ff',
    Names: ['/shop-orders-1'],
    Image: 'ghcr.io/shop/orders:1.4.2',
    ImageID: 'sha256:d74508fb6632491cea586a1fd7d748dfc5274cd6fdfedee309ecdcbc2bf5cb82',
    Command: 'node server.js',
    Created: 1763700000,
    Ports: [
      { IP: '0.0.0.0', PrivatePort: 8080, PublicPort: 49153, Type: 'tcp' },
      { IP: '::', PrivatePort: 8080, PublicPort: 49153, Type: 'tcp' },
      { PrivatePort: 9229, Type: 'tcp' },
    ],
    Labels: { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'orders' },
    State: 'running',
    Status: 'Up 3 minutes',
    HostConfig: { NetworkMode: 'shop_default' },
    NetworkSettings: { Networks: { shop_default: { IPAddress: '172.18.0.3' } } },
    Mounts: [],
  },
  {
    Id: '9cd87474be90f1d6c8a1c0e1e7bb9f0e5ef4a0cde8c6e2f3f1f6b5b4d2a1c0ff',
    Names: ['/resolver'],
    Image: 'coredns/coredns@sha256:abc',
    Ports: [
      { IP: '127.0.0.1', PrivatePort: 53, PublicPort: 5353, Type: 'udp' },
      { IP: '192.0.2.9', PrivatePort: 9153, PublicPort: 9153, Type: 'tcp' },
    ],
    Labels: {},
    State: 'running',
  },
];

test('published ports of TCP are candidates, each once, called by their service', async () => {
  const paths: (string | undefined)[] = [];
  const host = await engine((request, response) => {
    paths.push(request.url);
    response.setHeader('content-type', 'application/json').end(JSON.stringify(containers));
  });
  expect(await ask(host)).toEqual({
    ok: true,
    value: [
      {
        id: 'container orders 8080',
        kind: 'container',
        label: 'orders',
        to: { address: '49153' },
        port: 49153,
        innerPort: 8080,
        names: ['shop-orders-1', 'shop', 'orders'],
        about: { process: 'shop-orders-1', image: 'ghcr.io/shop/orders:1.4.2' },
      },
      expect.objectContaining({ label: 'resolver', to: { address: '192.0.2.9:9153' }, names: ['resolver', 'coredns'] }),
    ],
  });
  expect(paths).toEqual(['/containers/json']);
});

test('ports of an engine elsewhere are there', async () => {
  const server = createServer((_, response) => response.end(JSON.stringify(containers)));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  expect(await ask(`tcp://127.0.0.1:${port}`)).toMatchObject({ ok: true, value: [{ to: { address: '49153' } }, {}] });
  expect(await engineAddress(world({ DOCKER_HOST: 'tcp://build.test:2375' }))).toMatchObject({
    value: { publishedOn: 'build.test', options: { host: 'build.test', port: 2375 } },
  });
});

test.each([
  [500, '{"message":"server error"}', 'answered 500 (server error)'],
  [200, '{"hello":"world"}', 'is no container engine'],
  [200, '<html>', 'is no container engine'],
])('an answer %i %s fails with one sentence', async (status, body, words) => {
  const host = await engine((_, response) => response.writeHead(status).end(body));
  expect(await ask(host)).toMatchObject({
    ok: false,
    failure: { code: 'discover/engine', message: expect.stringContaining(words) },
  });
});

test('what is not as the API says is left out, and the rest is there', async () => {
  const odd = [null, 'text', 7, { Id: 5, Names: 'x', Ports: {} }, { Ports: [null, { Type: 'tcp', PublicPort: 'x' }] }];
  const cut = {
    Ports: [
      { Type: 'tcp', PublicPort: 70000, PrivatePort: 1 },
      { Type: 'tcp', PublicPort: 81, PrivatePort: 80 },
    ],
  };
  const host = await engine((_, response) => response.end(JSON.stringify([...odd, cut, ...containers])));
  expect(await ask(host)).toMatchObject({
    ok: true,
    value: [{ label: 'container', port: 81 }, { label: 'orders' }, { label: 'resolver' }],
  });
});

test('an answer that breaks off, one without end, and one in many lines are one sentence each', async () => {
  const half = await engine((_, response) => {
    response.writeHead(200, { 'content-length': '1000' }).write('[{"Id":');
    setTimeout(() => response.destroy(), 20);
  });
  expect(await ask(half)).toMatchObject({ failure: { message: expect.stringMatching(/cannot be asked \(.+\)$/) } });
  const endless = await engine((_, response) => {
    const block = Buffer.alloc(1024 * 1024, '[');
    const more = () => {
      while (!response.destroyed && response.write(block));
    };
    response.on('drain', more);
    more();
  });
  expect(await ask(endless)).toMatchObject({ failure: { message: expect.stringContaining('larger than 16 MiB') } });
  const denied = await engine((_, response) =>
    response.writeHead(403).end(JSON.stringify({ message: `no\n${'x'.repeat(2000)}` })),
  );
  const answer = await ask(denied);
  if (answer.ok) throw new Error('it was taken');
  expect(answer.failure.message).toMatch(/answered 403 \(no x+\)$/);
  expect(answer.failure.message.length).toBeLessThan(400);
});

test.each([
  ['unix://', 'names no socket'],
  ['unix://relative.sock', 'names no socket'],
  ['npipe://', 'names no socket'],
  ['tcp://', 'is not an address'],
  ['tcp://host:99999', 'is not an address'],
  ['localhost:2375', 'is not spoken here'],
  ['ssh://me:word@host', 'forward its socket with "ssh -L"'],
])('DOCKER_HOST=%s says what is wrong with it, without passwords', async (host, words) => {
  const answer = await engineAddress(world({ DOCKER_HOST: host }));
  expect(answer).toMatchObject({
    failure: { code: 'discover/engine-address', message: expect.stringContaining(words) },
  });
  expect(JSON.stringify(answer)).not.toContain('word@');
});

test('a socket that is gone, or of another user, says what can be done', async () => {
  const nobody = `unix://${join(folder(), 'gone.sock')}`;
  expect(await ask(nobody)).toMatchObject({
    failure: { code: 'discover/no-engine', message: expect.stringContaining('start it') },
  });
  const path = folder();
  const place = { said: path, publishedOn: '127.0.0.1', options: { socketPath: path } };
  const denied = Object.assign(new Error('connect EACCES'), { code: 'EACCES' });
  expect(await whyNot(place, denied)).toMatchObject({
    failure: {
      code: 'discover/engine-permission',
      message: expect.stringMatching(
        /may not be opened by this user; (add your user to the group "|run the engine for this user)/,
      ),
    },
  });
});

test('an engine that hangs is given up in its time', async () => {
  const host = await engine(() => {});
  const answer = await within(200, 'the container engine', (signal) =>
    dockerCandidates(world({ DOCKER_HOST: host }), signal),
  );
  expect(answer).toEqual({
    ok: false,
    failure: {
      code: 'discover/too-slow',
      message: 'the container engine did not answer within 0.2 seconds; try again, or leave it out',
    },
  });
});

test('the context of the command is followed, and DOCKER_HOST comes before it', async () => {
  const home = folder();
  const digest = createHash('sha256').update('colima').digest('hex');
  mkdirSync(join(home, '.docker/contexts/meta', digest), { recursive: true });
  writeFileSync(join(home, '.docker/config.json'), '{"currentContext":"colima"}');
  writeFileSync(
    join(home, '.docker/contexts/meta', digest, 'meta.json'),
    '{"Name":"colima","Metadata":{},"Endpoints":{"docker":{"Host":"unix:///home/me/.colima/docker.sock","SkipTLSVerify":false}}}',
  );
  expect(await engineAddress(world({}, home))).toMatchObject({
    value: { options: { socketPath: '/home/me/.colima/docker.sock' } },
  });
  expect(await engineAddress(world({ DOCKER_HOST: 'unix:///x' }, home))).toMatchObject({
    value: { options: { socketPath: '/x' } },
  });
  expect(await engineAddress(world({ DOCKER_CONTEXT: 'gone' }, home))).toMatchObject({
    failure: { code: 'discover/no-context' },
  });
  expect(await engineAddress(world({ DOCKER_HOST: 'ssh://me@host' }))).toMatchObject({
    failure: { code: 'discover/engine-address' },
  });
  const pipe = await engineAddress({ ...world(), platform: 'win32' });
  expect(pipe).toMatchObject({ value: { options: { socketPath: '//./pipe/docker_engine' } } });
});

test('a context elsewhere is spoken to with the certificates that are kept with it', async () => {
  const home = folder();
  const digest = createHash('sha256').update('build').digest('hex');
  for (const path of ['contexts/meta', 'contexts/tls'])
    mkdirSync(join(home, '.docker', path, digest, 'docker'), { recursive: true });
  writeFileSync(
    join(home, '.docker/contexts/meta', digest, 'meta.json'),
    '{"Name":"build","Endpoints":{"docker":{"Host":"tcp://build.test:2376"}}}',
  );
  const read = () => engineAddress(world({ DOCKER_CONTEXT: 'build', DOCKER_TLS_VERIFY: '1' }, home));
  expect(await read()).toMatchObject({ value: { options: { host: 'build.test', port: 2376 } } });
  expect(await read()).not.toMatchObject({ value: { options: { tls: {} } } });
  writeFileSync(join(home, '.docker/contexts/tls', digest, 'docker/ca.pem'), 'an authority');
  expect(await read()).toMatchObject({ value: { options: { tls: { ca: Buffer.from('an authority') } } } });
});

test.runIf(process.env.SLIPWAY_TEST_DOCKER === '1')('the engine of this machine answers', async () => {
  const found = await dockerCandidates(
    { platform: process.platform, environment: process.env, home: process.env.HOME ?? '' },
    never,
  );
  expect(found).toMatchObject({ ok: true });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CheckResult } from '#core/doctor/report.ts';
import { createDesk, type Desk, type DeskOptions } from '../../src-main/app/desk.ts';
import { createAuthority, type Pair } from '../gateway/certificates.ts';

// Faults that are real: the composition as people start it, with a folder of its own for everything that it writes.

let folder = '';
let desk: Desk | undefined;
const servers: Server[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-doctor-'));
});
afterEach(async () => {
  await desk?.close();
  desk = undefined;
  await Promise.all(servers.splice(0).map((server) => new Promise((done) => server.close(done))));
  rmSync(folder, { recursive: true, force: true });
});

/** Somebody takes connections there, and says nothing. */
const listen = async (): Promise<number> => {
  const server = createServer((socket) => socket.on('error', () => {}));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  servers.push(server);
  return (server.address() as AddressInfo).port;
};
const freePort = async (): Promise<number> => {
  const port = await listen();
  await new Promise((done) => servers.pop()?.close(done));
  return port;
};

type Shop = { readonly http: number; readonly https: number; readonly service: number; readonly pair?: Pair };

const yamlOf = ({ http, https, service, pair }: Shop) => `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: front, namespace: default }
spec:
  servers:
  - { port: { number: ${http}, name: http, protocol: HTTP }, hosts: ["*"] }
  - { port: { number: ${https}, name: https, protocol: HTTPS }, hosts: ["shop.localhost"], tls: { mode: SIMPLE, credentialName: shop } }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop }
spec:
  hosts: ["shop.localhost"]
  gateways: [front]
  http: [{ route: [{ destination: { host: shop, port: { number: 80 } } }] }]
---
apiVersion: v1
kind: Service
metadata: { name: shop }
spec: { ports: [{ port: 80, name: http }] }
---
apiVersion: slipway.dev/v1
kind: LocalService
metadata: { name: shop }
spec: { address: "127.0.0.1:${service}" }
${pair === undefined ? '' : `---\napiVersion: v1\nkind: Secret\nmetadata: { name: shop, namespace: default }\nstringData:\n  tls.crt: ${JSON.stringify(pair.certificate)}\n  tls.key: ${JSON.stringify(pair.key)}\n`}`;

const data = () => join(folder, 'data');
const shop = async (more: Partial<Shop> = {}): Promise<Shop> => ({
  http: await freePort(),
  https: await freePort(),
  service: await listen(),
  ...more,
});
const open = async (yaml: string, more: Partial<DeskOptions> = {}): Promise<Desk> => {
  const path = join(folder, 'shop');
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'shop.yaml'), yaml);
  mkdirSync(data(), { recursive: true });
  writeFileSync(join(folder, 'hosts'), '127.0.0.1 localhost\n', { flag: 'a' });
  writeFileSync(join(data(), 'settings.json'), JSON.stringify({ hosts: { file: join(folder, 'hosts') } }));
  desk = await createDesk({
    paths: [path],
    samples: join(folder, 'samples'),
    home: folder,
    dataFolder: data(),
    system: { platform: process.platform, environment: {}, home: folder },
    clock: Date.now,
    dice: Math.random,
    log: () => {},
    ...more,
  });
  return desk;
};
const examine = async (one: Desk): Promise<readonly CheckResult[]> => (await one.handlers['doctor.run']({})).checks;
const wrong = (checks: readonly CheckResult[]) => checks.filter(({ cause }) => cause !== undefined);

test('a healthy Slipway has no cause, and the person’s folder is in no line', async () => {
  const checks = await examine(await open(yamlOf(await shop())));
  expect(wrong(checks)).toEqual([]);
  expect(checks.find(({ id }) => id === 'ports')).toMatchObject({ result: 'ok' });
  expect(checks.find(({ id }) => id === 'services')?.says).toBe('1 service within reach');
  expect(checks.find(({ id }) => id === 'served')?.says).toBe('1 certificate that clients take');
  expect(JSON.stringify(checks)).not.toContain(folder);
});

test('a port that another program has: it is named, and nothing else is wrong', async () => {
  const program = "require('net').createServer().listen(0,'127.0.0.1',function(){console.log(this.address().port)})";
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  try {
    const [printed] = await once(child.stdout, 'data');
    const http = Number(String(printed));
    const one = await open(yamlOf(await shop({ http })));
    const [line, ...rest] = wrong(await examine(one));
    expect(line).toMatchObject({ id: 'ports', cause: 'port-taken', result: 'warning', about: [String(http)] });
    if (process.platform === 'linux') expect(line?.says).toContain(`(process ${child.pid})`);
    expect(rest).toEqual([]);
    child.kill();
    await ended;
    expect(wrong(await examine(one)).map(({ cause }) => cause)).toEqual(['port-freed']);
  } finally {
    child.kill();
    await ended;
  }
});

test('a service that is gone', async () => {
  const service = await freePort();
  const [line, ...rest] = wrong(await examine(await open(yamlOf(await shop({ service })))));
  expect(line).toMatchObject({ cause: 'service-down', result: 'failure', fix: { deed: 'services' } });
  expect(line?.says).toContain(`127.0.0.1:${service}`);
  expect(rest).toEqual([]);
});

test('a service that leads back to the gateway', async () => {
  const own = await shop();
  expect(wrong(await examine(await open(yamlOf({ ...own, service: own.http })))).map(({ cause }) => cause)).toEqual([
    'service-loops',
  ]);
});

test('a Secret whose certificate has ended, is for another name, or does not belong to its key', async () => {
  const authority = await createAuthority();
  const old = await authority.issue(['shop.localhost'], { from: -20, to: -10 });
  const [ended, ...none] = wrong(await examine(await open(yamlOf(await shop({ pair: old })))));
  expect(ended).toMatchObject({ cause: 'certificate-ended', about: ['shop.localhost'] });
  expect(none).toEqual([]);
  await desk?.close();
  const other = await authority.issue(['bakery.localhost']);
  expect(wrong(await examine(await open(yamlOf(await shop({ pair: other }))))).map(({ cause }) => cause)).toEqual([
    'certificate-other-name',
  ]);
});

test('a key of the local authority that others may read', async (context) => {
  context.skip(process.platform === 'win32', 'Windows has no such modes');
  const one = await open(yamlOf(await shop()));
  expect(wrong(await examine(one))).toEqual([]);
  chmodSync(join(data(), 'ca-key.pem'), 0o644);
  const [line, ...rest] = wrong(await examine(one));
  expect(line).toMatchObject({ cause: 'key-open', fix: { command: 'chmod 600 ~/data/ca-key.pem' } });
  expect(rest).toEqual([]);
});

test('a document that was spoiled while its last good version answers', async () => {
  const yaml = yamlOf(await shop());
  const one = await open(yaml, { watch: false });
  const read = await one.handlers['workspace.read'](null);
  const [file] = read.files;
  if (file === undefined) throw new Error('there is no file');
  const text = yaml.replace('gateways: [front]', 'gatewayz: [front]');
  await one.handlers['workspace.write']({ file: file.file, text, base: file.revision });
  await expect
    .poll(async () => wrong(await examine(one)).map(({ cause }) => cause), { timeout: 15_000 })
    .toEqual(['documents-held-back']);
});

/** What the hosts file of the test says; the names in it are none that this machine knows. */
const hostsFile = async (one: Desk) => wrong((await one.handlers['doctor.run']({ checks: ['hosts-file'] })).checks);

test('a hosts file with a block of a run that is gone', async () => {
  const block = ['# BEGIN slipway abc v1', '127.0.0.1 old.test', '# END slipway abc v1', ''].join('\n');
  writeFileSync(join(folder, 'hosts'), block);
  const [line, ...rest] = await hostsFile(await open(yamlOf(await shop())));
  expect(line).toMatchObject({ cause: 'hosts-left-over', fix: { command: 'slipway hosts clean' } });
  expect(line?.says).toContain('"old.test" leads to this machine');
  expect(rest).toEqual([]);
});

test('a hosts file in which somebody cut off the end of our block, or wrote a name of ours above it', async () => {
  const one = await open(yamlOf(await shop()).replaceAll('shop.localhost', 'shop.test'));
  const plan = await one.handlers['hosts.plan']({});
  if (!plan.ok) throw new Error(plan.failure.message);
  expect((await one.handlers['hosts.apply']({ sha256: plan.value.sha256 })).ok).toBe(true);
  expect(await hostsFile(one)).toEqual([]);
  const file = join(folder, 'hosts');
  const whole = readFileSync(file, 'utf8');
  writeFileSync(file, whole.replace(/^# END .*\n/m, ''));
  expect((await hostsFile(one)).map(({ cause }) => cause)).toEqual(['hosts-broken-block']);
  writeFileSync(file, `10.1.1.1 shop.test\n${whole}`);
  expect((await hostsFile(one)).map(({ cause }) => cause)).toEqual(['hosts-conflict']);
  writeFileSync(file, whole);
});

test('asked for single checks, it tells these alone', async () => {
  const one = await open(yamlOf(await shop()));
  const { checks } = await one.handlers['doctor.run']({ checks: ['clock', 'ports'] });
  expect(checks.map(({ id }) => id)).toEqual(['ports', 'clock']);
});

import { X509Certificate } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type App, createApp } from '../../src-main/app/app.ts';
import { servedCertificates } from '../../src-main/app/reach/certificate-facts.ts';
import { createCertificates } from '../../src-main/app/reach/certificates.ts';
import type { PartWorld } from '../../src-main/app/reach/part.ts';
import { createLocalCa } from '../../src-main/gateway/tls/local-ca.ts';
import type { ServedTls } from '../../src-main/gateway/tls/served.ts';
import { createAuthority } from '../gateway/certificates.ts';
import { machine, worldOf } from '../trust/machine.ts';
import { makeMkcert } from '../trust/mkcert-authority.ts';

let folder = '';
let app: App | undefined;
const logged: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-certificates-'));
  logged.length = 0;
});
afterEach(async () => {
  await app?.close();
  app = undefined;
  rmSync(folder, { recursive: true, force: true });
});

const dataFolder = () => join(folder, 'data');

const start = async (yaml: string) => {
  const workspace = join(folder, 'work');
  mkdirSync(workspace);
  writeFileSync(join(workspace, 'all.yaml'), yaml);
  const log = (_: string, message: string, fields?: object) =>
    void logged.push(`${message} ${JSON.stringify(fields ?? {})}`);
  const running = await createApp({
    paths: [workspace],
    clock: Date.now,
    dice: Math.random,
    log,
    dataFolder: dataFolder(),
    portOverrides: { 443: 0, 8443: 0 },
    watch: false,
  });
  app = running;
  const world: PartWorld = {
    clock: Date.now,
    log,
    dataFolder: dataFolder(),
    system: { platform: 'linux', environment: {}, home: folder },
    settings: async () => (await running.handlers['settings.read'](null)).settings,
    gateway: () => running.reach,
    changed: () => {},
  };
  const mkcert = join(folder, 'mkcert');
  const { os } = machine({
    platform: 'linux',
    environment: { CAROOT: mkcert },
    files: { [`${mkcert}/rootCA.pem`]: '', [`${mkcert}/rootCA-key.pem`]: '' },
  });
  const { handlers } = createCertificates(world, worldOf(os));
  const portOf = (port: number) => running.running().gateway.listeners.find((one) => one.port === port)?.bound ?? 0;
  return { running, handlers, mkcert, portOf };
};

const gateway = (servers: readonly string[]) => `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main }
spec:
  servers:
${servers.map((one) => `  - ${one}`).join('\n')}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: any }
spec: { hosts: ['httpbin.example.com', 'a.shop.io', 'mutual.test', 'old.test'], gateways: [main], http: [{ directResponse: { status: 200, body: { string: here } } }] }
`;
const server = (name: string, host: string, tls: string, port = 443) =>
  `{ port: { number: ${port}, name: ${name}, protocol: HTTPS }, hosts: ['${host}'], tls: ${tls} }`;

const ask = (port: number, host: string, tls: object): Promise<number> =>
  new Promise((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port, servername: host, headers: { host }, agent: false, ...tls },
      (answer) => {
        answer.resume();
        answer.on('end', () => resolve(answer.statusCode ?? 0));
      },
    );
    asked.on('error', reject);
    asked.end();
  });

test('what servers show, where it is from, and why clients would refuse it', async () => {
  const company = await createAuthority('company');
  const old = await company.issue(['old.test'], { from: -90, to: -3 });
  const yaml = `${gateway([
    server('a', 'httpbin.example.com', '{ mode: SIMPLE, credentialName: absent }'),
    server('b', 'old.test', '{ mode: SIMPLE, credentialName: old }', 8443),
  ])}---
apiVersion: v1
kind: Secret
metadata: { name: old, namespace: default }
data: { tls.crt: ${Buffer.from(old.certificate).toString('base64')}, tls.key: ${Buffer.from(old.key).toString('base64')} }
`;
  const { handlers } = await start(yaml);
  const { served, authority } = await handlers['certificates.list'](null);
  expect(authority).toMatchObject({ from: 'own', file: join(dataFolder(), 'ca.pem') });
  expect(served).toMatchObject([
    { port: 443, servers: ['httpbin.example.com'], mode: 'SIMPLE', from: { is: 'authority' }, problems: [] },
    { port: 8443, servers: ['old.test'], from: { is: 'secret' } },
  ]);
  expect(served[0]?.chain.map(({ names }) => names)).toEqual([['httpbin.example.com'], []]);
  expect(served[0]?.chain[1]?.sha256).toBe(authority?.sha256);
  expect(served[1]?.problems.join('\n')).toMatch(/ended on \d{4}-\d\d-\d\d/);
  expect(served[1]?.problems.join('\n')).toContain('its issuer is not sent with it');
});

test('each fault of a chain is told, and a good one has none', async () => {
  const ca = createLocalCa({ clock: Date.now });
  const company = await createAuthority('company');
  const later = await company.issue(['shop.test'], { from: 5, to: 30 });
  const nameless = await company.issue(['http://shop.test/']);
  const good = (await company.issue(['shop.test'])).certificate;
  const other = (await createAuthority('other')).pem;
  const problems = (chain: string, servers: readonly string[], said: readonly string[] = []) => {
    const one: ServedTls = {
      listener: 'l',
      port: 443,
      servers,
      mode: 'SIMPLE',
      shows: { from: { is: 'file', name: 'x' }, chain, problems: said },
    };
    return servedCertificates([one], Date.now())[0]?.problems.join('; ');
  };
  expect(problems(good + company.pem, ['shop.test'])).toBe('');
  expect(problems((await ca.leafFor(['*.shop.test'])).certificate, ['*.shop.test'])).toBe('');
  expect(problems(good + company.pem, ['other.test'])).toContain('it is not for "other.test"');
  expect(problems(good + company.pem, ['*.test'])).toBe('');
  expect(problems(later.certificate + company.pem, ['shop.test'])).toMatch(/begins on/);
  expect(problems(good, ['shop.test'])).toContain('its issuer is not sent with it');
  expect(problems(good + other, ['shop.test'])).toContain('"other" has not issued "somebody"');
  expect(problems(company.pem, [])).toContain('the certificate of an authority');
  expect(problems(nameless.certificate + company.pem, ['shop.test'])).toContain('it is not for "shop.test"');
  expect(problems('nonsense', ['shop.test'], ['it is no PEM'])).toBe('it is no PEM');
});

test('a client certificate opens a MUTUAL server, and its files are its owner’s', async () => {
  const { handlers, portOf } = await start(
    gateway([server('a', 'mutual.test', '{ mode: MUTUAL, credentialName: absent }')]),
  );
  const made = await handlers['certificates.client']({ name: 'alice' });
  if (!made.ok) throw new Error(made.failure.message);
  const { authority, clients } = await handlers['certificates.list'](null);
  expect(clients).toEqual([made.value]);
  const tls = { ca: authority?.pem, cert: readFileSync(made.value.file), key: readFileSync(made.value.keyFile) };
  expect(await ask(portOf(443), 'mutual.test', tls)).toBe(200);
  await expect(ask(portOf(443), 'mutual.test', { ca: authority?.pem })).rejects.toThrow();
  if (process.platform !== 'win32') expect(statSync(made.value.keyFile).mode & 0o777).toBe(0o600);
  for (const name of ['', '../alice', 'a/b', '.hidden', 'alice-key', 'a b', 'x'.repeat(80)])
    expect(await handlers['certificates.client']({ name })).toMatchObject({
      ok: false,
      failure: { code: 'certificates/name' },
    });
  expect(readdirSync(join(dataFolder(), 'clients')).sort()).toEqual(['alice-key.pem', 'alice.pem']);
});

test('stores are given a certificate for the hosts that are served with ours, and for no others', async () => {
  const { handlers } = await start(
    gateway([
      server('a', '*.shop.io', '{ mode: SIMPLE, credentialName: absent }'),
      server('b', 'httpbin.example.com', '{ mode: SIMPLE, credentialName: absent }'),
      server('c', 'old.test', '{ mode: PASSTHROUGH }'),
    ]),
  );
  const { stores } = await handlers['certificates.list'](null);
  const { limited } = JSON.parse(readFileSync(join(dataFolder(), 'trusted-by.json'), 'utf8'));
  expect(limited.domains).toEqual(['a.shop.io', 'httpbin.example.com']);
  expect(new X509Certificate(readFileSync(join(dataFolder(), 'ca-limited.pem'))).ca).toBe(true);
  expect(stores.find(({ id }) => id === 'node')).toMatchObject({
    state: 'hint',
    command: `export NODE_EXTRA_CA_CERTS=${join(dataFolder(), 'ca.pem')}`,
  });
});

test('the authority of mkcert takes over at once, and gives way again', async () => {
  const { handlers, mkcert, portOf } = await start(
    gateway([server('a', 'a.shop.io', '{ mode: SIMPLE, credentialName: absent }')]),
  );
  const before = await handlers['certificates.list'](null);
  expect(before.mkcert).toBe(mkcert);
  expect(await handlers['certificates.authority']({ from: 'mkcert' })).toMatchObject({
    ok: false,
    failure: { code: 'certificates/authority-unusable' },
  });
  mkdirSync(mkcert);
  const root = await makeMkcert(mkcert, 'rsa');
  const used = await handlers['certificates.authority']({ from: 'mkcert' });
  expect(used).toMatchObject({ ok: true, value: { authority: { from: 'mkcert', file: join(mkcert, 'rootCA.pem') } } });
  await expect.poll(() => ask(portOf(443), 'a.shop.io', { ca: root }).catch((error: Error) => error.message)).toBe(200);
  expect(app?.running().authorityFile).toBe(join(mkcert, 'rootCA.pem'));
  expect(await handlers['certificates.authority']({ from: 'own' })).toMatchObject({
    ok: true,
    value: { authority: { from: 'own' } },
  });
  await expect
    .poll(() => ask(portOf(443), 'a.shop.io', { ca: before.authority?.pem }).catch((error: Error) => error.message))
    .toBe(200);
});

test('no key leaves its file: not by any answer, not by the log, not by a recording', async () => {
  const company = await createAuthority('company');
  const pair = await company.issue(['httpbin.example.com']);
  const { handlers, running, portOf, mkcert } = await start(`${gateway([
    server('a', 'httpbin.example.com', '{ mode: SIMPLE, credentialName: good }'),
    server('b', 'mutual.test', '{ mode: MUTUAL, credentialName: absent }'),
    server('c', 'old.test', '{ mode: SIMPLE, credentialName: bad }'),
  ])}---
apiVersion: v1
kind: Secret
metadata: { name: good }
data: { tls.crt: ${Buffer.from(pair.certificate).toString('base64')}, tls.key: ${Buffer.from(pair.key).toString('base64')} }
---
apiVersion: v1
kind: Secret
metadata: { name: bad }
data: { tls.crt: ${Buffer.from(pair.key).toString('base64')}, tls.key: ${Buffer.from(pair.certificate).toString('base64')} }
`);
  mkdirSync(mkcert);
  await makeMkcert(mkcert, 'ec');
  const client = await handlers['certificates.client']({ name: 'alice' });
  if (!client.ok) throw new Error(client.failure.message);
  const { authority } = await handlers['certificates.list'](null);
  const tls = { ca: authority?.pem, cert: readFileSync(client.value.file), key: readFileSync(client.value.keyFile) };
  await ask(portOf(443), 'mutual.test', tls);
  await ask(portOf(443), 'mutual.test', { ca: authority?.pem }).catch(() => {});
  await ask(portOf(443), 'old.test', { ca: authority?.pem }).catch(() => {});
  const keys = [
    pair.key,
    readFileSync(client.value.keyFile, 'utf8'),
    readFileSync(join(dataFolder(), 'ca-key.pem'), 'utf8'),
    readFileSync(join(mkcert, 'rootCA-key.pem'), 'utf8'),
  ];
  const har = await running.handlers['traffic.har']({ reveal: true });
  expect(har.ok).toBe(true);
  const told = JSON.stringify([
    client,
    await handlers['certificates.list'](null),
    await handlers['certificates.trust']({ store: 'node' }),
    await handlers['certificates.authority']({ from: 'mkcert' }),
    await handlers['certificates.list'](null),
    await handlers['certificates.authority']({ from: 'own' }),
    running.running(),
    running.reach.table(),
    await running.reach.served(),
    await running.handlers['traffic.rows']({ from: 0, count: 100 }),
    har,
    logged,
  ]);
  expect(told).toContain('BEGIN CERTIFICATE');
  expect(told).not.toContain('PRIVATE KEY');
  for (const key of keys) for (const line of bodyOf(key)) expect(told).not.toContain(line);
  const others = readdirSync(dataFolder()).filter((name) => name.endsWith('.pem') && !name.endsWith('-key.pem'));
  for (const name of [...others, 'trusted-by.json'])
    expect(readFileSync(join(dataFolder(), name), 'utf8')).not.toContain('PRIVATE');
});

/** The lines of a key that are its own; the first one begins as every key of its kind. */
const bodyOf = (pem: string): readonly string[] =>
  pem
    .split('\n')
    .filter((line) => line.length > 20 && !line.startsWith('-----'))
    .slice(1);

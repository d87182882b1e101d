import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { request } from 'node:https';
import { connect as connectPlain } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { build } from '#core/build.ts';
import { createLocalCa } from '../../src-main/gateway/tls/local-ca.ts';
import type { Rig } from './rig.ts';
import { startRig, startService } from './rig.ts';

const ca = createLocalCa({ clock: Date.now });

const gatewayOf = (servers: string) => `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main }
spec:
  servers:
${servers}
---
`;
const https = (host: string, name: string, tls: string) =>
  `  - { port: { number: 443, name: ${name}, protocol: HTTPS }, hosts: ['${host}'], tls: ${tls} }`;
const vs = (name: string, host: string, port: number) => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name} }
spec: { hosts: ['${host}'], gateways: [main], http: [{ route: [{ destination: { host: ${name}, port: { number: 80 } } }] }] }
---
apiVersion: slipway.dev/v1
kind: LocalService
metadata: { name: ${name} }
spec: { ports: [{ port: 80, address: '127.0.0.1:${port}' }] }
---
`;
const secret = (name: string, values: Readonly<Record<string, string>>) => `
apiVersion: v1
kind: Secret
metadata: { name: ${name} }
data:
${Object.entries(values)
  .map(([key, value]) => `  ${key}: ${Buffer.from(value).toString('base64')}`)
  .join('\n')}
---
`;

type TlsRig = Rig & { readonly apply: (yaml: string) => Promise<void> };

async function startTls(yaml: string): Promise<TlsRig> {
  const make = (text: string) => {
    const { table, secrets } = build([{ file: 'routes.yaml', text }]);
    const declared = table.listeners.flatMap(({ declaredPorts }) => declaredPorts);
    const ports = Object.fromEntries(declared.map((port) => [String(port), 0]));
    return { table: { ...table, settings: { ...table.settings, addresses: ['127.0.0.1'], ports } }, secrets };
  };
  const first = make(yaml);
  const rig = await startRig(first.table, { localCa: ca });
  await rig.gateway.apply(first.table, first.secrets);
  return {
    ...rig,
    apply: async (text) => {
      const next = make(text);
      await rig.gateway.apply(next.table, next.secrets);
    },
  };
}

type Got = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: string };

/** One request on a connection of its own, trusting the local authority alone. */
async function get(
  port: number,
  host: string,
  options: ConnectionOptions & { path?: string; sni?: string } = {},
): Promise<Got> {
  const { sni = host, ...rest } = options;
  const trusted = await ca.certificate();
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port, servername: sni, headers: { host }, ca: trusted, agent: false, ...rest },
      (answer) => {
        let body = '';
        answer.on('data', (part) => {
          body += part;
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }));
      },
    );
    asked.on('error', reject);
    asked.end();
  });
}

const echo = () =>
  startService((asked, answer) => answer.end(JSON.stringify({ host: asked.headers.host, headers: asked.headers })));

async function handshake(port: number, options: ConnectionOptions): Promise<TLSSocket> {
  const socket = connect({ host: '127.0.0.1', port, ca: await ca.certificate(), ...options });
  onTestFinished(() => void socket.destroy());
  await once(socket, 'secureConnect');
  return socket;
}

/** Resolves with what was received when the other side closes. */
async function plainBytes(port: number, bytes: Buffer | string): Promise<string> {
  const socket = connectPlain({ host: '127.0.0.1', port });
  onTestFinished(() => void socket.destroy());
  let received = '';
  socket.on('data', (part) => {
    received += part.toString('latin1');
  });
  socket.on('error', () => {});
  socket.write(bytes);
  await new Promise((resolve) => socket.once('close', resolve));
  return received;
}

test('a server without a Secret serves with a certificate of the local authority', async () => {
  const port = await echo();
  const rig = await startTls(
    gatewayOf(https('shop.test', 'https', '{ mode: SIMPLE, credentialName: absent }')) + vs('shop', 'shop.test', port),
  );
  const answer = await get(rig.port, 'shop.test');
  expect(answer.status).toBe(200);
  expect(JSON.parse(answer.body).headers['x-forwarded-proto']).toBe('https');
  expect(await rig.nextExchange()).toMatchObject({ scheme: 'https', serverName: 'shop.test', status: 200, flags: '-' });
});

test('the chain is chosen by server name: exact, longest wildcard, none', async () => {
  const port = await echo();
  const rig = await startTls(
    gatewayOf(
      [
        https('one.shop.test', 'one', '{ mode: SIMPLE, credentialName: absent }'),
        https('*.shop.test', 'wild', '{ mode: SIMPLE, credentialName: absent }'),
        https('*.test', 'wider', '{ mode: SIMPLE, credentialName: absent }'),
      ].join('\n'),
    ) +
      vs('one', 'one.shop.test', port) +
      vs('wild', 'two.shop.test', port) +
      vs('wider', 'three.test', port),
  );
  expect((await get(rig.port, 'one.shop.test')).status).toBe(200);
  expect((await get(rig.port, 'two.shop.test')).status).toBe(200);
  expect((await get(rig.port, 'three.test')).status).toBe(200);
  // Host of another server of the port: its routes are not in this chain's config.
  expect((await get(rig.port, 'two.shop.test', { sni: 'one.shop.test' })).status).toBe(404);
  await expect(handshake(rig.port, { servername: 'other.example' })).rejects.toThrow();
  await expect(handshake(rig.port, {})).rejects.toThrow();
  for (let i = 0; i < 4; i++) await rig.nextExchange();
  expect(await rig.nextExchange()).toMatchObject({
    flags: 'NR',
    details: 'filter_chain_not_found',
    serverName: 'other.example',
    status: 0,
  });
});

test('a server of any host takes clients that name none, and makes certificates for what is asked', async () => {
  const port = await echo();
  const rig = await startTls(
    gatewayOf(https('*', 'any', '{ mode: SIMPLE, credentialName: absent }')) + vs('shop', '*', port),
  );
  const named = await handshake(rig.port, { servername: 'a.b.c.test' });
  expect(named.getPeerX509Certificate()?.subjectAltName).toBe('DNS:a.b.c.test');
  expect((await get(rig.port, 'localhost', { sni: '' })).status).toBe(200);
});

test('Secrets are served, swapped by a reload, and connections of before go on', async () => {
  const port = await echo();
  const yaml = (values: Readonly<Record<string, string>>) =>
    gatewayOf(https('shop.test', 'https', '{ mode: SIMPLE, credentialName: cert }')) +
    secret('cert', values) +
    vs('shop', 'shop.test', port);
  const first = await ca.leafFor(['shop.test', 'first.test']);
  const second = await ca.leafFor(['shop.test', 'second.test']);
  const rig = await startTls(yaml({ 'tls.crt': first.certificate, 'tls.key': first.key }));
  const old = await handshake(rig.port, { servername: 'shop.test' });
  expect(old.getPeerX509Certificate()?.subjectAltName).toContain('first.test');
  await rig.apply(yaml({ cert: second.certificate, key: second.key }));
  const now = await handshake(rig.port, { servername: 'shop.test' });
  expect(now.getPeerX509Certificate()?.subjectAltName).toContain('second.test');
  const answered = once(old, 'data');
  old.write('GET / HTTP/1.1\r\nhost: shop.test\r\n\r\n');
  expect(String((await answered)[0])).toMatch(/^HTTP\/1\.1 200/);
});

test('a Secret that cannot be used fails its own server alone, and says where it is named', async () => {
  const port = await echo();
  const a = await ca.leafFor(['a.test']);
  const b = await ca.leafFor(['b.test']);
  const past = createLocalCa({ clock: () => Date.now() - 400 * 86_400_000 });
  const old = await past.leafFor(['old.test']);
  const rig = await startTls(
    gatewayOf(
      ['good', 'bad', 'mixed', 'old']
        .map((name) => https(`${name}.test`, name, `{ mode: SIMPLE, credentialName: ${name} }`))
        .join('\n'),
    ) +
      secret('good', {
        'tls.crt': (await ca.leafFor(['good.test'])).certificate,
        'tls.key': (await ca.leafFor(['good.test'])).key,
      }) +
      secret('bad', { 'tls.crt': 'nonsense', 'tls.key': 'nonsense' }) +
      secret('mixed', { 'tls.crt': a.certificate, 'tls.key': b.key }) +
      secret('old', { 'tls.crt': old.certificate, 'tls.key': old.key }) +
      vs('good', 'good.test', port),
  );
  expect((await get(rig.port, 'good.test')).status).toBe(200);
  await expect(handshake(rig.port, { servername: 'bad.test' })).rejects.toThrow();
  await rig.nextExchange();
  expect((await rig.nextExchange()).terminationDetails).toMatch(/^TLS_error:/);
  await expect(handshake(rig.port, { servername: 'old.test' })).rejects.toThrow();
  const told = rig.gateway.state().diagnostics ?? [];
  expect(told.map(({ code, severity }) => [code, severity])).toEqual([
    ['tls/bad-certificate', 'error'],
    ['tls/key-mismatch', 'error'],
    ['tls/expired', 'warning'],
  ]);
  expect(told.every(({ message }) => !message.includes('PRIVATE'))).toBe(true);
  expect(rig.logged.join()).not.toMatch(/PRIVATE|nonsense/);
});

test('MUTUAL asks for a certificate that is trusted, and tells the service about it', async () => {
  const port = await echo();
  const clients = createLocalCa({ clock: Date.now });
  const yaml = (mode: string, more = '') =>
    gatewayOf(https('shop.test', 'https', `{ mode: ${mode}, credentialName: cert${more} }`)) +
    vs('shop', 'shop.test', port);
  const server = await ca.leafFor(['shop.test']);
  const secrets =
    secret('cert', { 'tls.crt': server.certificate, 'tls.key': server.key }) +
    secret('cert-cacert', { cacert: await clients.certificate() });
  const good = await clients.leafFor(['client.test']);
  const stranger = await ca.leafFor(['client.test']);
  const rig = await startTls(yaml('MUTUAL') + secrets);

  const answer = await get(rig.port, 'shop.test', { cert: good.certificate, key: good.key });
  expect(answer.status).toBe(200);
  expect(JSON.parse(answer.body).headers['x-forwarded-client-cert']).toMatch(
    /^Hash=[0-9a-f]{64};Cert="-----BEGIN%20CERTIFICATE-----%0A[^"]+";Subject="CN=client\.test";DNS=client\.test$/,
  );
  await expect(get(rig.port, 'shop.test')).rejects.toThrow();
  await expect(get(rig.port, 'shop.test', { cert: stranger.certificate, key: stranger.key })).rejects.toThrow();
  await rig.nextExchange();
  for (let i = 0; i < 2; i++) expect((await rig.nextExchange()).terminationDetails).toMatch(/^TLS_error:/);

  await rig.apply(yaml('MUTUAL', ', subjectAltNames: [other.test]') + secrets);
  await expect(get(rig.port, 'shop.test', { cert: good.certificate, key: good.key })).rejects.toThrow();
  await rig.apply(yaml('OPTIONAL_MUTUAL') + secrets);
  expect((await get(rig.port, 'shop.test')).status).toBe(200);
  await expect(get(rig.port, 'shop.test', { cert: stranger.certificate, key: stranger.key })).rejects.toThrow();
});

test('versions and ciphers are kept', async () => {
  const port = await echo();
  const rig = await startTls(
    gatewayOf(
      [
        https(
          'old.test',
          'old',
          '{ mode: SIMPLE, credentialName: absent, maxProtocolVersion: TLSV1_2, cipherSuites: [ECDHE-ECDSA-AES256-GCM-SHA384] }',
        ),
        https('new.test', 'new', '{ mode: SIMPLE, credentialName: absent, minProtocolVersion: TLSV1_3 }'),
      ].join('\n'),
    ) + vs('old', 'old.test', port),
  );
  const old = await handshake(rig.port, { servername: 'old.test' });
  expect([old.getProtocol(), old.getCipher().name]).toEqual(['TLSv1.2', 'ECDHE-ECDSA-AES256-GCM-SHA384']);
  expect((await handshake(rig.port, { servername: 'new.test' })).getProtocol()).toBe('TLSv1.3');
  await expect(handshake(rig.port, { servername: 'new.test', maxVersion: 'TLSv1.2' })).rejects.toThrow();
});

test('h2 and http/1.1 are offered', async () => {
  const rig = await startTls(gatewayOf(https('shop.test', 'https', '{ mode: SIMPLE, credentialName: absent }')));
  const both = await handshake(rig.port, { servername: 'shop.test', ALPNProtocols: ['http/1.1', 'h2'] });
  expect(both.alpnProtocol).toBe('h2');
  const none = await handshake(rig.port, { servername: 'shop.test' });
  expect(none.alpnProtocol).toBe(false);
});

test.each([
  ['plaintext HTTP', 'GET / HTTP/1.1\r\nhost: shop.test\r\n\r\n'],
  ['garbage', Buffer.from([0, 1, 2, 3, 255, 254])],
  ['an oversized record', Buffer.from([22, 3, 1, 0xff, 0xff, 1, 0, 0, 0])],
])('%s on a TLS port is refused with one line', async (_, bytes) => {
  const rig = await startTls(gatewayOf(https('shop.test', 'https', '{ mode: SIMPLE, credentialName: absent }')));
  expect(await plainBytes(rig.port, bytes)).toBe('');
  expect(await rig.nextExchange()).toMatchObject({ flags: 'NR', details: 'filter_chain_not_found', protocol: '-' });
  expect(rig.exchanges.length).toBe(1);
});

test('the key of the authority is its owner’s alone, and the authority outlives the program', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-ca-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const one = createLocalCa({ folder, clock: Date.now });
  const certificate = await one.certificate();
  expect(await createLocalCa({ folder, clock: Date.now }).certificate()).toBe(certificate);
  if (process.platform !== 'win32') expect((await stat(join(folder, 'ca-key.pem'))).mode & 0o777).toBe(0o600);
  const soon = createLocalCa({ folder, clock: () => Date.now() + 70 * 86_400_000 });
  const leaf = await one.leafFor(['a.test']);
  expect(await one.leafFor(['a.test'])).toBe(leaf);
  expect((await soon.leafFor(['a.test'])).notAfter).toBeGreaterThan(leaf.notAfter);
});

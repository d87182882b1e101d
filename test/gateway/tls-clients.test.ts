import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createSecureServer } from 'node:http2';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { build } from '#core/build.ts';
import { createLocalCa } from '../../src-main/gateway/tls/local-ca.ts';
import { ask, openHttp2 } from './http2-client.ts';
import { openWire, startRig, startService } from './rig.ts';
import { hasIdn, tlsClients, type Wish } from './tls-clients.ts';

const ca = createLocalCa({ clock: Date.now });
const stranger = createLocalCa({ clock: Date.now });
const idn = 'bücher.test';
let folder = '';
let wish: Pick<Wish, 'ca' | 'caFile'>;
const shows = {} as Record<'alice' | 'mallory', NonNullable<Wish['shows']>>;

const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text, { mode: 0o600 });
  return path;
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-clients-'));
  const pem = await ca.certificate();
  wish = { ca: pem, caFile: file('ca.pem', pem) };
  for (const [name, authority] of [
    ['alice', ca],
    ['mallory', stranger],
  ] as const) {
    const { certificate: cert, key } = await authority.clientFor(name);
    shows[name] = { cert, key, certFile: file(`${name}.pem`, cert), keyFile: file(`${name}-key.pem`, key) };
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const server = (host: string, name: string, tls: string, protocol = 'HTTPS') =>
  `  - { port: { number: 443, name: ${name}, protocol: ${protocol} }, hosts: ['${host}'], tls: ${tls} }`;
const route = (name: string, host: string) => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name} }
spec: { hosts: ['${host}'], gateways: [main], http: [{ route: [{ destination: { host: web, port: { number: 80 } } }] }] }
---`;

/** Every mode of a server of a Gateway that ends or passes on TLS, none with a Secret. */
const yaml = (web: number, secured: number) => `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main }
spec:
  servers:
  - { port: { number: 80, name: http, protocol: HTTP }, hosts: ['redirect.test'], tls: { httpsRedirect: true } }
${[
  server('redirect.test', 'redirect', '{ mode: SIMPLE, credentialName: absent }'),
  server('simple.test', 'simple', '{ mode: SIMPLE, credentialName: absent }'),
  server('*.wild.test', 'wild', '{ mode: SIMPLE, credentialName: absent }'),
  server('xn--bcher-kva.test', 'idn', '{ mode: SIMPLE, credentialName: absent }'),
  server('mutual.test', 'mutual', '{ mode: MUTUAL, credentialName: absent }'),
  server('optional.test', 'optional', '{ mode: OPTIONAL_MUTUAL, credentialName: absent }'),
  server('pass.test', 'pass', '{ mode: PASSTHROUGH }', 'TLS'),
].join('\n')}
---
${['redirect.test', 'simple.test', 'a.wild.test', 'xn--bcher-kva.test', 'mutual.test', 'optional.test'].map((host, n) => route(`r${n}`, host)).join('')}
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: pass }
spec: { hosts: [pass.test], gateways: [main], tls: [{ match: [{ sniHosts: [pass.test] }], route: [{ destination: { host: secured, port: { number: 443 } } }] }] }
---
apiVersion: slipway.dev/v1
kind: LocalService
metadata: { name: web }
spec: { ports: [{ port: 80, address: '127.0.0.1:${web}' }] }
---
apiVersion: slipway.dev/v1
kind: LocalService
metadata: { name: secured }
spec: { ports: [{ port: 443, address: '127.0.0.1:${secured}' }] }
`;

const start = async () => {
  const web = await startService((asked, answer) =>
    answer.end(
      `${asked.headers.host} ${asked.headers['x-forwarded-proto']} ${/Subject="([^"]*)"/.exec(String(asked.headers['x-forwarded-client-cert']))?.[1] ?? 'nobody'}`,
    ),
  );
  const leaf = await ca.leafFor(['pass.test']);
  const secured = createSecureServer({ cert: leaf.certificate, key: leaf.key, allowHTTP1: true }, (_, answer) =>
    answer.end('its own TLS'),
  );
  await new Promise<void>((resolve) => secured.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void secured.close());
  const { table, diagnostics } = build([
    { file: 'all.yaml', text: yaml(web, (secured.address() as AddressInfo).port) },
  ]);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const rig = await startRig(
    { ...table, settings: { ...table.settings, addresses: ['127.0.0.1'], ports: { 80: 0, 443: 0 } } },
    { localCa: ca },
  );
  const portOf = (port: number) => rig.gateway.state().listeners.find((one) => one.port === port)?.bound ?? 0;
  return { rig, plain: portOf(80), port: portOf(443) };
};

describe.each(tlsClients().map((client) => [client.name, client] as const))('%s', (_, client) => {
  describe.skipIf(client.missing !== undefined)(client.missing ?? 'trusts the local authority alone', () => {
    describe.each(['HTTP/1.1', 'HTTP/2'] as const)('over %s', (protocol) => {
      /** `openssl` says nothing about an answer over HTTP/2. */
      const speaks = client.name !== 'openssl' || protocol === 'HTTP/1.1';

      test('SIMPLE, wildcards, and names of other languages', async () => {
        const { port } = await start();
        const hosts = ['simple.test', 'a.wild.test', ...(client.name !== 'curl' || hasIdn() ? [idn] : [])];
        for (const host of hosts) {
          const got = await client.get({ ...wish, host, port }, protocol);
          expect([host, got.status, got.protocol.replace('.0', '')]).toEqual([host, 200, protocol]);
          const name = new URL(`https://${host}`).hostname;
          if (speaks) expect(got.body).toContain(`${name} https nobody`);
        }
      });

      test('MUTUAL takes a client certificate of the authority, and neither none nor one of a stranger', async () => {
        const { port } = await start();
        const host = 'mutual.test';
        const got = await client.get({ ...wish, host, port, shows: shows.alice }, protocol);
        expect(got.status).toBe(200);
        if (speaks) expect(got.body).toContain('mutual.test https CN=alice');
        await expect(client.get({ ...wish, host, port }, protocol)).rejects.toThrow();
        await expect(client.get({ ...wish, host, port, shows: shows.mallory }, protocol)).rejects.toThrow();
      });

      test('OPTIONAL_MUTUAL takes none as well, and still none of a stranger', async () => {
        const { port } = await start();
        const host = 'optional.test';
        const [without, shown] = [
          await client.get({ ...wish, host, port }, protocol),
          await client.get({ ...wish, host, port, shows: shows.alice }, protocol),
        ];
        expect([without.status, shown.status]).toEqual([200, 200]);
        if (speaks) expect([without.body, shown.body].join()).toMatch(/https nobody[\s\S]*https CN=alice/);
        await expect(client.get({ ...wish, host, port, shows: shows.mallory }, protocol)).rejects.toThrow();
      });

      test('PASSTHROUGH is TLS of the service from end to end', async () => {
        const { port, rig } = await start();
        const got = await client.get({ ...wish, host: 'pass.test', port }, protocol);
        expect(got.status).toBe(200);
        if (speaks) expect(got.body).toContain('its own TLS');
        expect((await rig.nextExchange()).serverName).toBe('pass.test');
      });

      test('httpsRedirect leads from the plaintext port to the one with TLS', async () => {
        const { plain, port } = await start();
        const wire = await openWire(plain);
        wire.write('GET /cart?a=1 HTTP/1.1\r\nhost: redirect.test\r\nconnection: close\r\n\r\n');
        const answer = await wire.ended;
        expect(answer).toMatch(/^HTTP\/1\.1 301 /);
        expect(answer).toMatch(/^location: https:\/\/redirect\.test\/cart\?a=1\r$/m);
        const by2 = await ask(openHttp2(plain), { ':authority': 'redirect.test', ':path': '/cart?a=1' });
        expect([by2.status, by2.headers.location]).toEqual([301, 'https://redirect.test/cart?a=1']);
        const got = await client.get({ ...wish, host: 'redirect.test', port }, protocol);
        expect(got.status).toBe(200);
      });

      test('a name that no server has is refused, and so is whoever trusts another authority', async () => {
        const { port, rig } = await start();
        await expect(client.get({ ...wish, host: 'other.test', port }, protocol)).rejects.toThrow();
        expect(await rig.nextExchange()).toMatchObject({ serverName: 'other.test', details: 'filter_chain_not_found' });
        await expect(client.get({ ...wish, host: 'b.a.wild.test', port }, protocol)).resolves.toMatchObject({
          // Its leaf is made for the very name, as a wildcard of a Gateway covers any depth; no route has the host.
          status: speaks ? 404 : 200,
        });
        const pem = await stranger.certificate();
        const other = { ca: pem, caFile: file('other.pem', pem) };
        await expect(client.get({ ...other, host: 'simple.test', port }, protocol)).rejects.toThrow();
      });
    });
  });
});

test('another authority signs from one moment to the next, and connections of before go on', async () => {
  const own = createLocalCa({ clock: Date.now });
  const web = await startService((_, answer) => answer.end('here'));
  const { table } = build([{ file: 'all.yaml', text: yaml(web, web) }]);
  const rig = await startRig(
    { ...table, settings: { ...table.settings, addresses: ['127.0.0.1'], ports: { 80: 0, 443: 0 } } },
    { localCa: own },
  );
  const port = rig.gateway.state().listeners.find((one) => one.port === 443)?.bound ?? 0;
  const { connect: connectTls } = await import('node:tls');
  const trusted = await own.certificate();
  const old = connectTls({ host: '127.0.0.1', port, servername: 'simple.test', ca: trusted });
  onTestFinished(() => void old.destroy());
  await new Promise((resolve) => old.once('secureConnect', resolve));

  const applied = new Promise<void>((resolve) => void rig.gateway.onState(() => resolve()));
  const { makeMkcert } = await import('../trust/mkcert-authority.ts');
  const pem = await makeMkcert(folder, 'ec');
  await own.use({ from: 'mkcert', folder });
  await applied;
  const [node] = tlsClients();
  const next = { host: 'simple.test', port, ca: pem, caFile: '' };
  expect(await node?.get(next, 'HTTP/1.1')).toMatchObject({ status: 200 });
  await expect(node?.get({ ...next, ca: trusted }, 'HTTP/1.1')).rejects.toThrow();
  const answered = new Promise<string>((resolve) => old.once('data', (bytes) => resolve(String(bytes))));
  old.write('GET / HTTP/1.1\r\nhost: simple.test\r\n\r\n');
  expect(await answered).toMatch(/^HTTP\/1\.1 200/);
  // A port that is open stays so all the while.
  const plain = connect({ host: '127.0.0.1', port });
  onTestFinished(() => void plain.destroy());
  await new Promise((resolve) => plain.once('connect', resolve));
});

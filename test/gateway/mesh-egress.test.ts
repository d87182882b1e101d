import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect as connectHttp2, createServer as createHttp2 } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls, createServer as createTls } from 'node:tls';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { build } from '#core/build.ts';
import { accessLogText } from '#core/traffic/access-log.ts';
import { readyLines } from '../../src-main/cli/run-lines.ts';
import { createLocalCa } from '../../src-main/gateway/tls/local-ca.ts';
import { openWire, type Rig, startRig, startService } from './rig.ts';

/** The documentation's egress gateway, from YAML to sockets: workload, sidecar, egress gateway, a stand-in for the external host. */

const example = readFileSync(join(import.meta.dirname, '../../resources/examples/egress/egress.yaml'), 'utf8');
const ca = createLocalCa({ clock: Date.now });

const local = (port: number, mesh = '{}', tlsPort = 1): string => `
apiVersion: slipway.dev/v1
kind: LocalGateway
metadata: { name: local }
spec:
  mesh: ${mesh}
  resolve:
  - { host: edition.cnn.com, port: 80, address: '127.0.0.1:${port}' }
  - { host: edition.cnn.com, port: 443, address: '127.0.0.1:${tlsPort}' }
`;

type EgressRig = Rig & { readonly proxy: number; readonly ended: (count: number) => Promise<void> };

async function startEgress(...texts: readonly string[]): Promise<EgressRig> {
  const { table, diagnostics } = build(texts.map((text, i) => ({ file: `${i}.yaml`, text })));
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const rig = await startRig(table);
  const ended = async (count: number) => {
    while (rig.exchanges.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  return { ...rig, proxy: rig.gateway.state().mesh?.bound ?? 0, ended };
}

type Got = { readonly status: number | undefined; readonly server: string | undefined; readonly body: string };

const get = (port: number, url: string): Promise<Got> =>
  new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path: url, agent: false }, (response) => {
      let body = '';
      response.on('data', (part: Buffer) => {
        body += part.toString();
      });
      response.on('end', () =>
        resolve({ status: response.statusCode, server: response.headers.server?.toString(), body }),
      );
    });
    asked.on('error', reject);
    asked.setHeader('host', new URL(url).host);
    asked.end();
  });

async function tunnelTo(proxy: number, target: string): Promise<Socket> {
  const wire = await openWire(proxy);
  wire.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`);
  await wire.until(/established\r\n\r\n/);
  wire.socket.removeAllListeners('data');
  return wire.socket;
}

const politics = (seen: string[][]) =>
  startService((asked, response) => {
    seen.push([`${asked.method} ${asked.url}`, ...asked.rawHeaders]);
    response.end('politics');
  });

test('the documentation’s egress gateway: the request leaves through it, and both proxies write their line', async () => {
  const seen: string[][] = [];
  const { proxy, exchanges, ended, gateway } = await startEgress(example, local(await politics(seen)));
  expect(await get(proxy, 'http://edition.cnn.com/politics')).toEqual({
    status: 200,
    server: 'envoy',
    body: 'politics',
  });
  await ended(2);
  const [egress, sidecar] = [...exchanges].sort((a, b) => b.id - a.id);
  expect(sidecar).toMatchObject({
    proxy: 'mesh',
    upstream: { cluster: 'outbound|80|cnn|istio-egressgateway.istio-system.svc.cluster.local' },
  });
  expect(egress).toMatchObject({
    proxy: 'istio-egressgateway.istio-system',
    authority: 'edition.cnn.com',
    upstream: { cluster: 'outbound|80||edition.cnn.com' },
    route: { origin: { name: 'direct-cnn-through-egress-gateway' } },
  });
  // As the documentation shows it: HTTP/2 between the proxies, and the cluster of the external host.
  expect(accessLogText(egress as NonNullable<typeof egress>)).toMatch(
    /"GET \/politics HTTP\/2" 200 - via_upstream .* "edition\.cnn\.com" "127\.0\.0\.1:\d+" outbound\|80\|\|edition\.cnn\.com /,
  );
  expect(sidecar?.upstream?.host).toBe(egress?.downstreamLocal);
  expect(seen).toHaveLength(1);
  expect(seen[0]?.[0]).toBe('GET /politics');
  const lines = readyLines(gateway.state(), undefined);
  expect(lines).toContain(`mesh proxy: http_proxy=http://127.0.0.1:${proxy}`);
  expect(lines.filter((line) => line.startsWith('export'))).toEqual([]);
  expect(lines[0]).toMatch(
    /^80 HTTP default\/istio-egressgateway of the egress gateway istio-egressgateway\.istio-system on 127\.0\.0\.1:\d+$/,
  );
});

const hasCurl = spawnSync('curl', ['--version']).error === undefined;

test.runIf(hasCurl)('curl of the documentation, with nothing but http_proxy before it', async () => {
  const { proxy, exchanges, ended } = await startEgress(example, local(await politics([])));
  const { stdout } = await promisify(execFile)('curl', ['-sL', 'http://edition.cnn.com/politics'], {
    env: { PATH: process.env.PATH, http_proxy: `http://127.0.0.1:${proxy}` },
  });
  expect(stdout).toBe('politics');
  await ended(2);
  expect(exchanges.map(({ status }) => status)).toEqual([200, 200]);
});

test('HTTPS to the same host passes untouched, by the server name of the ServiceEntry', async () => {
  const { key, certificate } = await ca.leafFor(['edition.cnn.com']);
  const server = createTls({ key, cert: certificate }, (socket) => socket.end('secret politics'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const { proxy, nextExchange } = await startEgress(example, local(1, '{}', port));
  const socket = await tunnelTo(proxy, 'edition.cnn.com:443');
  const authority = await ca.certificate();
  const text = await new Promise<string>((resolve, reject) => {
    const tls = connectTls({ socket, servername: 'edition.cnn.com', ca: authority });
    tls.on('data', (part: Buffer) => resolve(part.toString()));
    tls.on('error', reject);
  });
  expect(text).toBe('secret politics');
  socket.destroy();
  expect(await nextExchange()).toMatchObject({
    proxy: 'mesh',
    serverName: 'edition.cnn.com',
    upstream: { cluster: 'outbound|443||edition.cnn.com', host: `127.0.0.1:${port}` },
  });
});

test('TLS through an egress gateway that passes it through: two hops, two lines, one handshake', async () => {
  const { key, certificate } = await ca.leafFor(['edition.cnn.com']);
  const server = createTls({ key, cert: certificate }, (socket) => socket.end('secret politics'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const { proxy, exchanges, ended } = await startEgress(passing(true), local(1, '{}', port));
  const socket = await tunnelTo(proxy, 'edition.cnn.com:443');
  const authority = await ca.certificate();
  const text = await new Promise<string>((resolve, reject) => {
    const tls = connectTls({ socket, servername: 'edition.cnn.com', ca: authority });
    tls.on('data', (part: Buffer) => resolve(part.toString()));
    tls.on('error', reject);
  });
  expect(text).toBe('secret politics');
  socket.destroy();
  await ended(2);
  const lines = exchanges.map(({ proxy: whose, serverName, upstream }) => [whose, serverName, upstream?.cluster]);
  expect(lines.sort()).toEqual([
    ['istio-egressgateway.istio-system', 'edition.cnn.com', 'outbound|443||edition.cnn.com'],
    ['mesh', 'edition.cnn.com', 'outbound|443||istio-egressgateway.istio-system.svc.cluster.local'],
  ]);
});

test('connections that an egress gateway leads back to itself end there', async () => {
  const { proxy, exchanges, ended } = await startEgress(passing(false), local(1));
  const socket = await tunnelTo(proxy, 'edition.cnn.com:443');
  connectTls({ socket, servername: 'edition.cnn.com' }).on('error', () => {});
  await ended(2);
  expect(exchanges.find(({ proxy: whose }) => whose !== 'mesh')).toMatchObject({ details: 'mesh_circle', flags: 'UH' });
});

/** The documentation's egress gateway for HTTPS; without `apart` its VirtualService forgets to tell the hops apart. */
const passing = (apart: boolean): string => `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: cnn }
spec: { hosts: [edition.cnn.com], ports: [{ number: 443, name: tls, protocol: TLS }], resolution: DNS }
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: istio-egressgateway }
spec:
  selector: { istio: egressgateway }
  servers: [{ port: { number: 443, name: tls, protocol: TLS }, hosts: [edition.cnn.com], tls: { mode: PASSTHROUGH } }]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: through-egress }
spec:
  hosts: [edition.cnn.com]
  gateways: [mesh, istio-egressgateway]
  tls:
  - match: [{ ${apart ? 'gateways: [mesh], ' : ''}port: 443, sniHosts: [edition.cnn.com] }]
    route: [{ destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 443 } } }]
${apart ? '  - match: [{ gateways: [istio-egressgateway], port: 443, sniHosts: [edition.cnn.com] }]\n    route: [{ destination: { host: edition.cnn.com, port: { number: 443 } } }]' : ''}
`;

test('requests that an egress gateway leads back to itself end with 508 and the reason', async () => {
  const text = example.replace(/ {2}- match:\n {4}- gateways:\n {6}- istio-egressgateway[\s\S]*$/, '');
  // The gateway does not see the subset of a rule in another namespace, which would end the circle with 503.
  const round = text
    .replace('    - gateways:\n      - mesh\n      port: 80', '    - port: 80')
    .replace('        subset: cnn\n', '');
  const { proxy, exchanges, ended } = await startEgress(round, local(1));
  const answer = await get(proxy, 'http://edition.cnn.com/');
  expect(answer).toMatchObject({ status: 508, body: expect.stringContaining('match.gateways') });
  await ended(22);
  expect(exchanges.filter(({ details }) => details === 'mesh_circle')).toHaveLength(1);
});

test('REGISTRY_ONLY of the settings: declared hosts answer, others 502', async () => {
  const { proxy } = await startEgress(example, local(await politics([]), '{ outboundTrafficPolicy: REGISTRY_ONLY }'));
  expect((await get(proxy, 'http://edition.cnn.com/politics')).status).toBe(200);
  expect(await get(proxy, 'http://www.example.invalid/')).toMatchObject({ status: 502, body: '' });
});

test('HTTP/2 by prior knowledge goes through a tunnel, with many streams on it', async () => {
  const server = createHttp2((asked, response) => response.end(`${asked.headers[':authority']}${asked.url}`));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const entry = `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: calls }
spec:
  hosts: [calls.example]
  ports: [{ number: 9000, name: grpc, protocol: GRPC }]
  resolution: STATIC
  endpoints: [{ address: 127.0.0.1, ports: { grpc: ${(server.address() as AddressInfo).port} } }]
`;
  const { proxy, exchanges, ended } = await startEgress(entry);
  const socket = await tunnelTo(proxy, 'calls.example:9000');
  const session = connectHttp2('http://calls.example:9000', { createConnection: () => socket });
  onTestFinished(() => session.destroy());
  const answers = await Promise.all(
    Array.from({ length: 20 }, async (_, i) => {
      let text = '';
      for await (const part of session.request({ ':path': `/${i}` })) text += String(part);
      return text;
    }),
  );
  expect(answers).toEqual(Array.from({ length: 20 }, (_, i) => `calls.example:9000/${i}`));
  await ended(20);
  expect(new Set(exchanges.map(({ proxy: whose, protocol }) => `${whose} ${protocol}`))).toEqual(
    new Set(['mesh HTTP/2']),
  );
});

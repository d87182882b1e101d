import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createSecureServer } from 'node:http2';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer, type TLSSocket, type TlsOptions } from 'node:tls';
import { onTestFinished } from 'vitest';
import { build } from '#core/build.ts';
import type { GatewayOptions } from '../../src-main/gateway/gateway.ts';
import type { Pair } from './certificates.ts';
import { exchangeRaw, type Rig, startRig } from './rig.ts';

export const secretOf = (name: string, values: Readonly<Record<string, string>>, kind = 'Secret') => `
apiVersion: v1
kind: ${kind}
metadata: { name: ${name} }
${kind === 'Secret' ? 'stringData' : 'data'}:
${Object.entries(values)
  .map(([key, value]) => `  ${key}: ${JSON.stringify(value)}`)
  .join('\n')}
---
`;

/** A gateway whose host `shop.test` leads to a service at `port`, with a DestinationRule that has this `tls` block. */
export const shopYaml = (port: number, tls: string, more: { portName?: string; http?: string } = {}): string => `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main }
spec:
  servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ['*'] }]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop }
spec:
  hosts: ['*']
  gateways: [main]
  http: [{ ${more.http ?? 'retries: { attempts: 0 }'}, route: [{ destination: { host: shop.test, port: { number: 443 } } }] }]
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: shop }
spec:
  hosts: [shop.test]
  ports: [{ number: 443, name: ${more.portName ?? 'http'}, protocol: ${(more.portName ?? 'http').toUpperCase()}, targetPort: ${port} }]
  resolution: STATIC
  endpoints: [{ address: 127.0.0.1 }]
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: shop }
spec:
  host: shop.test
  trafficPolicy: { tls: ${tls} }
---
`;

export type YamlRig = Rig & { readonly apply: (yaml: string) => Promise<void> };

export async function startYaml(yaml: string, options: Partial<GatewayOptions> = {}): Promise<YamlRig> {
  const make = (text: string) => {
    const { table, secrets } = build([{ file: 'routes.yaml', text }]);
    const declared = table.listeners.flatMap(({ declaredPorts }) => declaredPorts);
    const ports = Object.fromEntries(declared.map((port) => [String(port), 0]));
    return { table: { ...table, settings: { ...table.settings, addresses: ['127.0.0.1'], ports } }, secrets };
  };
  const first = make(yaml);
  const rig = await startRig({ ...first.table, clusters: {} }, options);
  const apply = async (text: string) => {
    const { table, secrets } = make(text);
    await rig.gateway.apply(table, secrets);
  };
  await apply(yaml);
  return { ...rig, apply };
}

async function listening(server: Server, open: Set<{ destroy: () => void }>): Promise<number> {
  server.on('connection', (socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const named = (pair: Pair, more: TlsOptions): TlsOptions => ({ cert: pair.certificate, key: pair.key, ...more });

/** Answers with what it knows of its TLS: server name and protocol of ALPN. */
const tell: RequestListener = (_, answer) => {
  const { servername, alpnProtocol } = answer.socket as TLSSocket & { servername?: string };
  answer.end(JSON.stringify({ servername, alpn: alpnProtocol }));
};

export const httpsService = (pair: Pair, more: TlsOptions = {}, handle: RequestListener = tell): Promise<number> => {
  const server = createHttps(named(pair, more), handle);
  server.on('tlsClientError', () => {});
  return listening(server, new Set());
};

export const http2Service = (
  pair: Pair,
  handle: (request: IncomingMessage, answer: ServerResponse) => void,
): Promise<number> => {
  const server = createSecureServer({ cert: pair.certificate, key: pair.key });
  server.on('request', (request, answer) => handle(request as never, answer as never));
  server.on('sessionError', () => {});
  return listening(server, new Set());
};

export const tlsService = (pair: Pair, take: (socket: TLSSocket) => void): Promise<number> => {
  const server = createTlsServer(named(pair, {}), (socket) => {
    socket.on('error', () => {});
    take(socket);
  });
  return listening(server, new Set());
};

/** One request with a host; the status and the body. */
export async function ask(
  port: number,
  host = 'shop.test',
): Promise<{ readonly status: number; readonly body: string }> {
  const text = await exchangeRaw(port, `GET / HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`);
  const [head = '', body = ''] = text.split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), body: /chunked/i.test(head) ? (body.split('\r\n')[1] ?? '') : body };
}

/** Files that are gone when the test ends. */
export async function filesOf(contents: Readonly<Record<string, string>>): Promise<(name: string) => string> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-tls-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(contents)) await writeFile(join(folder, name), text);
  return (name) => join(folder, name);
}

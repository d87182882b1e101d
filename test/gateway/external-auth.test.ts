import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { build } from '#core/build.ts';
import type { Table } from '#core/route/table.ts';
import { unusedPort } from '../check/echo-service.ts';
import { startRig, startService } from './rig.ts';

type Answer = { readonly status: number; readonly body: string; readonly headers: IncomingHttpHeaders };

const ask = (port: number, method: string, path: string, headers: Record<string, string>): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const options = { agent: false, host: '127.0.0.1', port, method, path, headers: { host: 'shop.test', ...headers } };
    const sent = request(options, (answer) => {
      let body = '';
      answer.on('data', (bytes) => {
        body += bytes;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body, headers: answer.headers }));
    });
    sent.on('error', reject);
    sent.end(method === 'POST' ? 'the body' : undefined);
  });

const tableOf = (ports: { readonly shop: number; readonly door: number }, http: object, more: object = {}): Table => {
  const documents = [
    ...Object.entries(ports).flatMap(([name, port]) => [
      { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec: { ports: [{ name: 'http', port: 80 }] } },
      {
        apiVersion: 'slipway.dev/v1',
        kind: 'LocalService',
        metadata: { name },
        spec: { endpoints: [{ address: `127.0.0.1:${port}` }] },
      },
    ]),
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: { name: 'front' },
      spec: { gatewayClassName: 'any', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
    },
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      metadata: { name: 'shop' },
      spec: {
        parentRefs: [{ name: 'front' }],
        rules: [
          {
            filters: [
              {
                type: 'ExternalAuth',
                externalAuth: { protocol: 'HTTP', backendRef: { name: 'door', port: 80 }, http, ...more },
              },
            ],
            backendRefs: [{ name: 'shop', port: 80 }],
          },
        ],
      },
    },
  ];
  const { table } = build([{ file: 'a.yaml', text: documents.map((one) => JSON.stringify(one)).join('\n---\n') }]);
  // At a port that the system chooses.
  return { ...table, settings: { ...table.settings, ports: { '80': 0 } } };
};

type Seen = { readonly method: string; readonly url: string; readonly headers: IncomingHttpHeaders };

/** A shop behind a door that opens for the password. */
const start = async (http: object, open: (seen: IncomingMessage) => Record<string, string> = () => ({})) => {
  const shop: Seen[] = [];
  const door: Seen[] = [];
  const note = (list: Seen[], { method = '', url = '', headers }: IncomingMessage) =>
    list.push({ method, url, headers });
  const ports = {
    shop: await startService((from, to) => {
      note(shop, from);
      from.resume().on('end', () => to.end('shop'));
    }),
    door: await startService((from, to) => {
      note(door, from);
      if (from.headers.authorization === 'open') to.writeHead(200, open(from)).end('welcome');
      else if (from.headers.authorization === 'odd') to.writeHead(204).end();
      else if (from.headers.authorization === 'broken') to.writeHead(500).end('trace');
      else to.writeHead(401, { 'www-authenticate': 'Basic realm="100%"', 'content-type': 'text/x-door' }).end('who?');
    }),
  };
  const rig = await startRig(tableOf(ports, http));
  return { ...rig, shop, door };
};

describe('external authorization', () => {
  test('200 lets a request go on, with its body, and with what the service says of the client', async () => {
    const { port, shop, door } = await start(
      { path: '/check', allowedHeaders: ['X-Tenant'], allowedResponseHeaders: ['X-User', 'X-Role'] },
      () => ({ 'x-user': 'anna', 'x-secret': 'no' }),
    );
    const headers = { authorization: 'open', 'x-tenant': 't', 'x-other': 'o', 'x-user': 'forged', 'x-role': 'forged' };
    const answer = await ask(port, 'POST', '/cart?a=b', headers);
    expect(answer).toMatchObject({ status: 200, body: 'shop' });
    expect(door).toMatchObject([
      { method: 'POST', url: '/check/cart?a=b', headers: { host: 'shop.test', 'x-tenant': 't' } },
    ]);
    expect(door[0]?.headers).not.toHaveProperty('x-other');
    expect(shop[0]?.headers).toMatchObject({ 'x-user': 'anna', 'x-other': 'o', 'content-length': '8' });
    expect(shop[0]?.headers).not.toHaveProperty('x-secret');
    expect(shop[0]?.headers).not.toHaveProperty('x-role');
  });

  test('without a list everything goes on that is not about the answer itself', async () => {
    const { port, shop } = await start({}, () => ({ 'x-user': 'anna', 'content-type': 'text/x-door' }));
    await ask(port, 'GET', '/', { authorization: 'open' });
    expect(shop[0]?.headers['x-user']).toBe('anna');
    expect(shop[0]?.headers).not.toHaveProperty('content-type');
  });

  test('a refusal is the service’s own, and the other service hears nothing', async () => {
    const { port, shop, nextExchange } = await start({});
    const answer = await ask(port, 'GET', '/', {});
    expect(answer).toMatchObject({ status: 401, body: 'who?' });
    expect(answer.headers).toMatchObject({ 'www-authenticate': 'Basic realm="100%"', 'content-type': 'text/x-door' });
    expect(shop).toEqual([]);
    expect((await nextExchange()).details).toBe('ext_authz_denied');
  });

  test.each(['odd', 'broken'])('an answer that says neither (%s) is a refusal', async (authorization) => {
    const { port, shop } = await start({});
    expect(await ask(port, 'GET', '/', { authorization })).toMatchObject({ status: 403, body: '' });
    expect(shop).toEqual([]);
  });

  test('a service that cannot be reached has refused', async () => {
    const shop = await startService((_, to) => to.end('shop'));
    const { port, nextExchange } = await startRig(tableOf({ shop, door: await unusedPort() }, {}));
    expect((await ask(port, 'GET', '/', { authorization: 'open' })).status).toBe(403);
    expect((await nextExchange()).details).toBe('ext_authz_error');
  });

  test.each([
    { protocol: 'GRPC', http: undefined, grpc: {} },
    { forwardBody: { maxSize: 10 } },
    { backendRef: { name: 'ghost', port: 80 } },
  ])('what cannot be asked for (%j) is no way in', async (more) => {
    const shop = await startService((_, to) => to.end('shop'));
    const { port } = await startRig(tableOf({ shop, door: shop }, {}, more));
    expect((await ask(port, 'GET', '/', {})).status).toBe(500);
  });
});

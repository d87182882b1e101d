import { type IncomingHttpHeaders, request as plainRequest } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { request as secureRequest } from 'node:https';
import { connect as connectTls } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { createAuthority } from './certificates.ts';
import { localCa, site, startNamed } from './localhost-rig.ts';
import { headerIn, openWire, startService } from './rig.ts';

const host = 'httpbin.example.com';
const trusted = await localCa.certificate();
type Got = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: string };

/** A service that says what it got, and answers the `location` of the query. */
const echo = () =>
  startService((asked, answer) => {
    const { searchParams } = new URL(asked.url ?? '/', 'http://any');
    const location = searchParams.get('location');
    const allow = searchParams.get('allow');
    answer.writeHead(location === null ? 200 : 302, {
      ...(location !== null && { location }),
      ...(allow !== null && { 'access-control-allow-origin': allow }),
      'strict-transport-security': 'max-age=31536000',
      'set-cookie': `id=1; Domain=${host}`,
    });
    answer.end(JSON.stringify({ headers: asked.headers }));
  });

async function get(
  scheme: 'http' | 'https',
  port: number,
  name: string,
  path = '/',
  headers: IncomingHttpHeaders = {},
): Promise<Got> {
  return new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port,
      path,
      agent: false as const,
      headers: { host: `${name}:${port}`, ...headers },
    };
    const heard = (answer: import('node:http').IncomingMessage) => {
      let body = '';
      answer.on('data', (part) => {
        body += part;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }));
    };
    const asked =
      scheme === 'http'
        ? plainRequest(options, heard)
        : secureRequest({ ...options, servername: name, ca: trusted }, heard);
    asked.on('error', reject);
    asked.end();
  });
}

test('a .localhost name is routed and forwarded as the host, and the exchange tells both', async () => {
  const rig = await startNamed(site(host, await echo()));
  const got = await get('http', rig.open(80), `${host}.localhost`, '/get');
  expect(JSON.parse(got.body).headers.host).toBe(host);
  const exchange = await rig.nextExchange();
  expect(exchange).toMatchObject({ authority: host, status: 200, upstream: { authority: host } });
  expect(exchange.requestHeaders).toEqual(expect.arrayContaining([`${host}.localhost:${rig.open(80)}`]));
  const unknown = await get('http', rig.open(80), `other.localhost`);
  expect(unknown.status).toBe(404);
});

test('TLS for an alias: the chain of the host, a leaf for the name, over HTTP/1.1 and HTTP/2', async () => {
  const authority = await createAuthority();
  const pair = await authority.issue([host]);
  const own = `${site(host, await echo(), '{ mode: SIMPLE, credentialName: theirs }')}
---
apiVersion: v1
kind: Secret
metadata: { name: theirs }
stringData: { tls.crt: ${JSON.stringify(pair.certificate)}, tls.key: ${JSON.stringify(pair.key)} }
`;
  for (const yaml of [site(host, await echo()), own]) {
    const rig = await startNamed(yaml);
    const port = rig.open(443);
    const got = await get('https', port, `${host}.localhost`);
    expect(JSON.parse(got.body).headers).toMatchObject({ host, 'x-forwarded-proto': 'https' });
    const session = connectHttp2(`https://${host}.localhost:${port}`, {
      ca: trusted,
      createConnection: () =>
        connectTls({
          host: '127.0.0.1',
          port,
          servername: `${host}.localhost`,
          ALPNProtocols: ['h2'],
          ca: trusted,
        }),
    });
    onTestFinished(() => session.destroy());
    const stream = session.request({ ':path': '/' });
    let body = '';
    for await (const part of stream) body += part;
    expect(JSON.parse(body).headers.host).toBe(host);
  }
});

test('what the certificate of the user covers is shown as it is, aliases or not', async () => {
  const authority = await createAuthority();
  const pair = await authority.issue([host]);
  const rig = await startNamed(`${site(host, await echo(), '{ mode: SIMPLE, credentialName: theirs }')}
---
apiVersion: v1
kind: Secret
metadata: { name: theirs }
stringData: { tls.crt: ${JSON.stringify(pair.certificate)}, tls.key: ${JSON.stringify(pair.key)} }
`);
  const socket = connectTls({ host: '127.0.0.1', port: rig.open(443), servername: host, ca: authority.pem });
  onTestFinished(() => void socket.destroy());
  await new Promise((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject));
  expect(socket.authorized).toBe(true);
});

test('Location stays with the alias where it leads to a host of this gateway, and leads on where it does not', async () => {
  const rig = await startNamed(site(host, await echo()));
  const http = rig.open(80);
  const https = rig.open(443);
  const led = async (location: string) =>
    (await get('http', http, `${host}.localhost`, `/?location=${encodeURIComponent(location)}`)).headers.location;
  expect(await led(`http://${host}/login?next=1#here`)).toBe(`http://${host}.localhost:${http}/login?next=1#here`);
  expect(await led(`https://${host}/login`)).toBe(`https://${host}.localhost:${https}/login`);
  expect(await led('/relative')).toBe('/relative');
  expect(await led('https://accounts.example.org/')).toBe('https://accounts.example.org/');
  expect(await led(`http://${host}:9999/`)).toBe(`http://${host}:9999/`);
  // The gateway's own redirect, too.
  const moved = await get('http', http, `${host}.localhost`, '/moved');
  expect(moved).toMatchObject({ status: 301, headers: { location: `https://${host}.localhost:${https}/new` } });
  // Who asks by the real name is led by the real name.
  const real = await get('http', http, host, `/?location=${encodeURIComponent(`http://${host}/`)}`, { host });
  expect(real.headers.location).toBe(`http://${host}/`);
});

test('Origin and Referer of the alias arrive as those of the host, other ones as they are; its own permission comes back', async () => {
  const rig = await startNamed(site(host, await echo()));
  const port = rig.open(80);
  const own = `http://${host}.localhost:${port}`;
  const got = await get('http', port, `${host}.localhost`, `/?allow=${encodeURIComponent(`http://${host}`)}`, {
    origin: own,
    referer: `${own}/page?q=1`,
  });
  expect(JSON.parse(got.body).headers).toMatchObject({
    origin: `http://${host}`,
    referer: `http://${host}/page?q=1`,
  });
  expect(got.headers['access-control-allow-origin']).toBe(own);
  const foreign = await get('http', port, `${host}.localhost`, '/', {
    origin: `${own}.evil.test`,
    referer: `http://evil.test/${own}`,
  });
  expect(JSON.parse(foreign.body).headers).toMatchObject({
    origin: `${own}.evil.test`,
    referer: `http://evil.test/${own}`,
  });
});

test("cookies are the browser's affair, HSTS is not: it is not passed on under an alias", async () => {
  const rig = await startNamed(site(host, await echo()));
  const got = await get('https', rig.open(443), `${host}.localhost`);
  expect(got.headers['strict-transport-security']).toBeUndefined();
  expect(got.headers['set-cookie']).toEqual([`id=1; Domain=${host}`]);
  const real = await get('https', rig.open(443), host, '/', { host });
  expect(real.headers['strict-transport-security']).toBe('max-age=31536000');
});

test('a WebSocket by an alias reaches the service under the real name', async () => {
  const seen: string[] = [];
  const port = await startService(
    (_, answer) => answer.end(),
    (server) =>
      server.on('upgrade', (asked, socket) => {
        seen.push(asked.headers.host ?? '', asked.headers.origin ?? '');
        socket.end('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n');
      }),
  );
  const rig = await startNamed(site(host, port));
  const open = rig.open(80);
  const wire = await openWire(open);
  wire.write(
    `GET /ws HTTP/1.1\r\nHost: ${host}.localhost:${open}\r\nOrigin: http://${host}.localhost:${open}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
  );
  const answer = await wire.until(/\r\n\r\n/);
  expect(answer).toMatch(/^HTTP\/1\.1 101 /);
  expect(headerIn(answer, 'upgrade')).toBe('websocket');
  expect(seen).toEqual([host, `http://${host}`]);
});

import { once } from 'node:events';
import { connect as connectPlain, type Socket } from 'node:net';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { readClientHello } from '../../src-main/gateway/listener/client-hello.ts';
import { createAuthority, type Pair } from './certificates.ts';
import { filesOf, secretOf, startYaml, type YamlRig } from './upstream-tls-rig.ts';

const yamlOf = (tls: string, more = '') => `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main }
spec:
  servers:
  - port: { number: 443, name: https, protocol: HTTPS }
    hosts: ['*']
    tls: ${tls}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: any }
spec:
  hosts: ['*']
  gateways: [main]
  http: [{ directResponse: { status: 200, body: { string: served } } }]
---
${more}`;

const pairOf = ({ certificate, key }: Pair) => secretOf('cert', { 'tls.crt': certificate, 'tls.key': key });

async function start(handshakeMs = 15_000): Promise<YamlRig> {
  const ca = await createAuthority();
  const tls = yamlOf('{ mode: SIMPLE, credentialName: cert }', pairOf(await ca.issue(['shop.test'])));
  return startYaml(tls, { handshakeMs });
}

function dialPlain(port: number): Socket {
  const socket = connectPlain(port, '127.0.0.1');
  socket.on('error', () => {});
  onTestFinished(() => void socket.destroy());
  return socket;
}

const closing = (socket: Socket) => new Promise<void>((resolve) => socket.once('close', () => resolve()));

/** A request over TLS; undefined where the connection ends without an answer. */
async function get(port: number, options: ConnectionOptions = {}): Promise<string | undefined> {
  const socket: TLSSocket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false, ...options });
  onTestFinished(() => void socket.destroy());
  let text = '';
  socket.on('error', () => {});
  socket.on('data', (bytes) => {
    text += String(bytes);
  });
  socket.on('secureConnect', () => socket.write('GET / HTTP/1.1\r\nhost: shop.test\r\nconnection: close\r\n\r\n'));
  await Promise.race([closing(socket), once(socket, 'end').catch(() => {})]);
  return text === '' ? undefined : text.slice(text.indexOf('\r\n\r\n') + 4);
}

/** The bytes that a client begins with. */
async function helloBytes(options: ConnectionOptions = {}): Promise<Buffer> {
  const { createServer } = await import('node:net');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const client = connect({ host: '127.0.0.1', port: (server.address() as { port: number }).port, ...options });
  client.on('error', () => {});
  const [taken] = (await once(server, 'connection')) as [Socket];
  const [bytes] = (await once(taken, 'data')) as [Buffer];
  client.destroy();
  taken.destroy();
  return bytes;
}

test.each([
  ['zeros', Buffer.alloc(64)],
  ['SSL 2', Buffer.from('802e0100020015000000100100800200800300800400800500800600400700c00000', 'hex')],
  ['an alert ahead of everything', Buffer.from('15030100020228', 'hex')],
  ['a handshake that is no hello', Buffer.from('160301000402000000', 'hex')],
  ['a hello of 16 MB', Buffer.from('160301000401ffffff', 'hex')],
  ['an empty record', Buffer.from('1603010000', 'hex')],
  ['plaintext HTTP', Buffer.from('GET / HTTP/1.1\r\nhost: shop.test\r\n\r\n')],
])('%s on a port of TLS: one line, nothing served, the next client is', async (_, bytes) => {
  const rig = await start(500);
  const socket = dialPlain(rig.port);
  let text = '';
  socket.on('data', (part) => {
    text += part.toString('latin1');
  });
  socket.write(bytes);
  await closing(socket);
  expect(text).not.toContain('HTTP/');
  const { flags, terminationDetails, protocol, status } = await rig.nextExchange();
  expect({ flags, protocol, status }).toEqual({ flags: '-', protocol: '-', status: 0 });
  expect(terminationDetails).toMatch(/^TLS_error:/);
  expect(await get(rig.port)).toBe('served');
  expect(rig.exchanges.filter(({ protocol: one }) => one === '-')).toHaveLength(1);
});

test('half a hello, then silence', async () => {
  const rig = await start(50);
  const socket = dialPlain(rig.port);
  socket.write((await helloBytes()).subarray(0, 40));
  await closing(socket);
  expect((await rig.nextExchange()).terminationDetails).toBe('TLS_error:_no_hello_in_time');
});

test('a hello, then a byte now and then', async () => {
  const rig = await start(150);
  const socket = dialPlain(rig.port);
  socket.write(await helloBytes());
  // Records of application data that never make a handshake.
  const drip = setInterval(() => socket.write(Buffer.from([22])), 20);
  await closing(socket);
  clearInterval(drip);
  expect((await rig.nextExchange()).terminationDetails).toMatch(/^TLS_error:/);
});

test('a hello in pieces of one byte, and one of more than a packet', async () => {
  const rig = await start();
  const through = async (options: ConnectionOptions, size: number) => {
    const inner = dialPlain(rig.port);
    inner.setNoDelay(true);
    const { Duplex } = await import('node:stream');
    const slow = new Duplex({
      read() {},
      write(bytes: Buffer, _, next) {
        const step = (at: number) => {
          if (at >= bytes.length) return next();
          inner.write(bytes.subarray(at, at + size), () => step(at + size));
        };
        step(0);
      },
    });
    inner.on('data', (bytes) => slow.push(bytes));
    inner.on('close', () => slow.push(null));
    return get(rig.port, { socket: slow, ...options } as ConnectionOptions);
  };
  expect(await through({}, 1)).toBe('served');
  const many = Array.from({ length: 60 }, (_, index) => `${'p'.repeat(200)}${index}`);
  expect(await through({ ALPNProtocols: [...many, 'http/1.1'] }, 1_000)).toBe('served');
});

test('the reader of hellos is not slowed down by tiny records', () => {
  const records = Buffer.concat(
    Array.from({ length: 60_000 }, (_, index) => Buffer.from([22, 3, 1, 0, 1, [1, 0, 0x80][index] ?? 0])),
  );
  expect(readClientHello(records)).toEqual({ is: 'malformed', reason: 'a hello in too many records' });
});

test('clients that reset the connection in the handshake, 200 at once', async () => {
  const rig = await start(400);
  const hello = await helloBytes();
  const sockets = Array.from({ length: 200 }, () => dialPlain(rig.port));
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  for (const [index, socket] of sockets.entries()) {
    socket.resume();
    socket.write(index % 2 === 0 ? hello : hello.subarray(0, 10));
    if (index % 4 < 2) socket.resetAndDestroy();
  }
  // While the others hang, everybody else is served.
  expect(await get(rig.port)).toBe('served');
  await Promise.all(sockets.map((socket) => socket.destroyed || closing(socket)));
  // Who was gone before a byte of it was read has left no line.
  const refused = rig.exchanges.filter(({ status }) => status === 0);
  expect(refused.length).toBeLessThanOrEqual(200);
  expect(refused.every(({ terminationDetails = '' }) => terminationDetails.startsWith('TLS_error:'))).toBe(true);
  expect(await get(rig.port)).toBe('served');
});

test.each(['TLSv1.2', 'TLSv1.3'] as const)(
  'MUTUAL: each bad client certificate has its line, in %s',
  async (version) => {
    const [ca, clients, strangers] = [await createAuthority(), await createAuthority('c'), await createAuthority('s')];
    const good = await clients.issue(['client.test', '10.1.2.3']);
    const revoked = await clients.issue(['client.test']);
    const server = await ca.issue(['shop.test']);
    const secret = secretOf('cert', {
      cert: server.certificate,
      key: server.key,
      cacert: clients.pem,
      crl: await clients.revoke(revoked),
    });
    const rig = await startYaml(yamlOf('{ mode: MUTUAL, credentialName: cert }', secret));
    const as = (pair?: Pair) =>
      get(rig.port, { maxVersion: version, ...(pair && { cert: pair.certificate, key: pair.key }) });
    expect(await as(good)).toBe('served');
    await rig.nextExchange();
    for (const [pair, reason] of [
      [undefined, /peer_did_not_return_a_certificate/],
      [await strangers.issue(['client.test']), /not_trusted_\(UNABLE_TO/],
      [await clients.issue(['client.test'], { from: -20, to: -10 }), /not_trusted_\(CERT_HAS_EXPIRED\)/],
      [await clients.issue(['client.test'], { from: 10, to: 20 }), /not_trusted_\(CERT_NOT_YET_VALID\)/],
      [revoked, /not_trusted_\(CERT_REVOKED\)/],
    ] as const) {
      expect(await as(pair)).toBeUndefined();
      expect((await rig.nextExchange()).terminationDetails).toMatch(reason);
    }
    await rig.apply(yamlOf('{ mode: MUTUAL, credentialName: cert, subjectAltNames: [10.1.2.3] }', secret));
    expect(await as(good)).toBe('served');
    await rig.nextExchange();
    await rig.apply(yamlOf('{ mode: MUTUAL, credentialName: cert, subjectAltNames: [10.1.2.4] }', secret));
    expect(await as(good)).toBeUndefined();
    expect((await rig.nextExchange()).terminationDetails).toMatch(/none_of_the_alternative_names/);
  },
);

test('authorities of clients from a ConfigMap', async () => {
  const [ca, clients] = [await createAuthority(), await createAuthority('clients')];
  const [server, client] = [await ca.issue(['shop.test']), await clients.issue(['client.test'])];
  const rig = await startYaml(
    yamlOf(
      '{ mode: MUTUAL, credentialName: cert, caCertCredentialName: "configmap://default/roots" }',
      pairOf(server) + secretOf('roots', { 'ca.crt': clients.pem }, 'ConfigMap'),
    ),
  );
  expect(await get(rig.port, { cert: client.certificate, key: client.key })).toBe('served');
  expect(await get(rig.port)).toBeUndefined();
});

test('an expired certificate is served, a key of another is not', async () => {
  const ca = await createAuthority();
  const [old, one, two] = [
    await ca.issue(['shop.test'], { from: -20, to: -10 }),
    await ca.issue(['shop.test']),
    await ca.issue(['shop.test']),
  ];
  const file = await filesOf({ crt: one.certificate, key: two.key });
  const rig = await startYaml(yamlOf('{ mode: SIMPLE, credentialName: cert }', pairOf(old)));
  expect(await get(rig.port)).toBe('served');
  expect(await get(rig.port, { rejectUnauthorized: true, ca: ca.pem, servername: 'shop.test' })).toBeUndefined();
  await rig.apply(yamlOf(`{ mode: SIMPLE, serverCertificate: '${file('crt')}', privateKey: '${file('key')}' }`));
  expect(await get(rig.port)).toBeUndefined();
  await rig.apply(yamlOf('{ mode: SIMPLE, credentialName: cert }', pairOf(one)));
  expect(await get(rig.port)).toBe('served');
});

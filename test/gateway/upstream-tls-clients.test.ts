import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createAuthority } from './certificates.ts';
import { exchangeRaw, openWire, startService } from './rig.ts';
import {
  ask,
  filesOf,
  http2Service,
  httpsService,
  secretOf,
  shopYaml,
  startYaml,
  tlsService,
} from './upstream-tls-rig.ts';

const failed = 'upstream connect error or disconnect/reset before headers. reset reason: ';

test('MUTUAL shows the certificate of a Secret or of files', async () => {
  const [ca, clients] = [await createAuthority(), await createAuthority('clients')];
  const own = await clients.issue(['gateway.test']);
  const port = await httpsService(
    await ca.issue(['shop.test']),
    { requestCert: true, ca: clients.pem },
    (request, answer) =>
      answer.end(
        (request.socket as { getPeerX509Certificate?(): { subjectAltName?: string } }).getPeerX509Certificate?.()
          .subjectAltName,
      ),
  );
  const secret = secretOf('shop', { 'tls.crt': own.certificate, 'tls.key': own.key, 'ca.crt': ca.pem });
  const rig = await startYaml(shopYaml(port, '{ mode: MUTUAL, credentialName: shop }') + secret);
  expect(await ask(rig.port)).toEqual({ status: 200, body: 'DNS:gateway.test' });
  const file = await filesOf({ 'own.pem': own.certificate, 'own.key': own.key, 'ca.pem': ca.pem });
  const files = `clientCertificate: '${file('own.pem')}', privateKey: '${file('own.key')}', caCertificates: '${file('ca.pem')}'`;
  await rig.apply(shopYaml(port, `{ mode: MUTUAL, ${files} }`));
  expect(await ask(rig.port)).toEqual({ status: 200, body: 'DNS:gateway.test' });
  expect(rig.gateway.state().diagnostics).toBeUndefined();
});

test.each(['TLSv1.2', 'TLSv1.3'] as const)('a service that refuses our certificate, in %s', async (version) => {
  const [ca, clients] = [await createAuthority(), await createAuthority('clients')];
  const stranger = await ca.issue(['gateway.test']);
  const port = await httpsService(await ca.issue(['shop.test']), {
    requestCert: true,
    ca: clients.pem,
    maxVersion: version,
  });
  // In TLS 1.2 it is said in the handshake; in TLS 1.3 behind it, when the connection has been there.
  const reason = version === 'TLSv1.2' ? 'remote connection failure' : 'connection termination';
  const secret = secretOf('shop', { 'tls.crt': stranger.certificate, 'tls.key': stranger.key, 'ca.crt': ca.pem });
  const rig = await startYaml(shopYaml(port, '{ mode: MUTUAL, credentialName: shop }') + secret);
  const refused = await ask(rig.port);
  expect([refused.status, refused.body.slice(0, failed.length + reason.length)]).toEqual([503, failed + reason]);
  await rig.apply(shopYaml(port, '{ mode: SIMPLE, credentialName: shop }') + secret);
  expect((await ask(rig.port)).status).toBe(503);
});

test('keys that are missing or do not fit fail their own service alone, and are told at their line', async () => {
  const [a, b] = [await createAuthority(), await createAuthority('b')];
  const [one, two] = [await a.issue(['one.test']), await b.issue(['two.test'])];
  const port = await httpsService(await a.issue(['shop.test']));
  const file = await filesOf({ 'a.pem': one.certificate, 'b.key': two.key, 'ca.pem': a.pem, junk: 'PRIVATE junk' });
  const body = `${failed}remote connection failure, transport failure reason: TLS_error:Secret is not supplied by SDS`;
  const rig = await startYaml(shopYaml(port, '{ mode: SIMPLE, credentialName: nowhere }'));
  expect(await ask(rig.port)).toEqual({ status: 503, body });
  for (const [tls, code] of [
    [`clientCertificate: '${file('a.pem')}', privateKey: '${file('b.key')}'`, 'tls/key-mismatch'],
    [`clientCertificate: '${file('a.pem')}', privateKey: '${file('junk')}'`, 'tls/bad-key'],
    [`clientCertificate: '${file('junk')}', privateKey: '${file('b.key')}'`, 'tls/bad-certificate'],
    [`clientCertificate: '${file('gone')}', privateKey: '${file('b.key')}'`, 'tls/file'],
  ]) {
    await rig.apply(shopYaml(port, `{ mode: MUTUAL, caCertificates: '${file('ca.pem')}', ${tls} }`));
    expect(await ask(rig.port)).toEqual({ status: 503, body });
    const [told] = rig.gateway.state().diagnostics ?? [];
    expect([told?.code, told?.severity, told?.place.line]).toEqual([code, 'error', expect.any(Number)]);
  }
  await rig.apply(shopYaml(port, `{ mode: SIMPLE, caCertificates: '${file('ca.pem')}', caCrl: '${file('junk')}' }`));
  expect(await ask(rig.port)).toEqual({ status: 503, body });
  expect(rig.gateway.state().diagnostics?.[0]?.code).toBe('tls/refused');
  expect(JSON.stringify(rig.gateway.state()) + rig.logged.join()).not.toMatch(/PRIVATE/);
  await writeFile(file('b.key'), one.key);
});

test('HTTP/2 and gRPC over TLS, by ALPN', async () => {
  const ca = await createAuthority();
  const port = await http2Service(await ca.issue(['shop.test']), (request, answer) => {
    const { alpnProtocol } = request.socket as unknown as { alpnProtocol: string };
    if (request.headers['content-type'] !== 'application/grpc')
      return void answer.end(`${request.httpVersion} ${alpnProtocol}`);
    answer.writeHead(200, { 'content-type': 'application/grpc' });
    answer.addTrailers({ 'grpc-status': '0' });
    answer.end(Buffer.from([0, 0, 0, 0, 0]));
  });
  const rig = await startYaml(shopYaml(port, '{ mode: SIMPLE }', { portName: 'grpc' }), {
    systemAuthorities: () => [ca.pem],
  });
  expect(await ask(rig.port)).toEqual({ status: 200, body: '2.0 h2' });
  const { connect: connectHttp2 } = await import('node:http2');
  const session = connectHttp2(`http://127.0.0.1:${rig.port}`);
  onTestFinished(() => session.destroy());
  const call = session.request({
    ':method': 'POST',
    ':path': '/shop.Shop/Get',
    ':authority': 'shop.test',
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  call.resume().end(Buffer.from([0, 0, 0, 0, 0]));
  const [trailers] = await once(call, 'trailers');
  expect(trailers['grpc-status']).toBe('0');
  // HTTP/2 that cannot be had: the certificate is another's.
  expect((await ask(rig.port, 'other.test')).body).toContain('verify SAN list');
});

test('bodies and WebSockets go over TLS', async () => {
  const ca = await createAuthority();
  const pair = await ca.issue(['shop.test']);
  const { createServer } = await import('node:https');
  const server = createServer({ cert: pair.certificate, key: pair.key }, (request, answer) => request.pipe(answer));
  server.on('upgrade', (_, socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n');
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const port = (server.address() as { port: number }).port;
  const rig = await startYaml(shopYaml(port, '{ mode: SIMPLE }'), { systemAuthorities: () => [ca.pem] });
  const big = 'x'.repeat(300_000);
  const echoed = await exchangeRaw(
    rig.port,
    `POST / HTTP/1.1\r\nhost: shop.test\r\nconnection: close\r\ncontent-length: ${big.length}\r\n\r\n${big}`,
  );
  expect(echoed.split('x').length - 1).toBeGreaterThanOrEqual(big.length);
  const wire = await openWire(rig.port);
  wire.write(
    'GET / HTTP/1.1\r\nhost: shop.test\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  );
  await wire.until(/101 Switching Protocols/);
  wire.write('over and back');
  await wire.until(/over and back/);
});

test('TCP goes over TLS: no server name unless one is written, both halves end by themselves', async () => {
  const ca = await createAuthority();
  const names: unknown[] = [];
  const port = await tlsService(await ca.issue(['shop.test']), (socket) => {
    names.push(socket.servername);
    socket.end('hello');
    socket.resume();
  });
  const yaml = (tls: string) =>
    shopYaml(port, tls, { portName: 'tcp' })
      .replace('name: http, protocol: HTTP }, hosts', 'name: tcp, protocol: TCP }, hosts')
      .replace('http: [{ retries: { attempts: 0 }, route', 'tcp: [{ route');
  const rig = await startYaml(yaml('{ mode: SIMPLE }'), { systemAuthorities: () => [ca.pem] });
  const read = async () => {
    const socket = connect(rig.port, '127.0.0.1');
    let text = '';
    socket.on('data', (bytes) => {
      text += String(bytes);
    });
    await once(socket, 'close');
    return text;
  };
  expect(await read()).toBe('hello');
  await rig.apply(yaml('{ mode: SIMPLE, sni: written.test }'));
  expect(await read()).toBe('hello');
  expect(names).toEqual([false, 'written.test']);
  await rig.apply(yaml('{ mode: SIMPLE, subjectAltNames: [no.test] }'));
  expect(await read()).toBe('');
  await rig.nextExchange();
  await rig.nextExchange();
  const refused = await rig.nextExchange();
  expect(refused.flags).toBe('UF,URX');
  expect(refused.upstream?.transportFailure).toContain('CERTIFICATE_VERIFY_FAILED');
});

test('handshakes that fail are tried again, and the last reason is told', async () => {
  const ca = await createAuthority();
  let handshakes = 0;
  const port = await tlsService(await ca.issue(['shop.test']), () => {
    handshakes += 1;
  });
  const rig = await startYaml(
    shopYaml(port, '{ mode: SIMPLE }', { http: 'retries: { attempts: 2, retryOn: connect-failure, backoff: 1ms }' }),
    { systemAuthorities: () => [] },
  );
  const { status, body } = await ask(rig.port, 'else.test');
  expect(status).toBe(503);
  expect(body).toMatch(
    /retried and the latest reset reason: remote connection failure, transport failure reason: TLS_error:/,
  );
  expect((await rig.nextExchange()).flags).toBe('URX,UF');
  expect(handshakes).toBe(3);
});

test('ISTIO_MUTUAL hands a service of this machine plaintext, as its sidecar would', async () => {
  const port = await startService((_, answer) => answer.end('plain'));
  const yaml = `${shopYaml(port, '{ mode: ISTIO_MUTUAL }').replaceAll('host: shop.test', 'host: shop')}
apiVersion: slipway.dev/v1
kind: LocalService
metadata: { name: shop }
spec: { ports: [{ port: 443, address: '127.0.0.1:${port}' }] }
`;
  const rig = await startYaml(yaml);
  expect(await ask(rig.port)).toEqual({ status: 200, body: 'plain' });
});

test('an alert of the service is told by its name', async () => {
  const ca = await createAuthority();
  const port = await httpsService(await ca.issue(['shop.test']), {
    maxVersion: 'TLSv1.2',
    ciphers: 'ECDHE-RSA-AES128-GCM-SHA256',
  });
  const rig = await startYaml(shopYaml(port, '{ mode: SIMPLE }'), { systemAuthorities: () => [ca.pem] });
  expect((await ask(rig.port)).body).toBe(
    `${failed}remote connection failure, transport failure reason: TLS_error:|268436496:SSL routines:OPENSSL_internal:SSLV3_ALERT_HANDSHAKE_FAILURE:TLS_error_end`,
  );
});

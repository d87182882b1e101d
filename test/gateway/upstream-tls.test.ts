import { type AddressInfo, createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createAuthority } from './certificates.ts';
import { startService } from './rig.ts';
import { ask, filesOf, httpsService, secretOf, shopYaml, startYaml } from './upstream-tls-rig.ts';

const failed = 'upstream connect error or disconnect/reset before headers. reset reason: remote connection failure';
const verify = `${failed}, transport failure reason: TLS_error:|268435581:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED:verify cert failed: `;

test('SIMPLE asks for the host of the request, checks the certificate against the system and speaks', async () => {
  const ca = await createAuthority();
  const port = await httpsService(await ca.issue(['shop.test']));
  const rig = await startYaml(shopYaml(port, '{ mode: SIMPLE }'), { systemAuthorities: () => [ca.pem] });
  const answer = await ask(rig.port, 'shop.test:8080');
  expect(answer).toEqual({ status: 200, body: JSON.stringify({ servername: 'shop.test', alpn: false }) });
  expect(await rig.nextExchange()).toMatchObject({ status: 200, flags: '-' });
  // A name that the certificate does not carry: another connection, and refused.
  expect(await ask(rig.port, 'other.test')).toEqual({
    status: 503,
    body: `${verify}verify SAN list:TLS_error_end`,
  });
  const { flags, upstream } = await rig.nextExchange();
  expect(flags).toBe('UF');
  expect(upstream?.transportFailure).toContain('CERTIFICATE_VERIFY_FAILED');
});

test.each([
  ['a wildcard for one label', ['*.test'], 'shop.test', 200],
  ['a wildcard is not two labels', ['*.test'], 'a.shop.test', 503],
  ['letters in any case', ['SHOP.test'], 'shop.TEST', 200],
  ['an address', ['127.0.0.9'], '127.0.0.9', 200],
  ['another address', ['127.0.0.9'], '127.0.0.8', 503],
])('the host of the request is the name wanted: %s', async (_, names, host, status) => {
  const ca = await createAuthority();
  const port = await httpsService(await ca.issue(names));
  const rig = await startYaml(shopYaml(port, '{ mode: SIMPLE }'), { systemAuthorities: () => [ca.pem] });
  expect((await ask(rig.port, host)).status).toBe(status);
});

test.each([
  ['one of the names', '{ mode: SIMPLE, subjectAltNames: [no.test, "spiffe://mesh/shop"] }', 200],
  ['none of the names', '{ mode: SIMPLE, subjectAltNames: [no.test] }', 503],
  ['a written server name checks no name', '{ mode: SIMPLE, sni: else.test }', 200],
  ['a written server name and names', '{ mode: SIMPLE, sni: else.test, subjectAltNames: [else.test] }', 503],
  ['no check at all', '{ mode: SIMPLE, insecureSkipVerify: true }', 200],
])('names that the rule asks for: %s', async (_, tls, status) => {
  const ca = await createAuthority();
  const port = await httpsService(await ca.issue(['inner.test', 'spiffe://mesh/shop']));
  const rig = await startYaml(shopYaml(port, tls), { systemAuthorities: () => [ca.pem] });
  const answer = await ask(rig.port);
  expect(answer.status).toBe(status);
  if (status === 200) expect(JSON.parse(answer.body).servername).toBe(tls.includes('sni') ? 'else.test' : 'shop.test');
});

test('an authority from a file, from a Secret, from a Secret beside it and from a ConfigMap; and none', async () => {
  const ca = await createAuthority();
  const other = await createAuthority('another');
  const pair = await ca.issue(['shop.test']);
  const file = await filesOf({ 'ca.pem': ca.pem, 'other.pem': other.pem });
  const rig = await startYaml(shopYaml(await httpsService(pair), '{ mode: SIMPLE }'), {
    systemAuthorities: () => [other.pem],
  });
  const unknown = 'X509_verify_cert: certificate verification error at depth 0: unable to get local issuer certificate';
  expect(await ask(rig.port)).toEqual({ status: 503, body: `${verify}${unknown}:TLS_error_end` });
  const statusWith = async (tls: string, more = '') => {
    // A connection that is open goes on, so each has a service of its own.
    await rig.apply(shopYaml(await httpsService(pair), tls) + more);
    return (await ask(rig.port)).status;
  };
  expect(await statusWith(`{ mode: SIMPLE, caCertificates: '${file('ca.pem')}' }`)).toBe(200);
  expect(await statusWith(`{ mode: SIMPLE, caCertificates: '${file('other.pem')}' }`)).toBe(503);
  const named = '{ mode: SIMPLE, credentialName: shop }';
  expect(await statusWith(named, secretOf('shop', { 'ca.crt': ca.pem }))).toBe(200);
  expect(await statusWith(named, secretOf('shop', { cacert: other.pem }))).toBe(503);
  expect(
    await statusWith(named, secretOf('shop', { 'ca.crt': other.pem }) + secretOf('shop-cacert', { cacert: ca.pem })),
  ).toBe(200);
  expect(
    await statusWith(
      '{ mode: SIMPLE, credentialName: "configmap://default/roots" }',
      secretOf('roots', { 'ca.crt': ca.pem }, 'ConfigMap'),
    ),
  ).toBe(200);
  expect(await statusWith(named)).toBe(503);
});

test.each([
  ['expired', { from: -20, to: -10 }, 'certificate has expired'],
  ['not yet valid', { from: 10, to: 20 }, 'certificate is not yet valid'],
])('a certificate that is %s is refused', async (_, days, text) => {
  const ca = await createAuthority();
  const port = await httpsService(await ca.issue(['shop.test'], days));
  const rig = await startYaml(shopYaml(port, '{ mode: SIMPLE }'), { systemAuthorities: () => [ca.pem] });
  const body = `${verify}X509_verify_cert: certificate verification error at depth 0: ${text}:TLS_error_end`;
  expect(await ask(rig.port)).toEqual({ status: 503, body });
});

test('a certificate that is revoked is refused, in a file and in a Secret', async () => {
  const ca = await createAuthority();
  const [good, bad] = [await ca.issue(['shop.test']), await ca.issue(['shop.test'])];
  const crl = await ca.revoke(bad);
  const file = await filesOf({ 'ca.pem': ca.pem, 'crl.pem': crl });
  const byFile = `{ mode: SIMPLE, caCertificates: '${file('ca.pem')}', caCrl: '${file('crl.pem')}' }`;
  const bySecret = '{ mode: SIMPLE, credentialName: shop }';
  const secret = secretOf('shop', { 'ca.crt': ca.pem, 'ca.crl': crl });
  for (const tls of [byFile, bySecret]) {
    const rig = await startYaml(shopYaml(await httpsService(good), tls) + secret);
    expect(await ask(rig.port)).toMatchObject({ status: 200 });
    await rig.apply(shopYaml(await httpsService(bad), tls) + secret);
    expect((await ask(rig.port)).body).toContain('certificate revoked');
  }
});

test('plaintext and TLS that meet', async () => {
  const ca = await createAuthority();
  const plain = await startService((_, answer) => answer.end('plain'));
  const rig = await startYaml(shopYaml(plain, '{ mode: SIMPLE }'), { systemAuthorities: () => [ca.pem] });
  expect(await ask(rig.port)).toEqual({
    status: 503,
    body: `${failed}, transport failure reason: TLS_error:|268435703:SSL routines:OPENSSL_internal:WRONG_VERSION_NUMBER:TLS_error_end`,
  });
  await rig.apply(shopYaml(plain, '{ mode: DISABLE }'));
  expect(await ask(rig.port)).toEqual({ status: 200, body: 'plain' });
  // A port that is named https gets plaintext where no rule says otherwise (reference 6.7).
  const secure = await httpsService(await ca.issue(['shop.test']));
  await rig.apply(shopYaml(secure, '{ mode: DISABLE }', { portName: 'https' }));
  expect((await ask(rig.port)).status).not.toBe(200);
});

test('a service that closes or says nothing in the handshake', async () => {
  const server = createServer((socket) => void socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const port = (server.address() as AddressInfo).port;
  const rig = await startYaml(shopYaml(port, '{ mode: SIMPLE }'), { systemAuthorities: () => [] });
  expect((await ask(rig.port)).body).toMatch(/^upstream connect error.*remote connection failure/);
  const mute = createServer(() => {});
  await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void mute.close());
  const yaml = shopYaml((mute.address() as AddressInfo).port, '{ mode: SIMPLE }').replace(
    'trafficPolicy: {',
    'trafficPolicy: { connectionPool: { tcp: { connectTimeout: 0.2s } },',
  );
  await rig.apply(yaml);
  expect(await ask(rig.port)).toEqual({
    status: 503,
    body: 'upstream connect error or disconnect/reset before headers. reset reason: connection timeout',
  });
});

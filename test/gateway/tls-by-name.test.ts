import { once } from 'node:events';
import { type ConnectionOptions, connect, type DetailedPeerCertificate } from 'node:tls';
import { expect, test } from 'vitest';
import { configMapKey } from '#core/resource/kubernetes/config-map.ts';
import type { Secrets } from '#core/resource/kubernetes/secret.ts';
import type { ChainTls } from '#core/route/listener-tls.ts';
import { createAuthority, type Pair } from './certificates.ts';
import { startRig } from './rig.ts';
import { listener, origin, table } from './tables.ts';

const { place } = origin('Gateway', 'main');

const secretOf = ({ certificate, key }: Pair): Secrets[string] => ({
  'tls.crt': { text: certificate },
  'tls.key': { text: key },
});

const startTls = async (tls: ChainTls, secrets: Secrets) => {
  const rig = await startRig(table());
  const state = await rig.gateway.apply(table({ listeners: [listener(81, 'HTTPS', { tls })] }), secrets);
  return { ...rig, state, port: state.listeners[0]?.bound ?? 0 };
};

/** The names of the certificate that a client is shown; rejects where the handshake fails. */
async function shownTo(port: number, options: ConnectionOptions): Promise<string> {
  const socket = connect({ ...options, port, host: '127.0.0.1', rejectUnauthorized: false });
  const closed = once(socket, 'close').then(() => Promise.reject(new Error('closed')));
  try {
    await Promise.race([once(socket, 'secureConnect'), closed]);
    // With TLS 1.3 a refused client hears of it behind its own end of the handshake.
    socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n');
    await Promise.race([once(socket, 'data'), closed]);
    return (socket.getPeerCertificate() as DetailedPeerCertificate).subjectaltname ?? '';
  } finally {
    closed.catch(() => {});
    socket.destroy();
  }
}

const certificate = (name: string) => ({ from: 'secret', namespace: 'default', name, place }) as const;

test('of several certificates the one for the server name is shown, else the first, and a bad one is left out', async () => {
  const ca = await createAuthority();
  const [bread, soup] = [await ca.issue(['bread.test']), await ca.issue(['*.soup.test'])];
  const tls: ChainTls = {
    mode: 'SIMPLE',
    certificates: [certificate('bad'), certificate('bread'), certificate('soup')],
    byName: true,
  };
  const { port, state } = await startTls(tls, {
    'default/bad': secretOf({ ...bread, key: soup.key }),
    'default/bread': secretOf(bread),
    'default/soup': secretOf(soup),
  });
  expect(await shownTo(port, { servername: 'bread.test' })).toBe('DNS:bread.test');
  expect(await shownTo(port, { servername: 'hot.soup.test' })).toBe('DNS:*.soup.test');
  expect(await shownTo(port, { servername: 'other.test' })).toBe('DNS:bread.test');
  expect(await shownTo(port, {})).toBe('DNS:bread.test');
  expect(state.diagnostics?.map(({ code }) => code)).toEqual(['tls/key-mismatch']);
});

test('where none of several certificates can be used the handshake fails', async () => {
  const ca = await createAuthority();
  const [one, other] = [await ca.issue(['a.test']), await ca.issue(['a.test'])];
  const tls: ChainTls = { mode: 'SIMPLE', certificates: [certificate('bad'), certificate('none')], byName: true };
  const { port } = await startTls(tls, { 'default/bad': secretOf({ ...one, key: other.key }) });
  await expect(shownTo(port, { servername: 'a.test' })).rejects.toThrow();
});

test('clients are checked against the authorities of every ConfigMap that can be read', async () => {
  const [server, first, second, third] = [
    await createAuthority('server'),
    await createAuthority('first'),
    await createAuthority('second'),
    await createAuthority('third'),
  ];
  const map = (name: string) => ({ from: 'config-map', namespace: 'default', name, place }) as const;
  const tls = (required: boolean): ChainTls => ({
    mode: required ? 'MUTUAL' : 'OPTIONAL_MUTUAL',
    certificates: [certificate('server')],
    clients: {
      required,
      authorities: map('broken'),
      otherAuthorities: [map('first'), map('second')],
      subjectAltNames: [],
      hashes: [],
      spki: [],
      skipVerify: !required,
    },
  });
  const secrets = {
    'default/server': secretOf(await server.issue(['a.test'])),
    [configMapKey('default', 'broken')]: { 'ca.crt': { text: 'nothing' } },
    [configMapKey('default', 'first')]: { 'ca.crt': { text: first.pem } },
    [configMapKey('default', 'second')]: { 'ca.crt': { text: second.pem } },
  };
  const client = async (ca: typeof first) => {
    const { certificate: cert, key } = await ca.issue(['client.test']);
    return { servername: 'a.test', cert, key };
  };
  const strict = await startTls(tls(true), secrets);
  expect(await shownTo(strict.port, await client(first))).toBe('DNS:a.test');
  expect(await shownTo(strict.port, await client(second))).toBe('DNS:a.test');
  await expect(shownTo(strict.port, await client(third))).rejects.toThrow();
  await expect(shownTo(strict.port, { servername: 'a.test' })).rejects.toThrow();
  // AllowInsecureFallback
  const easy = await startTls(tls(false), secrets);
  expect(await shownTo(easy.port, await client(third))).toBe('DNS:a.test');
  expect(await shownTo(easy.port, { servername: 'a.test' })).toBe('DNS:a.test');
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createLocalCa } from '../../src-main/gateway/tls/local-ca.ts';
import { domainsFor, nameConstraints } from '../../src-main/gateway/tls/name-constraints.ts';
import { tlsClients } from './tls-clients.ts';

describe('the certificate that stores are given vouches for its domains alone', () => {
  const ca = createLocalCa({ clock: Date.now });

  /** A server that shows a leaf for these names. */
  const serve = async (names: readonly string[]): Promise<number> => {
    const { certificate: cert, key } = await ca.leafFor(names);
    const server = createServer({ cert, key }, (_, answer) => answer.end('here'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    return (server.address() as AddressInfo).port;
  };
  const limited = async () => {
    const folder = mkdtempSync(join(tmpdir(), 'slipway-limited-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const pem = await ca.limitedTo(['httpbin.example.com', 'shop.io']);
    const caFile = join(folder, 'limited.pem');
    writeFileSync(caFile, pem);
    return { ca: pem, caFile };
  };

  test.for(tlsClients())('$name', async (client, { skip }) => {
    if (client.missing) skip(client.missing);
    const trusted = await limited();
    for (const [host, names] of [
      ['httpbin.example.com', ['httpbin.example.com']],
      ['a.b.shop.io', ['a.b.shop.io']],
      ['www.shop.io', ['*.shop.io']],
      ['any.test', ['any.test']],
      ['shop.localhost', ['shop.localhost', '127.0.0.1', '::1']],
    ] as const) {
      const got = await client.get({ ...trusted, host, port: await serve(names) }, 'HTTP/1.1');
      expect([host, got.status]).toEqual([host, 200]);
    }
    for (const [host, names] of [
      ['bank.example', ['bank.example', 'bank.com']],
      ['bank.com', ['bank.com']],
      ['example.com', ['example.com']],
      ['notshop.io', ['notshop.io']],
      ['a.test', ['a.test', '10.0.0.1']],
    ] as const) {
      const port = await serve(names);
      await expect(client.get({ ...trusted, host, port }, 'HTTP/1.1'), host).rejects.toThrow();
      // It is the limit that refuses them: with the authority itself they are good.
      const whole = { ca: await ca.certificate(), caFile: trusted.caFile };
      if (client.name === 'node') expect((await client.get({ ...whole, host, port }, 'HTTP/1.1')).status).toBe(200);
    }
  });
});

test('a domain stands for all names below it, and a name that would take in a top-level domain is left out', () => {
  expect(
    domainsFor(['shop.io', '*.shop.io', 'a.shop.io', 'Other.Example.com', '*.test', 'x.localhost', '127.0.0.1', '::1']),
  ).toEqual({ domains: ['other.example.com', 'shop.io'], left: [] });
  expect(domainsFor(['shop', '*.com', 'localhost', 'home.arpa', 'a b.com'])).toEqual({
    domains: [],
    left: ['*.com', 'a b.com', 'shop'],
  });
  // Others have their names there: whoever opens a stranger's documents trusts nobody for all of them.
  expect(domainsFor(['*.co.uk', '*.github.io', 'github.io', 'me.github.io'])).toEqual({
    domains: ['me.github.io'],
    left: ['*.co.uk', '*.github.io', 'github.io'],
  });
  expect(domainsFor(['notshop.io', 'shop.io'])).toMatchObject({ domains: ['notshop.io', 'shop.io'] });
});

test('no domain at all is a limit too', () => {
  const der = Buffer.from(nameConstraints([]));
  expect(der.includes(Buffer.from([0x82, 7, ...Buffer.from('invalid')]))).toBe(true);
  // Lengths beyond one byte are written as DER wants them.
  const long = Buffer.from(nameConstraints(Array.from({ length: 40 }, (_, n) => `shop-${n}.example.com`)));
  expect(long.readUInt8(1)).toBe(0x82);
  expect(long.readUInt16BE(2)).toBe(long.length - 4);
});

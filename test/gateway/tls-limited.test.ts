import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { build } from '#core/build.ts';
import { createLocalCa } from '../../src-main/gateway/tls/local-ca.ts';
import { startRig } from './rig.ts';
import { tlsClients } from './tls-clients.ts';

// What stores of trust are given vouches for some names alone; clients refuse a certificate as soon as one of its names is beyond them.

const text = `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main }
spec:
  servers:
  - { port: { number: 443, name: all, protocol: HTTPS }, hosts: [shop.test, '*.pages.test', other.io, '*.co.uk'], tls: { mode: SIMPLE, credentialName: absent } }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: all }
spec: { hosts: ['*'], gateways: [main], http: [{ directResponse: { status: 200 } }] }
`;

test.for(tlsClients())('a host of the table takes no other one’s trust away: $name', async (client, { skip }) => {
  if (client.missing) skip(client.missing);
  const ca = createLocalCa({ clock: Date.now });
  const { table } = build([{ file: 'all.yaml', text }]);
  const settings = { ...table.settings, addresses: ['127.0.0.1'], ports: { 443: 0 } };
  const { gateway } = await startRig({ ...table, settings }, { localCa: ca });
  const port = gateway.state().listeners[0]?.bound ?? 0;
  const folder = mkdtempSync(join(tmpdir(), 'slipway-tls-limited-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const get = async (host: string, domains: readonly string[]) => {
    const pem = await ca.limitedTo(domains);
    const caFile = join(folder, 'limited.pem');
    writeFileSync(caFile, pem);
    return (await client.get({ ca: pem, caFile, host, port }, 'HTTP/1.1')).status;
  };
  expect(await get('shop.test', [])).toBe(200);
  expect(await get('a.pages.test', [])).toBe(200);
  await expect(get('other.io', [])).rejects.toThrow();
  expect(await get('other.io', ['other.io'])).toBe(200);
  // A star in front of such an ending is refused by browsers, so the very name is signed.
  expect(await get('shop.co.uk', ['shop.co.uk'])).toBe(200);
});

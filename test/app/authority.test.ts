import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createAuthority } from '../../src-main/app/reach/authority.ts';
import { createLocalCa } from '../../src-main/gateway/tls/local-ca.ts';
import { machine, worldOf } from '../trust/machine.ts';

const open = async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'slipway-authority-'));
  onTestFinished(() => rmSync(dataFolder, { recursive: true, force: true }));
  const ca = createLocalCa({ folder: dataFolder, clock: Date.now });
  await ca.certificate();
  const { os } = machine({ platform: 'linux', programs: { certutil: () => ({ code: 1, errors: 'no' }) } });
  return { dataFolder, ca, world: worldOf(os) };
};

test('who looks while another one trusts is in nobody’s way, whatever names are served in that moment', async () => {
  const { dataFolder, ca, world } = await open();
  let count = 0;
  const authority = createAuthority({ ...world, ca: () => ca, names: async () => [`shop${count++}.io`], dataFolder });
  const looks = Array.from({ length: 12 }, () => authority.state());
  const trusted = authority.trust('nss');
  await Promise.all(looks);
  expect(await trusted).toMatchObject({ ok: false });
  const { limited } = JSON.parse(readFileSync(join(dataFolder, 'trusted-by.json'), 'utf8'));
  expect(readFileSync(join(dataFolder, 'ca-limited.pem'), 'utf8')).toBe(limited.pem);
  expect(readdirSync(dataFolder).filter((name) => name.endsWith('.new'))).toEqual([]);
});

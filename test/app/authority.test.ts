import {
  chmodSync,
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
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

test.skipIf(process.platform === 'win32')(
  'a key is for its owner alone; a link in its place changes nothing elsewhere',
  async () => {
    const { dataFolder, ca, world } = await open();
    const authority = createAuthority({ ...world, ca: () => ca, names: async () => [], dataFolder });
    const made = await authority.client('alice');
    if (!made.ok) throw new Error(made.failure.message);
    const { keyFile, file } = made.value;
    const modeOf = (path: string) => statSync(path).mode & 0o777;
    expect(modeOf(keyFile)).toBe(0o600);
    chmodSync(keyFile, 0o644);
    expect((await authority.state()).clients).toHaveLength(1);
    expect(modeOf(keyFile)).toBe(0o600);
    const theirs = join(dataFolder, 'theirs');
    copyFileSync(file, theirs);
    chmodSync(theirs, 0o644);
    for (const path of [keyFile, join(dataFolder, 'ca-key.pem')]) {
      rmSync(path);
      symlinkSync(theirs, path);
    }
    await authority.state();
    await createLocalCa({ folder: dataFolder, clock: Date.now }).certificate();
    expect(modeOf(theirs)).toBe(0o644);
  },
);

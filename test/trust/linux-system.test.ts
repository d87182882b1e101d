import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Elevate } from '../../src-main/elevate/elevate.ts';
import { linuxSystem } from '../../src-main/trust/linux-system.ts';
import { createTrustOs } from '../../src-main/trust/trust-os.ts';
import { asked, known, machine, newCa, ownFolder, worldOf } from './machine.ts';

const families = [
  [
    'Fedora',
    '/etc/pki/ca-trust/source/anchors',
    'update-ca-trust',
    '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  ],
  ['Debian', '/usr/local/share/ca-certificates', 'update-ca-certificates', '/etc/ssl/certs/ca-certificates.crt'],
  ['Arch', '/etc/ca-certificates/trust-source/anchors', 'trust', '/etc/ssl/certs/ca-certificates.crt'],
  ['SUSE', '/usr/share/pki/trust/anchors', 'update-ca-certificates', '/etc/ssl/ca-bundle.pem'],
] as const;

/** A system in a folder, whose own program makes one file of all certificates, as the real ones do. */
const system = (anchors: string, updater: string, bundle: string) => {
  const root = ownFolder();
  const bin = join(root, 'bin');
  for (const folder of [bin, join(root, anchors), join(root, bundle, '..')]) mkdirSync(folder, { recursive: true });
  const script = `#!/bin/sh\necho "$@" >> ${root}/updated\nfor one in ${root}${anchors}/*; do test -f "$one" && cat "$one"; done > ${root}${bundle}\nexit 0\n`;
  writeFileSync(join(bin, updater), script);
  chmodSync(join(bin, updater), 0o755);
  const environment = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
  const os = createTrustOs({ platform: 'linux', environment, home: root });
  return { root, os: { ...os, findOfSystem: os.find } };
};

describe.skipIf(process.platform === 'win32')('the store of the system', () => {
  test.each(families)(
    'of %s takes the certificate, says so from what programs read, and gives it back',
    async (_, anchors, updater, bundle) => {
      const { root, os } = system(anchors, updater, bundle);
      const foreign = known(await newCa().limitedTo([]));
      writeFileSync(join(root, anchors, 'company.crt'), 'something of somebody else\n');
      const store = linuxSystem(worldOf(os), root);
      const certificate = known(await newCa().limitedTo(['shop.io']));
      const thumbprints = new Set([certificate.thumbprint]);
      expect(await store.look(thumbprints)).toEqual({ is: 'there', held: [], rights: 'own' });
      expect(await store.add(certificate, [])).toEqual({ ok: true });
      const there = await store.look(thumbprints);
      expect(there).toMatchObject({ is: 'there', held: [{ thumbprint: certificate.thumbprint, trusted: true }] });
      expect(readFileSync(join(root, bundle), 'utf8')).toContain(certificate.pem.trim());
      expect(readFileSync(join(root, bundle), 'utf8')).not.toContain(foreign.pem.trim());
      // Whoever typed the command has the file in the same place.
      expect(await store.command('/data/my file.pem', certificate)).toMatch(
        new RegExp(`^sudo install -m 644 '/data/my file.pem' ${anchors}/slipway-`),
      );

      const held = there.is === 'there' ? there.held : [];
      expect(await store.remove(held)).toEqual({ ok: true });
      expect(await store.look(thumbprints)).toMatchObject({ held: [] });
      expect(readdirSync(join(root, anchors))).toEqual(['company.crt']);
      expect(readFileSync(join(root, bundle), 'utf8')).not.toContain('BEGIN CERTIFICATE');
    },
  );

  test('a file whose certificate programs do not read is not called trusted', async () => {
    const [, anchors, updater, bundle] = families[1];
    const { root, os } = system(anchors, updater, bundle);
    const certificate = known(await newCa().limitedTo([]));
    const store = linuxSystem(worldOf(os), root);
    writeFileSync(join(root, anchors, 'slipway-by-hand.crt'), certificate.pem);
    expect(await store.look(new Set())).toMatchObject({
      held: [{ thumbprint: certificate.thumbprint, trusted: false, entry: `${anchors}/slipway-by-hand.crt` }],
    });
  });

  test('earlier ones go in the same step', async () => {
    const [, anchors, updater, bundle] = families[1];
    const { root, os } = system(anchors, updater, bundle);
    const store = linuxSystem(worldOf(os), root);
    const [old, next] = [known(await newCa().limitedTo([])), known(await newCa().limitedTo([]))];
    await store.add(old, []);
    const before = await store.look(new Set());
    await store.add(next, before.is === 'there' ? before.held : []);
    expect(await store.look(new Set())).toMatchObject({ held: [{ thumbprint: next.thumbprint, trusted: true }] });
    expect(readdirSync(join(root, anchors))).toHaveLength(1);
    // Debian forgets what is gone only when it is told to begin anew.
    expect(readFileSync(join(root, 'updated'), 'utf8').trim().split('\n').at(-1)).toBe('--fresh');
  });

  test('rights are asked for once, for a step that carries the certificate in itself', async () => {
    const [, anchors, updater, bundle] = families[1];
    const { root, os } = system(anchors, updater, bundle);
    const steps: Parameters<Elevate>[0][] = [];
    // The administrator, in a shell with nothing but the usual programs.
    const elevate: Elevate = async (step) => {
      steps.push(step);
      execFileSync(step.program, [...step.args], { env: { PATH: '/usr/bin:/bin' } });
      return { is: 'done', output: '' };
    };
    const store = linuxSystem(worldOf({ ...os, writable: async () => false }, { elevate }), root);
    const certificate = known(await newCa().limitedTo(['shop.io']));
    expect(await store.look(new Set())).toMatchObject({ rights: 'prompt' });
    expect(await store.add(certificate, [])).toEqual({ ok: true });
    const there = await store.look(new Set());
    expect(there).toMatchObject({ held: [{ thumbprint: certificate.thumbprint, trusted: true }] });
    await store.remove(there.is === 'there' ? there.held : []);
    expect(await store.look(new Set())).toMatchObject({ held: [] });
    expect(steps.map(({ program }) => program)).toEqual(['/bin/sh', '/bin/sh']);
    expect(steps[0]?.args.includes(Buffer.from(certificate.pem).toString('base64'))).toBe(true);
    // A line of a script is quoted by others, and some cannot carry a line break.
    expect(steps.flatMap(({ args }) => args).filter((word) => /[\n']/.test(word))).toEqual([]);
  });
});

test.skipIf(process.platform === 'win32')(
  'a program that somebody has put in front of the path never gets the rights of the administrator',
  async () => {
    const folder = ownFolder();
    for (const name of ['update-ca-certificates', 'sh']) {
      writeFileSync(join(folder, name), '#!/bin/sh\nexit 0\n');
      chmodSync(join(folder, name), 0o755);
    }
    const environment = { PATH: `${folder}:/usr/bin:/bin` };
    const os = createTrustOs({ platform: 'linux', environment, home: folder });
    expect(await os.find('update-ca-certificates')).toBe(join(folder, 'update-ca-certificates'));
    expect(await os.findOfSystem('update-ca-certificates')).not.toBe(join(folder, 'update-ca-certificates'));
    expect(await os.findOfSystem('sh')).toMatch(/^(\/usr)?\/bin\/sh$/);
    // Whoever owns the folder can exchange what is in it.
    expect(await os.guarded(join(folder, 'sh'))).toBe(false);
    expect(await os.guarded(join(folder, 'none'))).toBe(false);
    expect(await os.guarded('/bin/sh')).toBe(true);

    const { elevate, steps } = asked();
    const anchors = '/usr/local/share/ca-certificates';
    const played = machine({
      platform: 'linux',
      files: { [`${anchors}/company.crt`]: '' },
      readOnly: [anchors],
      programs: { 'update-ca-certificates': () => ({}) },
    });
    await linuxSystem(worldOf(played.os, { elevate })).add(known(await newCa().limitedTo([])), []);
    expect(steps[0]?.args).toContain('/usr/sbin/update-ca-certificates');
  },
);

test('a person who says no has changed nothing', async () => {
  const { elevate } = asked();
  const { os } = machine({
    platform: 'linux',
    files: { '/usr/local/share/ca-certificates/company.crt': '' },
    readOnly: ['/usr/local/share/ca-certificates'],
    programs: { 'update-ca-certificates': () => ({}) },
  });
  const store = linuxSystem(worldOf(os, { elevate }));
  expect(await store.add(known(await newCa().limitedTo([])), [])).toMatchObject({
    ok: false,
    failure: { code: 'certificates/declined' },
  });
});

test.each([
  ['no place is known', {}, /package "ca-certificates" may be missing/],
  ['NixOS', { '/etc/NIXOS': '' }, /security\.pki\.certificateFiles/],
  [
    'the program is missing',
    { '/usr/local/share/ca-certificates/a.crt': '' },
    /"update-ca-certificates" is not installed/,
  ],
])('where %s it says what would help', async (_, files, words) => {
  const look = await linuxSystem(worldOf(machine({ platform: 'linux', files }).os)).look(new Set());
  expect(look.is === 'unavailable' ? look.says : look).toMatch(words);
});

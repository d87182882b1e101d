import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { changeHosts, type HostsStep } from '../../src-main/core/hosts-file/change.ts';
import { settle } from '../../src-main/hosts-file/journal.ts';
import { carryOut, worldBelow } from './kill-child.ts';

// 8. What a write leaves behind whose process is killed at each of its steps.

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'slipway-hosts-killed-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const file = () => join(root, 'etc', 'hosts');
const foreign = `127.0.0.1 localhost\n${'10.0.0.1 nas # a disk\n'.repeat(400)}`;
const write: HostsStep = {
  does: 'write',
  id: 'abc',
  at: '2026-11-21T18:00:00Z',
  entries: Array.from({ length: 300 }, (_, n) => ({ address: '127.0.0.1', name: `n${n}.test` })),
};
const full = changeHosts(foreign, write).text;
const clean: HostsStep = { does: 'clean' };

const killed = (at: number, how: string, step: HostsStep): boolean => {
  const child = join(import.meta.dirname, 'kill-child.ts');
  const ran = spawnSync(process.execPath, [child, root, String(at), how, JSON.stringify(step)], { encoding: 'utf8' });
  expect(ran.stderr).toBe('');
  expect(ran.signal === 'SIGKILL' || ran.status === 0).toBe(true);
  return ran.signal !== null;
};

describe.skipIf(process.platform === 'win32')('killed at every step', () => {
  test.each([
    ['own', 'names come', foreign, write, full],
    ['own', 'names go', full, clean, foreign],
    ['elevated', 'names come', foreign, write, full],
    ['elevated', 'names go', full, clean, foreign],
  ] as const)('%s: %s', { timeout: 120_000 }, async (how, _what, before, step, after) => {
    const journal = how === 'own' ? join(root, 'data/journal') : '/etc/hosts.slipway-journal';
    const found = new Set<string>();
    let at = 1;
    for (; ; at++) {
      await rm(root, { recursive: true, force: true });
      await mkdir(join(root, 'etc'), { recursive: true });
      await writeFile(file(), before, 'latin1');
      if (!killed(at, how, step)) break;
      const left = await readFile(file(), 'latin1');
      found.add(
        left === before ? 'old' : left === after ? 'new' : left.trimEnd() === after.trimEnd() ? 'blank' : 'half',
      );
      const settled = await settle(worldBelow(root), journal, '/etc/hosts');
      expect(['none', 'whole', 'put-back']).toContain(settled.is);
      const mended = await readFile(file(), 'latin1');
      expect([before, after]).toContain(mended);
      expect((await readdir(join(root, 'etc'))).filter((name) => name !== 'hosts')).toEqual([]);
      // The next one finds nothing in its way.
      await carryOut(worldBelow(root), root, how, step);
      expect(await readFile(file(), 'latin1')).toBe(after);
    }
    expect(await readFile(file(), 'latin1')).toBe(after);
    expect(at).toBeGreaterThan(6);
    expect([...found]).toEqual(expect.arrayContaining(['old', 'half', 'new']));
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { linuxListeners } from '../../src-main/discover/linux-listeners.ts';
import { portOwner, programName } from '../../src-main/discover/port-owner.ts';

const here = { address: '127.0.0.1', port: 80 };

test('a program is called by its file, a runtime by what it runs or by where it was started', () => {
  expect(programName({ ...here, process: 'nginx', folder: 'etc' })).toBe('nginx');
  expect(programName({ ...here, process: 'node', script: 'orders', folder: 'work' })).toBe('node orders');
  expect(programName({ ...here, process: 'python3.12', folder: 'shop' })).toBe('python3.12 shop');
  expect(programName({ ...here, process: 'node' })).toBe('node');
  expect(programName(here)).toBeUndefined();
});

test('who has the port where we want it comes first, then whoever has it elsewhere', async () => {
  const elsewhere = { address: '192.168.1.4', port: 80, pid: 3, process: 'other' };
  const unknown = { address: '0.0.0.0', port: 80 };
  const owner = (...all: readonly Parameters<typeof programName>[0][]) => portOwner(80, async () => all);
  expect(await owner(elsewhere, { ...here, pid: 812, process: 'nginx' })).toBe('"nginx" (process 812)');
  expect(await owner(unknown, { ...here, pid: 812 })).toBe('process 812');
  expect(await owner(elsewhere)).toBe('"other" (process 3)');
  expect(await owner(unknown)).toBeUndefined();
  expect(await owner({ ...here, port: 81, pid: 4 })).toBeUndefined();
  expect(await portOwner(80, () => Promise.reject(new Error('netstat is missing')))).toBeUndefined();
});

test('a program of Node is named by its script, and no value of its options is', async (context) => {
  if (process.platform !== 'linux') return context.skip('the names are those of /proc');
  const root = mkdtempSync(join(tmpdir(), 'slipway-owner-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  mkdirSync(join(root, 'orders'));
  const script = join(root, 'orders', 'server.js');
  writeFileSync(
    script,
    "require('net').createServer().listen(0,'127.0.0.1',function(){console.log(this.address().port)})",
  );
  const child = spawn(process.execPath, [script, '--password', 'hunter2'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  onTestFinished(async () => {
    child.kill();
    await ended;
  });
  const [printed] = await once(child.stdout, 'data');
  const port = Number(String(printed));
  expect(await portOwner(port)).toBe(`"node orders" (process ${child.pid})`);
});

test('of what is no runtime no word is read: the first may be a password', async (context) => {
  if (process.platform !== 'linux') return context.skip('the names are those of /proc');
  const proc = mkdtempSync(join(tmpdir(), 'slipway-proc-'));
  onTestFinished(() => rmSync(proc, { recursive: true, force: true }));
  for (const folder of ['net', '7/fd']) mkdirSync(join(proc, folder), { recursive: true });
  const row = '   0: 0100007F:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4242 1';
  writeFileSync(join(proc, 'net/tcp'), `  sl  local_address\n${row}\n`);
  symlinkSync('socket:[4242]', join(proc, '7/fd/3'));
  symlinkSync('/usr/sbin/shopd', join(proc, '7/exe'));
  writeFileSync(join(proc, '7/comm'), 'shopd\n');
  writeFileSync(join(proc, '7/cmdline'), 'shopd\0--password\0hunter2\0');
  const [found] = await linuxListeners(proc);
  expect(found).toMatchObject({ pid: 7, process: 'shopd', port: 80 });
  expect(JSON.stringify(found)).not.toContain('hunter2');
});

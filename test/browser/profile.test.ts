import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createProfile, profileRoot, removeLeftOvers } from '../../src-main/browser/profile.ts';

const root = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-profiles-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'browsers');
};

test('a profile lies where its browser may write', () => {
  expect(profileRoot({}, '/data', '/home/ann')).toBe('/data/browsers');
  expect(profileRoot({ packaged: 'snap', app: 'firefox' }, '/data', '/home/ann')).toBe(
    '/home/ann/snap/firefox/common/slipway-browsers',
  );
  expect(profileRoot({ packaged: 'flatpak', app: 'org.mozilla.firefox' }, '/data', '/home/ann')).toBe(
    '/home/ann/.var/app/org.mozilla.firefox/data/slipway-browsers',
  );
  expect(profileRoot({}, undefined, '/home/ann').startsWith(tmpdir())).toBe(true);
});

test('a new one each time, for its owner alone, and gone when it is removed', async () => {
  const folder = root();
  const one = await createProfile(folder, 'chromium');
  const other = await createProfile(folder, 'chromium');
  expect(one.folder).not.toBe(other.folder);
  if (process.platform !== 'win32') {
    expect(statSync(one.folder).mode & 0o777).toBe(0o700);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  }
  writeFileSync(join(one.folder, 'Cookies'), 'x');
  expect(await one.remove()).toBe(true);
  expect(existsSync(one.folder)).toBe(false);
  expect(existsSync(other.folder)).toBe(true);
  expect(await one.remove()).toBe(true);
});

test('left-overs go when all their processes are gone, and nothing else does', async () => {
  const folder = root();
  const gone = await createProfile(folder, 'chromium');
  await gone.usedBy(111);
  const running = await createProfile(folder, 'firefox');
  await running.usedBy(222);
  mkdirSync(join(folder, 'of-somebody'));
  mkdirSync(join(folder, 'damaged'));
  writeFileSync(join(folder, 'damaged', 'slipway-profile.json'), '{"pids": ["no"]}');
  writeFileSync(join(folder, 'file'), '');
  expect(await removeLeftOvers(folder, (pid) => pid === 222)).toBe(1);
  expect(existsSync(gone.folder)).toBe(false);
  for (const name of ['of-somebody', 'damaged', 'file']) expect(existsSync(join(folder, name)), name).toBe(true);
  expect(existsSync(running.folder)).toBe(true);
  expect(await removeLeftOvers(folder)).toBe(0); // this process, which made it, is still here
  expect(await removeLeftOvers(join(folder, 'none'))).toBe(0);
});

const onPosix = test.skipIf(process.platform === 'win32');

onPosix('a browser whose Slipway was killed is ended, and a process that only has its number is not', async () => {
  const folder = root();
  const startIn = (profile: string) => {
    const child = spawn('sh', ['-c', 'sleep 600; true', `--user-data-dir=${profile}`], {
      detached: true,
      stdio: 'ignore',
    });
    const { pid } = child;
    if (pid === undefined) throw new Error('there is no sh');
    const ended = once(child, 'exit');
    onTestFinished(async () => {
      if (child.exitCode === null && child.signalCode === null) process.kill(-pid, 'SIGKILL');
      await ended;
    });
    return { pid, child };
  };
  const slipwayIsGone = (pid: number) => pid !== process.pid;
  const [left, other, served] = await Promise.all(
    ['chromium', 'firefox', 'chrome'].map((id) => createProfile(folder, id)),
  );
  if (!left || !other || !served) throw new Error('three were made');
  const orphan = startIn(left.folder);
  await left.usedBy(orphan.pid);
  const stranger = startIn('/somewhere/else');
  await other.usedBy(stranger.pid);
  expect(await removeLeftOvers(folder)).toBe(0); // the Slipway of these, which is this process, runs
  expect(await removeLeftOvers(folder, slipwayIsGone)).toBe(2);
  expect(existsSync(left.folder)).toBe(false);
  expect(existsSync(other.folder)).toBe(true);
  await expect.poll(() => orphan.child.signalCode).toBe('SIGTERM');
  expect(stranger.child.signalCode).toBeNull();
});

onPosix('what cannot be deleted whole is still known as ours, so that the next start deletes it', async (context) => {
  if (process.getuid?.() === 0) return context.skip('nothing is refused to root');
  const folder = root();
  const one = await createProfile(folder, 'chromium');
  const stuck = join(one.folder, 'Cache');
  mkdirSync(stuck);
  writeFileSync(join(stuck, 'data_0'), 'x');
  chmodSync(stuck, 0o500);
  onTestFinished(() => {
    if (existsSync(stuck)) chmodSync(stuck, 0o700);
  });
  expect(await one.remove()).toBe(false);
  expect(await removeLeftOvers(folder)).toBe(0);
  chmodSync(stuck, 0o700);
  expect(await removeLeftOvers(folder)).toBe(1);
  expect(readdirSync(folder)).toEqual([]);
});

onPosix('folders that somebody else put there are neither used nor emptied', async (context) => {
  if (process.getuid?.() !== 0) return context.skip('only root may make what is somebody else’s');
  const folder = root();
  const mine = await createProfile(folder, 'chromium');
  await mine.usedBy(111);
  const above = mkdtempSync(join(tmpdir(), 'slipway-above-'));
  onTestFinished(() => rmSync(above, { recursive: true, force: true }));
  const link = join(above, 'browsers');
  symlinkSync(folder, link);
  // A link of somebody else to a folder of ours.
  lchownSync(link, 4242, 4242);
  expect(lstatSync(link).uid).toBe(4242);
  await expect(createProfile(link, 'chromium')).rejects.toThrow('belongs to somebody else');
  expect(await removeLeftOvers(link, () => false)).toBe(0);
  expect(existsSync(mine.folder)).toBe(true);
  // A folder of ours in a folder of somebody else, who may put another in its place.
  rmSync(link);
  lchownSync(above, 4242, 4242);
  await expect(createProfile(link, 'chromium')).rejects.toThrow(`"${above}" belongs to somebody else`);
});

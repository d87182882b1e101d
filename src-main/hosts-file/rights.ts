import { posix } from 'node:path';
import type { Failure } from '#core/failure.ts';
import { errnoOf } from './disk.ts';
import {
  absent,
  immutable,
  managed,
  notAFile,
  ownFile,
  readOnlyDisk,
  readOnlyFile,
  sandboxed,
  unreadable,
} from './failures.ts';
import type { HostsWorld } from './world.ts';

/**
 * Whether a hosts file can be written: by this program (`own`), by one with more rights (`asked`), or by nobody, and why. `real` is the file
 * behind links.
 */
export type Rights =
  | { readonly is: 'own' | 'asked'; readonly real: string }
  | { readonly is: 'none'; readonly real?: string; readonly failure: Failure };

/** `isSystems`: it is the system's own file, for which rights may be asked. Never rejects. */
export const rightsTo = async (world: HostsWorld, file: string, isSystems: boolean): Promise<Rights> => {
  const { disk, platform } = world;
  const box = isSystems ? await sandboxOf(world) : undefined;
  if (box !== undefined) return { is: 'none', failure: sandboxed(box) };
  let real: string;
  try {
    const found = await disk.look(file);
    real = found.realPath;
    if (found.kind === 'other') return { is: 'none', failure: notAFile(file) };
  } catch (error) {
    const errno = errnoOf(error);
    return { is: 'none', failure: errno === 'ENOENT' ? absent(file) : unreadable(file, errno) };
  }
  const by = managerOf(real);
  if (by !== undefined) return { is: 'none', real, failure: managed(file, by, snippets[by]) };
  try {
    await disk.tryWrite(real);
    // Windows looks at the attribute alone before, and at rights when the file is opened, which changes nothing.
    return platform === 'win32' && isSystems && (await isDenied(world, real))
      ? { is: 'asked', real }
      : { is: 'own', real };
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === 'EROFS') return { is: 'none', real, failure: readOnlyDisk(file) };
    if (platform === 'win32' && errno === 'EPERM') return { is: 'none', real, failure: readOnlyFile(file) };
    const mark = await markOf(world, real);
    if (mark !== undefined) return { is: 'none', real, failure: immutable(file, mark) };
    return isSystems ? { is: 'asked', real } : { is: 'none', real, failure: ownFile(file) };
  }
};

/** Why a file could not be written although the rights seemed to be there: where it is marked or mounted so, that is said instead. */
export const explained = async (world: HostsWorld, real: string, failure: Failure): Promise<Failure> => {
  const errno = failure.code === 'hosts/not-written' ? failure.detail?.errno : undefined;
  if (errno === 'EROFS') return readOnlyDisk(real);
  if (errno !== 'EPERM' && errno !== 'EACCES') return failure;
  const mark = await markOf(world, real);
  return mark === undefined ? failure : immutable(real, mark);
};

const isDenied = ({ disk }: HostsWorld, real: string): Promise<boolean> =>
  disk.open(real).then(
    async (open) => {
      await open.close();
      return false;
    },
    (error: unknown) => ['EACCES', 'EPERM'].includes(errnoOf(error)),
  );

const snippets = {
  NixOS: 'networking.hosts."127.0.0.1" = [ "shop.test" ];',
  Guix: '(simple-service \'names hosts-service-type (list (host "127.0.0.1" "shop.test")))',
} as const;

/** A file of a store is made anew from the configuration, and is the same for all. */
const managerOf = (real: string): 'NixOS' | 'Guix' | undefined => {
  if (real.startsWith('/nix/store/') || real.startsWith('/etc/static/')) return 'NixOS';
  return real.startsWith('/gnu/store/') ? 'Guix' : undefined;
};

/** Variables of a sandbox are inherited by programs outside it, so what counts is where we are. */
const sandboxOf = async ({ environment, executable, disk }: HostsWorld): Promise<'Flatpak' | 'Snap' | undefined> => {
  const snap = environment.SNAP ?? '';
  if (snap !== '' && executable.startsWith(`${posix.normalize(snap)}/`)) return 'Snap';
  if ((environment.FLATPAK_ID ?? '') === '') return undefined;
  return disk.look('/.flatpak-info').then(
    () => 'Flatpak' as const,
    () => undefined,
  );
};

/** How to take back the mark by which even the administrator may not write; undefined where there is none. */
const markOf = async ({ platform, run }: HostsWorld, real: string): Promise<string | undefined> => {
  if (platform === 'linux') {
    const { code, output } = await run('/usr/bin/lsattr', ['-d', '--', real], 5_000);
    return code === 0 && /^\S*[ia]\S*\s/.test(output) ? `sudo chattr -ia ${real}` : undefined;
  }
  if (platform !== 'darwin') return undefined;
  const { code, output } = await run('/usr/bin/stat', ['-f', '%Sf', real], 5_000);
  return code === 0 && /\b[us]chg\b/.test(output) ? `sudo chflags nouchg,noschg ${real}` : undefined;
};

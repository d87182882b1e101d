import { posix, win32 } from 'node:path';
import type { ClockSeen, DataSeen, NetworkSeen, SurroundingsSeen } from '#core/doctor/observations.ts';
import type { DoctorSystem } from './doctor-system.ts';
import { orNothing } from './seen.ts';

/** Where this program runs: WSL, a container, a package with a sandbox; nothing of these: the system itself. */
export const lookAround = async (system: DoctorSystem): Promise<SurroundingsSeen> => {
  const { platform, environment, program } = system;
  if (platform !== 'linux') return {};
  const has = async (path: string): Promise<boolean> => (await orNothing(system.stat(path))) !== undefined;
  const text = async (path: string): Promise<string> => (await orNothing(system.read(path))) ?? '';
  const [kernel, settings, docker, podman, groups, flatpak] = await Promise.all([
    text('/proc/sys/kernel/osrelease'),
    text('/etc/wsl.conf'),
    has('/.dockerenv'),
    has('/run/.containerenv'),
    text('/proc/1/cgroup'),
    has('/.flatpak-info'),
  ]);
  if (flatpak) return { packaged: 'flatpak' };
  // Programs that were started from such a package have the same environment, and no sandbox.
  const snap = environment.SNAP;
  if (snap !== undefined && program.startsWith(`${snap}/`)) return { packaged: 'snap' };
  if (docker) return { container: 'Docker' };
  if (podman) return { container: 'Podman' };
  if (/microsoft/i.test(kernel)) return { wsl: { generatesHosts: !/^\s*generateHosts\s*=\s*false/im.test(settings) } };
  if (/kubepods|docker|lxc|containerd/.test(groups) || environment.container !== undefined)
    return { container: 'a container' };
  return {};
};

/** VPNs that are up, and whether the system reads its hosts file at all. */
export const lookAtNetwork = async (system: DoctorSystem): Promise<NetworkSeen> => {
  const tunnels = Object.entries(system.interfaces())
    .filter(([name, own = []]) => isTunnel.test(name) && own.some(({ address }) => !/^fe80:/i.test(address)))
    .map(([name]) => name);
  const file = '/etc/nsswitch.conf';
  const switches = system.platform === 'linux' ? await orNothing(system.read(file)) : undefined;
  return { tunnels, ...(switches !== undefined && !readsHosts(switches) && { skipsHosts: file }) };
};

/** Names that VPNs give to their interfaces. Those of macOS are always there, and have a real address only when they are used. */
const isTunnel =
  /^(tun|tap|utun|wg|ppp|ipsec|tailscale|zt|nordlynx|proton|cscotun|gpd|warp)|vpn|wireguard|openvpn|anyconnect/i;

/** nsswitch.conf(5): `files` comes before what asks servers, or `resolve`, which reads the hosts file itself. */
export const readsHosts = (text: string): boolean => {
  const line = /^\s*hosts:([^#\n]*)/m.exec(text)?.[1];
  if (line === undefined) return true;
  const words = line.split(/\s+|\[[^\]]*\]/).filter((word) => word !== '');
  const first = words.findIndex((word) => word === 'files' || word === 'resolve');
  const asks = words.indexOf('dns');
  return first !== -1 && (asks === -1 || first < asks);
};

/**
 * What proves that the clock is wrong without asking anybody: a file that this machine wrote later than now. `wentBackMs`: by how much the
 * clock fell behind the one that only goes forward, since the program began.
 */
export const lookAtClock = async (
  system: DoctorSystem,
  { files, authorityBegins, wentBackMs }: ClockAsked,
): Promise<ClockSeen> => {
  const written = await Promise.all(
    files.map(async (path) => ({ what: `"${path}"`, at: (await orNothing(system.stat(path)))?.mtimeMs ?? 0 })),
  );
  if (authorityBegins !== undefined) written.push({ what: 'the local authority', at: authorityBegins });
  const later = written.reduce((a, b) => (b.at > a.at ? b : a), { what: '', at: 0 });
  return { ...(later.at > 0 && { later }), ...(wentBackMs !== undefined && wentBackMs > 0 && { wentBackMs }) };
};

export type ClockAsked = {
  /** Written by this machine: of the data folder, of the program. */
  readonly files: readonly string[];
  /** Of one that this machine made itself. */
  readonly authorityBegins?: number;
  readonly wentBackMs?: number;
};

/** The person's folder of Slipway: whether there is room, whether it can be written, and who may read its key. */
export const lookAtData = async (system: DoctorSystem, folder: string): Promise<DataSeen> => {
  const { join } = system.platform === 'win32' ? win32 : posix;
  const key = join(folder, 'ca-key.pem');
  const [refused, freeBytes, keyFile] = await Promise.all([
    system.tryWriting(folder).then(
      () => undefined,
      (error: NodeJS.ErrnoException) => error.code ?? 'UNKNOWN',
    ),
    orNothing(system.freeBytes(folder)),
    orNothing(system.stat(key)),
  ]);
  const open = system.platform !== 'win32' && keyFile !== undefined && (keyFile.mode & 0o077) !== 0;
  const full = refused === 'ENOSPC' || refused === 'EDQUOT';
  return {
    folder,
    ...(refused !== undefined && { refused }),
    ...(freeBytes !== undefined && { freeBytes: full ? 0 : freeBytes }),
    ...(open && { openKey: key }),
  };
};

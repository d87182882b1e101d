import { readdir, readFile, readlink } from 'node:fs/promises';
import { basename } from 'node:path';
import { isRuntime } from './known-programs.ts';
import { scriptName } from './script-name.ts';

/** A TCP port of this machine that somebody listens on, as far as it may be known. */
export type Listener = {
  readonly port: number;
  /** IPv4 or IPv6, as `127.0.0.1`, `0.0.0.0`, `::1`, `::`. */
  readonly address: string;
  /** The same as long as it is the same socket; absent where the system has no name for it. */
  readonly socket?: string;
  readonly pid?: number;
  readonly process?: string;
  /** The last part of the folder that the process was started in. */
  readonly folder?: string;
  /** What it runs, where it is a runtime that runs others. */
  readonly script?: string;
  /** The user whose socket it is. */
  readonly uid?: number;
};

/** The listening sockets of /proc/net (proc_net(5)), with the processes of those that this user may look into (proc_pid_fd(5)). */
export const linuxListeners = async (proc = '/proc'): Promise<readonly Listener[]> => {
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map((name) => readFile(`${proc}/net/${name}`, 'utf8').catch(() => '')),
  );
  if (tables.every((text) => text === '')) throw new Error(`"${proc}/net/tcp" cannot be read`);
  const sockets = tables.flatMap(parseTable);
  const owners = await findOwners(proc, new Set(sockets.map(({ socket }) => socket)));
  return sockets.map((one) => ({ ...one, ...owners.get(one.socket) }));
};

type Owner = Pick<Listener, 'pid' | 'process' | 'folder' | 'script'>;

/** The rows in state 0A, which is LISTEN. */
export const parseTable = (text: string): readonly (Listener & { readonly socket: string })[] =>
  text.split('\n').flatMap((line) => {
    const [, local = '', , state, , , , uid, , inode = ''] = line.trim().split(/\s+/);
    const [hex = '', port = ''] = local.split(':');
    if (state !== '0A' || port === '') return [];
    return [{ address: addressOf(hex), port: Number.parseInt(port, 16), socket: inode, uid: Number(uid) }];
  });

/** Words of four bytes, each in the byte order of the machine, which is little-endian wherever this runs. */
const addressOf = (hex: string): string => {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) => (word.match(/../g) ?? []).reverse());
  if (bytes.length === 4) return bytes.map((byte) => Number.parseInt(byte, 16)).join('.');
  const groups = Array.from({ length: 8 }, (_, i) => `${bytes[2 * i]}${bytes[2 * i + 1]}`);
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
};

/** Which process holds which socket; those of other users stay unknown. */
const findOwners = async (proc: string, wanted: ReadonlySet<string>): Promise<ReadonlyMap<string, Owner>> => {
  const found = new Map<string, Owner>();
  const pids = (await readdir(proc)).filter((name) => /^\d+$/.test(name));
  await Promise.all(
    pids.map(async (pid) => {
      const held = await socketsOf(`${proc}/${pid}`);
      const own = held.filter((socket) => wanted.has(socket));
      if (own.length === 0) return;
      const owner = await describe(proc, pid);
      for (const socket of own) if (!found.has(socket)) found.set(socket, owner);
    }),
  );
  return found;
};

const socketsOf = async (folder: string): Promise<readonly string[]> => {
  const names = await readdir(`${folder}/fd`).catch(() => []);
  const targets = await Promise.all(names.map((name) => readlink(`${folder}/fd/${name}`).catch(() => '')));
  return targets.flatMap((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []);
};

/** The file that runs says more than the name of its thread, which is cut off, and `MainThread` for Node. */
const describe = async (proc: string, pid: string): Promise<Owner> => {
  const [file, thread, folder, words] = await Promise.all([
    readlink(`${proc}/${pid}/exe`).catch(() => ''),
    readFile(`${proc}/${pid}/comm`, 'utf8').catch(() => ''),
    readlink(`${proc}/${pid}/cwd`).catch(() => ''),
    readFile(`${proc}/${pid}/cmdline`, 'utf8').catch(() => ''),
  ]);
  const process = basename(file.replace(/ \(deleted\)$/, '')) || thread.trim();
  // The words of others are values of their options, and passwords among them.
  const script = isRuntime(process) ? scriptName(words.split('\0')) : undefined;
  return {
    pid: Number(pid),
    ...(process !== '' && { process }),
    ...(basename(folder) !== '' && { folder: basename(folder) }),
    ...(script !== undefined && { script }),
  };
};

import { bytesOf, textOf } from '../../src-main/core/hosts-file/bytes.ts';
import type { Ran } from '../../src-main/elevate/run.ts';
import type { HostsDisk } from '../../src-main/hosts-file/disk.ts';
import type { HostsWorld } from '../../src-main/hosts-file/world.ts';

/** A file of a system that is played. `refuses`: what the system answers where it is to be written. */
export type FakeFile = {
  text: string;
  kind?: 'file' | 'other';
  linkTo?: string;
  refuses?: string;
  /** The system answers so to opening alone, as Windows does. */
  refusesOpen?: string | undefined;
  refusesRead?: string;
  guarded?: boolean;
  /** What the system says of its size, where that is not true of what is read. */
  size?: number;
};

export type FakeMachine = {
  readonly world: HostsWorld;
  readonly files: Map<string, FakeFile>;
  /** Every program that was started, with its arguments. */
  readonly ran: string[][];
  readonly waited: number[];
  /** What was done to files, in order: `write /etc/hosts`, `remove …`. */
  readonly deeds: string[];
  readonly text: (path?: string) => string | undefined;
};

type Played = {
  readonly platform?: NodeJS.Platform;
  readonly environment?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, FakeFile | string>>;
  readonly executable?: string;
  readonly windowsFolder?: string;
  readonly isRoot?: boolean;
  readonly run?: (program: string, args: readonly string[]) => Ran | Promise<Ran>;
  /** Called before each deed; what it throws is the deed's failure. */
  readonly before?: (deed: string) => void;
  /** Called after each write of a file, as another program would be that watches it. */
  readonly after?: (deed: string, files: Map<string, FakeFile>) => void;
};

export const failWith = (code: string): Error => Object.assign(new Error(code), { code });

/** Plays a machine with these files; programs that are not played are not there. */
export const fakeMachine = (played: Played = {}): FakeMachine => {
  const files = new Map<string, FakeFile>(
    Object.entries(played.files ?? { '/etc/hosts': '127.0.0.1 localhost\n' }).map(([path, file]) => [
      path,
      typeof file === 'string' ? { text: file } : { ...file },
    ]),
  );
  const ran: string[][] = [];
  const waited: number[] = [];
  const deeds: string[] = [];
  let writes = 0;
  const real = (path: string): string => {
    const to = files.get(path)?.linkTo;
    return to === undefined ? path : real(to);
  };
  const at = (path: string): FakeFile => {
    const file = files.get(real(path));
    if (file === undefined) throw failWith('ENOENT');
    return file;
  };
  const deed = (what: string): void => {
    played.before?.(what);
    deeds.push(what);
  };
  const disk: HostsDisk = {
    read: async (path) => {
      const file = at(path);
      if (file.refusesRead !== undefined) throw failWith(file.refusesRead);
      return bytesOf(file.text);
    },
    look: async (path) => {
      const file = at(path);
      const linked = files.get(path)?.linkTo !== undefined;
      return {
        kind: linked ? 'link' : (file.kind ?? 'file'),
        realPath: real(path),
        stamp: `${writes}.${file.text.length}`,
        size: file.size ?? file.text.length,
        guarded: file.guarded ?? true,
      };
    },
    tryWrite: async (path) => {
      const { refuses } = at(path);
      if (refuses !== undefined) throw failWith(refuses);
    },
    open: async (path) => {
      const file = at(path);
      if (file.refuses !== undefined) throw failWith(file.refuses);
      if (file.refusesOpen !== undefined) throw failWith(file.refusesOpen);
      deed(`open ${path}`);
      return {
        read: async () => bytesOf(file.text),
        write: async (bytes) => {
          deed(`write ${path}`);
          writes++;
          file.text = textOf(bytes) + file.text.slice(bytes.length);
          played.after?.(`write ${path}`, files);
        },
        truncate: async (size) => {
          deed(`truncate ${path}`);
          file.text = file.text.slice(0, size);
          played.after?.(`truncate ${path}`, files);
        },
        sync: async () => deed(`sync ${path}`),
        close: async () => {},
      };
    },
    create: async (path, bytes) => {
      if (files.has(path)) throw failWith('EEXIST');
      deed(`create ${path}`);
      files.set(path, { text: textOf(bytes) });
    },
    remove: async (path) => {
      if (!files.has(path)) throw failWith('ENOENT');
      deed(`remove ${path}`);
      files.delete(path);
    },
  };
  const world: HostsWorld = {
    platform: played.platform ?? 'linux',
    environment: played.environment ?? {},
    disk,
    run: async (program, args) => {
      ran.push([program, ...args]);
      return (await played.run?.(program, args)) ?? { output: '', errors: '', errno: 'ENOENT' };
    },
    clock: () => Date.parse('2026-11-21T18:00:00Z'),
    wait: async (ms) => void waited.push(ms),
    ...(played.windowsFolder !== undefined && { windowsFolder: played.windowsFolder }),
    executable: played.executable ?? '/usr/bin/node',
    isRoot: played.isRoot ?? false,
    process: { pid: 10, born: 1_000 },
    isAtWork: ({ pid }) => pid === 10 || pid === 11,
  };
  return { world, files, ran, waited, deeds, text: (path = '/etc/hosts') => files.get(path)?.text };
};

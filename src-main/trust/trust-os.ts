import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, isAbsolute, join } from 'node:path';

/** What stores of trust ask of a machine; a test may play one. Paths are absolute. */
export type TrustOs = {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** The program's path where it is installed. */
  readonly find: (program: string) => Promise<string | undefined>;
  /**
   * The same among the programs that came with the system, for what is carried out with the rights of the administrator: anybody's package
   * may have put its folder in front of the path.
   */
  readonly findOfSystem: (program: string) => Promise<string | undefined>;
  /** Whether nobody but the administrator can change a file, or what stands at its path. False on Windows, which says so in another way. */
  readonly guarded: (file: string) => Promise<boolean>;
  /** Carries out a program with these arguments, nothing on its standard input and sentences in English. Never rejects. */
  readonly run: (program: string, args: readonly string[]) => Promise<Ran>;
  /** The same for a program that only reads this file: what it said is remembered for as long as the file is the same. */
  readonly runOn: (file: string, program: string, args: readonly string[]) => Promise<Ran>;
  /** Undefined where it cannot be read. */
  readonly read: (file: string) => Promise<string | undefined>;
  /** Names in a folder; empty where there is none. */
  readonly list: (folder: string) => Promise<readonly string[]>;
  readonly exists: (path: string) => Promise<boolean>;
  /** Whether this person may change a file or folder that is there. */
  readonly writable: (path: string) => Promise<boolean>;
  /** Behind all links; the same where it is not there. */
  readonly real: (path: string) => Promise<string>;
  /** Makes a folder for this person alone, with those above it. */
  readonly makeFolder: (folder: string) => Promise<void>;
  /** A file with this text for as long as the work goes on. */
  readonly withFile: <T>(text: string, work: (file: string) => Promise<T>) => Promise<T>;
};

/** `code` is not 0 where it failed, and 127 where it could not be started or took too long. */
export type Ran = { readonly code: number; readonly output: string; readonly errors: string };

export type TrustOsOptions = Pick<TrustOs, 'platform' | 'environment' | 'home'>;

/** Java takes seconds on a machine that is busy; nothing here waits for a person but what asks in a window of the system's own. */
const longestMs = 120_000;

/** Of Unix; `/usr/local` is not among them, which groups of people may fill on some systems. */
const systemFolders = ['/usr/sbin', '/usr/bin', '/sbin', '/bin'];

export const createTrustOs = ({ platform, environment, home }: TrustOsOptions): TrustOs => {
  const may = (path: string, mode: number): Promise<boolean> =>
    access(path, mode).then(
      () => true,
      () => false,
    );
  const said = new Map<string, { readonly stamp: string; readonly ran: Ran }>();
  const run: TrustOs['run'] = (program, args) =>
    new Promise((resolve) => {
      const env = { ...environment, LC_ALL: 'C' };
      const options = { env, timeout: longestMs, maxBuffer: 32 * 1024 * 1024, windowsHide: true } as const;
      const child = execFile(program, [...args], options, (error, output, errors) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 127;
        resolve({ code, output, errors: errors || (error && code === 127 ? error.message : '') });
      });
      child.stdin?.on('error', () => {}); // it may end before it is told that nothing comes
      child.stdin?.end();
    });
  return {
    platform,
    environment,
    home,
    find: async (program) => {
      const names = platform === 'win32' ? [`${program}.exe`, program] : [program];
      // Programs of the administrator are in nobody's path on some systems.
      const usual = platform === 'win32' ? [] : ['/usr/sbin', '/sbin', '/usr/local/sbin'];
      const folders = [...(environment.PATH ?? environment.Path ?? '').split(delimiter), ...usual];
      for (const folder of folders.filter((one) => isAbsolute(one))) {
        for (const name of names) if (await may(join(folder, name), constants.X_OK)) return join(folder, name);
      }
      return undefined;
    },
    findOfSystem: async (program) => {
      for (const folder of systemFolders)
        if (await may(join(folder, program), constants.X_OK)) return join(folder, program);
      return undefined;
    },
    guarded: async (file) => {
      if (platform === 'win32') return false;
      const real = await realpath(file).catch(() => undefined); // it is not there
      for (let at = real; at !== undefined; at = at === dirname(at) ? undefined : dirname(at)) {
        const { uid, mode } = await stat(at);
        if (uid !== 0 || (mode & 0o022) !== 0) return false;
      }
      return real !== undefined;
    },
    run,
    runOn: async (file, program, args) => {
      const stamp = await stampOf(file);
      const key = JSON.stringify([file, program, ...args]);
      const known = said.get(key);
      if (known && stamp !== '' && known.stamp === stamp) return known.ran;
      const ran = await run(program, args);
      if (ran.code === 0) said.set(key, { stamp, ran });
      return ran;
    },
    read: (file) => readFile(file, 'utf8').catch(() => undefined),
    list: (folder) => readdir(folder).catch(() => []),
    exists: (path) => may(path, constants.F_OK),
    writable: (path) => may(path, constants.W_OK),
    real: (path) => realpath(path).catch(() => path),
    makeFolder: async (folder) => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
    },
    withFile: async (text, work) => {
      const folder = await mkdtemp(join(tmpdir(), 'slipway-'));
      try {
        const file = join(folder, 'slipway-local-authority.pem');
        await writeFile(file, text, { mode: 0o600, flag: 'wx' });
        return await work(file);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
};

/** Another one whenever the file was written or replaced; empty where it is not there. */
const stampOf = async (file: string): Promise<string> => {
  const found = await stat(file, { bigint: true }).catch(() => undefined); // it is gone
  return found ? `${found.ino} ${found.size} ${found.mtimeNs}` : '';
};

import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Electron's program, or one sentence about why there is none. */
export type FoundElectron =
  | { readonly found: true; readonly program: string }
  | { readonly found: false; readonly reason: string };

/** Why no window can be opened here, in words that begin a sentence; undefined where nothing is known to be missing. */
export const whatIsMissing = (
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
  user: number | undefined,
): string | undefined => {
  if (platform !== 'linux') return undefined;
  if ((environment.DISPLAY ?? '') === '' && (environment.WAYLAND_DISPLAY ?? '') === '') return 'there is no display';
  return user === 0 ? 'Electron does not open windows for root' : undefined;
};

/** How long the binary (about 100 MB) may take to arrive before the window opens in a browser instead. */
const patience = 180_000;

/**
 * Finds Electron's program below `project`, and lets the package's own installer fetch it when it is missing:
 * the package brings none, and nobody should need to know that. `say` hears one line before the download begins.
 */
export const findElectron = async (
  project: string,
  say: (line: string) => void,
  milliseconds = patience,
): Promise<FoundElectron> => {
  const folder = electronFolder(project);
  if (folder === undefined) return { found: false, reason: 'Electron is not installed' };
  const present = programIn(folder);
  if (present !== undefined) return { found: true, program: present };
  say('fetching Electron, once …');
  const problem = await install(folder, milliseconds);
  const fetched = programIn(folder);
  if (fetched !== undefined) return { found: true, program: fetched };
  return { found: false, reason: `Electron could not be fetched (${problem ?? 'it is not there after the download'})` };
};

/** Electron's program below `project` where it is there already. Nothing is fetched. */
export const presentElectron = (project: string): string | undefined => {
  const folder = electronFolder(project);
  return folder === undefined ? undefined : programIn(folder);
};

const electronFolder = (project: string): string | undefined => {
  try {
    return dirname(createRequire(join(project, 'package.json')).resolve('electron/package.json'));
  } catch {
    return undefined; // a copy without the development packages
  }
};

/** Read here, because asking the package for its path would start the download at once and print a stack when it fails. */
const programIn = (folder: string): string | undefined => {
  const pathFile = join(folder, 'path.txt');
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : 'electron';
  const program = join(process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist'), name);
  return existsSync(program) ? program : undefined;
};

/** Why the installer failed, in a few words; undefined when it says that it did not. */
const install = (folder: string, milliseconds: number): Promise<string | undefined> =>
  new Promise((done) => {
    const child = spawn(process.execPath, [join(folder, 'install.js')], { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(0, 4_000);
    });
    const timer = setTimeout(() => {
      child.kill();
      done('it took too long');
    }, milliseconds);
    child.on('error', (error) => done(error.message));
    child.on('close', (code) => {
      clearTimeout(timer);
      done(code === 0 ? undefined : firstReason(said));
    });
  });

/** The first sentence of an error's text, without its class and its stack. */
const firstReason = (text: string): string => {
  const line = text.split('\n').find((candidate) => /error/i.test(candidate)) ?? '';
  const words = line.replace(/^\s*(\w*Error:?\s*)+(\[\w+\]:\s*)?/, '').trim();
  return words === '' ? 'the download failed' : words.slice(0, 120);
};

import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectFolder } from '../../src-main/cli/build-when-stale.ts';
import type { FoundBrowser } from './browser.ts';

/** A running `slipway run` that starts browsers without a window, with a home of its own. */
export type RunningForBrowsers = {
  readonly folder: string;
  readonly home: string;
  /** The profiles that exist now, absolute. */
  readonly profiles: () => readonly string[];
  /** Runs another `slipway` beside it; rejects where it fails. */
  readonly slipway: (...args: readonly string[]) => Promise<string>;
  /** What its browsers wrote about their networks; complete when they have ended. */
  readonly netLog: string;
  /** Every name that slipway has asked the system for. */
  readonly asked: () => readonly string[];
  readonly stop: () => Promise<void>;
};

type Options = Extract<FoundBrowser, { readonly found: true }>['options'];

/** Notes every name before it is looked up, in a file. */
const recorder = `
import dns from 'node:dns';
import { appendFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
const { lookup } = dns;
dns.lookup = (name, ...rest) => {
  appendFileSync(process.env.ASKED_NAMES, name + '\\n');
  return lookup(name, ...rest);
};
syncBuiltinESMExports();
`;

export const runForBrowsers = async (
  files: Readonly<Record<string, string>>,
  browser: Options,
): Promise<RunningForBrowsers> => {
  const home = mkdtempSync(join(tmpdir(), 'slipway-home-'));
  const folder = mkdtempSync(join(tmpdir(), 'slipway-walk-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const hook = join(home, 'record-names.mjs');
  const askedFile = join(home, 'asked.txt');
  const netLog = join(home, 'net-log.json');
  writeFileSync(hook, recorder);
  writeFileSync(askedFile, '');
  const withoutSandbox = browser.chromiumSandbox === false ? ['--no-sandbox'] : [];
  const wanted = ['--headless', '--disable-gpu', '--remote-debugging-port=0', `--log-net-log=${netLog}`];
  const environment = {
    ...process.env,
    ...(browser.env as Readonly<Record<string, string>> | undefined),
    HOME: home,
    XDG_DATA_HOME: join(home, 'data'),
    LOCALAPPDATA: join(home, 'data'),
    ASKED_NAMES: askedFile,
    NODE_OPTIONS: `--import=${hook}`,
    SLIPWAY_BROWSER: browser.executablePath,
    SLIPWAY_BROWSER_ARGS: [...wanted, ...withoutSandbox, '--disable-dev-shm-usage'].join(' '),
  };
  const program = join(projectFolder(), 'src-main/cli/main.ts');
  const child = spawn(process.execPath, [program, 'run', folder, '--json', ...(await freePorts([80, 443]))], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environment,
  });
  let notes = '';
  child.stderr.on('data', (chunk: Buffer) => {
    notes += chunk.toString();
  });
  const stop = async () => {
    const ended = new Promise((done) => child.once('exit', done));
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await ended;
    }
    for (const one of [folder, home]) rmSync(one, { recursive: true, force: true });
  };
  try {
    await new Promise<void>((done, fail) => {
      let out = '';
      child.stdout.on('data', (chunk: Buffer) => {
        out += chunk.toString();
        if (out.includes('"event":"ready"')) done();
      });
      child.once('exit', (code) => fail(new Error(`slipway ended with ${code}\n${notes}`)));
    });
  } catch (error) {
    await stop();
    throw error;
  }
  const root = join(home, 'data/slipway/browsers');
  return {
    folder,
    home,
    netLog,
    profiles: () => {
      try {
        return readdirSync(root).map((name) => join(root, name));
      } catch {
        return []; // no browser has been started yet
      }
    },
    slipway: async (...args) => {
      const { stdout } = await promisify(execFile)(process.execPath, [program, ...args], { env: environment });
      return stdout;
    },
    asked: () => readFileSync(askedFile, 'utf8').split('\n').filter(Boolean),
    stop,
  };
};

/** Ports that the system gives out at this moment, for declared ones. */
const freePorts = async (declared: readonly number[]): Promise<readonly string[]> => {
  const servers = declared.map(() => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => new Promise((done) => server.once('listening', done))));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return declared.flatMap((port, i) => ['--port', `${port}=${ports[i]}`]);
};

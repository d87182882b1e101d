import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { firefoxArguments } from './firefox.ts';
import { openMarionette } from './marionette.ts';

export type FirefoxTrustWorld = {
  readonly program: string;
  readonly environment: NodeJS.ProcessEnv;
  /** For tests: the tool of NSS; `undefined` where there is none. */
  readonly certutil?: string;
  /** Told of the process of Firefox, which may be left behind. */
  readonly started?: (pid: number) => Promise<void>;
};

const toolMs = 10_000;
const startMs = 30_000;

/**
 * Makes one profile of Firefox trust the authority for servers: by NSS's own `certutil` where it is installed, else by Firefox itself,
 * which is started once without a window for that. Gives how. Rejects where neither works.
 */
export const trustInFirefox = async (
  profile: string,
  pem: string,
  world: FirefoxTrustWorld,
): Promise<'certutil' | 'firefox'> => {
  if (world.certutil !== undefined && (await byTool(profile, pem, world.certutil))) return 'certutil';
  await byFirefox(profile, pem, world);
  return 'firefox';
};

const byTool = async (profile: string, pem: string, certutil: string): Promise<boolean> => {
  const run = (args: readonly string[]) => promisify(execFile)(certutil, [...args], { timeout: toolMs });
  const file = join(profile, `authority-${randomUUID()}.pem`);
  const store = ['-d', `sql:${profile}`];
  try {
    await writeFile(file, pem, { mode: 0o600 });
    await run(['-N', ...store, '--empty-password']);
    await run(['-A', ...store, '-n', 'Slipway', '-t', 'C,,', '-i', file]);
    return true;
  } catch {
    return false; // it is not there, or another program of that name (Windows has one)
  } finally {
    await rm(file, { force: true });
  }
};

/** The store is Firefox's own affair, and signed by it: so it is Firefox that writes it. */
const byFirefox = async (
  profile: string,
  pem: string,
  { program, environment, started }: FirefoxTrustWorld,
): Promise<void> => {
  const child = spawn(
    program,
    ['-headless', '-marionette', '-remote-allow-system-access', ...firefoxArguments(profile)],
    { stdio: 'ignore', env: environment, detached: process.platform !== 'win32' },
  );
  const ended = new Promise<void>((done) => {
    child.once('exit', () => done());
    child.once('error', () => done());
  });
  const end = setTimeout(() => child.kill('SIGKILL'), startMs);
  try {
    if (child.pid !== undefined) await started?.(child.pid);
    const port = await portOf(join(profile, 'MarionetteActivePort'), ended);
    const marionette = await openMarionette(port);
    try {
      await marionette.ask('WebDriver:NewSession', {});
      await marionette.ask('Marionette:SetContext', { value: 'chrome' });
      const trusted = await marionette.ask('WebDriver:ExecuteScript', {
        script,
        args: [pem.replace(/-----[^-]+-----|\s/g, '')],
      });
      if (trusted !== true) throw new Error('Firefox took the authority, and does not trust it');
      await marionette.ask('Marionette:Quit', { flags: ['eAttemptQuit'] }).catch(() => undefined);
    } finally {
      marionette.close();
    }
    await ended;
  } finally {
    clearTimeout(end);
    child.kill('SIGKILL');
    await ended;
  }
};

const script = `
  const store = Cc['@mozilla.org/security/x509certdb;1'].getService(Ci.nsIX509CertDB);
  const authority = store.addCertFromBase64(arguments[0], 'C,,');
  store.setCertTrust(authority, Ci.nsIX509Cert.CA_CERT, Ci.nsIX509CertDB.TRUSTED_SSL);
  return store.isCertTrusted(authority, Ci.nsIX509Cert.CA_CERT, Ci.nsIX509CertDB.TRUSTED_SSL);
`;

const portOf = async (file: string, ended: Promise<void>): Promise<number> => {
  let over = false;
  void ended.then(() => {
    over = true;
  });
  while (!over) {
    const port = Number(await readFile(file, 'utf8').catch(() => ''));
    if (port > 0) return port;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error('Firefox ended before it could be asked');
};

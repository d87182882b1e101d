import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { link, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { leafDays, makeAuthority, openAuthority, type Signer } from './sign-certificates.ts';

/** Which authority signs: the one made here, or another program's in its own folder. */
export type AuthorityChoice = { readonly from: 'own' } | { readonly from: 'mkcert'; readonly folder: string };

const day = 86_400_000;

/** Our own authority; made and kept in `folder` where there is none, or none that can be used. Rejects where the folder cannot be. */
export async function ownAuthority(folder: string | undefined, now: number): Promise<Signer> {
  if (folder === undefined) {
    const { pem, keyPem } = await makeAuthority(now);
    return openAuthority(pem, keyPem);
  }
  const stored = await readOwn(folder, now);
  if (stored) return stored;
  const { pem, keyPem } = await makeAuthority(now);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const keyFile = join(folder, 'ca-key.pem');
  if (!(await writeFirst(keyFile, keyPem))) {
    // Another program is making one at this moment: its certificate comes next. Else something lies there that is of no use.
    for (let tries = 0; tries < 100 && (await isYoung(keyFile)) && !(await hasOwn(folder)); tries += 1) await wait(50);
    const theirs = await readOwn(folder, now);
    if (theirs) return theirs;
    await writeWhole(keyFile, keyPem, 0o600);
  }
  // The key first: a certificate without its key is no use, and would be made again the next time.
  await writeWhole(join(folder, 'ca.pem'), pem, 0o644);
  return openAuthority(pem, keyPem);
}

/** What mkcert made in this folder; its key stays where it is. Rejects with the reason where it cannot be used. */
export async function mkcertAuthority(folder: string, now: number): Promise<Signer> {
  const [pem, keyPem] = await Promise.all([
    readFile(join(folder, 'rootCA.pem'), 'utf8'),
    readFile(join(folder, 'rootCA-key.pem'), 'utf8'),
  ]);
  const signer = await openAuthority(pem, keyPem);
  if (signer.notAfter <= now) throw new Error('its certificate has ended');
  return signer;
}

/** What was chosen last; our own where nothing was, or nothing that can be read. */
export async function readChoice(folder: string | undefined): Promise<AuthorityChoice> {
  if (folder === undefined) return { from: 'own' };
  try {
    const value: unknown = JSON.parse(await readFile(join(folder, choiceFile), 'utf8'));
    const { from, folder: where } = value as { readonly from?: unknown; readonly folder?: unknown };
    if (from === 'mkcert' && typeof where === 'string') return { from, folder: where };
  } catch {
    // Absent for nearly everybody; a damaged one is as good as none.
  }
  return { from: 'own' };
}

export async function keepChoice(folder: string, choice: AuthorityChoice): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (choice.from === 'own') await rm(join(folder, choiceFile), { force: true });
  else await writeWhole(join(folder, choiceFile), `${JSON.stringify(choice)}\n`, 0o600);
}

/** Whether an authority of ours lies in this folder, usable or not. */
export const hasOwn = async (folder: string | undefined): Promise<boolean> =>
  folder !== undefined && (await stat(join(folder, 'ca.pem')).catch(() => undefined)) !== undefined; // not there

/** Takes the file of a key away from everybody but its owner. A link is not followed, because it may lead to what is nobody's key. */
export const keepForOwner = async (file: string): Promise<void> => {
  const handle = await open(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    await handle.chmod(0o600);
  } finally {
    await handle.close();
  }
};

const isYoung = async (file: string): Promise<boolean> => {
  const found = await stat(file).catch(() => undefined); // gone meanwhile
  return found !== undefined && Date.now() - found.mtimeMs < 5_000;
};

const choiceFile = 'authority.json';

/** What is stored, unless it is not there, is damaged, does not belong together or ends before a leaf of today would. */
async function readOwn(folder: string, now: number): Promise<Signer | undefined> {
  let pem: string;
  let keyPem: string;
  try {
    [pem, keyPem] = await Promise.all([
      readFile(join(folder, 'ca.pem'), 'utf8'),
      readFile(join(folder, 'ca-key.pem'), 'utf8'),
    ]);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  // Someone may have copied the folder with wider permissions. Where the system has no such thing, there is nothing to narrow.
  await keepForOwner(join(folder, 'ca-key.pem')).catch(() => {});
  try {
    const signer = await openAuthority(pem, keyPem);
    return signer.notAfter - now < leafDays * day ? undefined : signer;
  } catch {
    // Not PEM, not a certificate, not a key of ours: another authority is made in its place.
    return undefined;
  }
}

/** False where the file is there already. */
async function writeFirst(file: string, text: string): Promise<boolean> {
  const beside = await writeBeside(file, text, 0o600);
  try {
    await link(beside, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    // A file system without links: the last one to write wins, and is the one that is read.
    await rename(beside, file);
    return true;
  } finally {
    await rm(beside, { force: true });
  }
}

/** The whole file or none: written beside, then renamed. Its mode is set before the first byte. */
async function writeWhole(file: string, text: string, mode: number): Promise<void> {
  const beside = await writeBeside(file, text, mode);
  try {
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

async function writeBeside(file: string, text: string, mode: number): Promise<string> {
  const beside = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    const handle = await open(beside, 'wx', mode);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    return beside;
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

import { readableWord } from '#core/reach/shell-word.ts';
import type { StoreAfter, StoreSort } from '#core/reach/trust-store.ts';
import { type Certificate, certificatesIn, entryName, isOwnName } from './certificate.ts';
import { done, failed, type Held, type Store, type StoreWorld, wordsOf } from './store.ts';

export type NssOptions = {
  readonly id: string;
  readonly name: string;
  readonly usedBy: string;
  readonly sort?: StoreSort;
  readonly called?: string;
  /** The folder with `cert9.db`. */
  readonly folder: string;
  /** Made where there is none; else the program that owns it makes it. */
  readonly make: boolean;
  readonly after?: StoreAfter;
};

/** A database of NSS: what Chromium and its kin use on Linux, and each profile of Firefox. */
export const nssStore = ({ os }: Pick<StoreWorld, 'os'>, options: NssOptions): Store => {
  const { id, name, usedBy, sort, called, folder, make, after } = options;
  const database = `sql:${folder}`;
  /** Not that of Windows, which has the same name. */
  const program = () => os.find('certutil');
  const missing = `the program "certutil" is not installed; install the package ${packageOf(os.platform)}`;
  const isThere = () => os.exists(`${folder}/cert9.db`);
  const remove: Store['remove'] = async (held) => {
    const certutil = await program();
    if (certutil === undefined) return failed(missing);
    for (const { entry } of held) {
      // One certificate at a time, although several may share a nickname.
      const ran = await os.run(certutil, ['-D', '-d', database, '-n', entry]);
      if (ran.code !== 0) return failed(`"${entry}" could not be taken out of "${folder}" (${wordsOf(ran)})`);
    }
    return done;
  };
  return {
    id,
    name,
    usedBy,
    ...(sort && { sort }),
    ...(called !== undefined && { called }),
    place: folder,
    look: async (thumbprints) => {
      const certutil = await program();
      if (certutil === undefined) {
        const packages =
          os.platform === 'darwin'
            ? 'nss (Homebrew)'
            : 'libnss3-tools (Debian, Ubuntu), nss-tools (Fedora), nss (Arch)';
        return { is: 'unavailable', says: missing, finding: { is: 'noProgram', program: 'certutil', packages } };
      }
      if (!(await isThere()))
        return make
          ? { is: 'there', held: [], rights: 'own' }
          : {
              is: 'unavailable',
              says: 'this profile has no certificates yet; open it once',
              finding: { is: 'newProfile' },
            };
      const listed = await os.run(certutil, ['-L', '-d', database]);
      if (listed.code !== 0) {
        const why = wordsOf(listed);
        return { is: 'unavailable', says: `it cannot be read (${why})`, finding: { is: 'unreadable', why } };
      }
      const held = await Promise.all(
        readNicknames(listed.output)
          .filter(({ entry }) => isKnown(entry))
          .map(async ({ entry, trusted }): Promise<readonly Held[]> => {
            const shown = await os.run(certutil, ['-L', '-d', database, '-n', entry, '-a']);
            return certificatesIn(shown.output).map((one) => ({ ...one, entry, trusted }));
          }),
      );
      const wanted = held.flat().filter((one) => isOwnName(one.name) || thumbprints.has(one.thumbprint));
      // A nickname that two certificates share is listed for each of them.
      const once = new Map(wanted.map((one) => [one.thumbprint, one]));
      return { is: 'there', held: [...once.values()], rights: 'own' };
    },
    add: async (certificate, earlier) => {
      const { pem } = certificate;
      const nickname = nicknameOf(certificate);
      const certutil = await program();
      if (certutil === undefined) return failed(missing);
      if (make && !(await isThere())) {
        await os.makeFolder(folder);
        const made = await os.run(certutil, ['-N', '-d', database, '--empty-password']);
        if (made.code !== 0) return failed(`the database in "${folder}" could not be made (${wordsOf(made)})`);
      }
      // Before, because a nickname belongs to all certificates of a subject, and one of them is deleted by it.
      const removed = await remove(earlier);
      if (!removed.ok) return removed;
      const ran = await os.withFile(pem, (file) =>
        os.run(certutil, ['-A', '-d', database, '-t', 'C,,', '-n', nickname, '-i', file]),
      );
      if (ran.code === 0) return done;
      // With a password it is in there, and only its trust was refused.
      await os.run(certutil, ['-D', '-d', database, '-n', nickname]);
      const locked = /password|SEC_ERROR_(BAD_PASSWORD|TOKEN_NOT_LOGGED_IN)/i.test(ran.errors);
      return failed(
        locked
          ? `a password protects the certificates in "${folder}"; add the file in the settings of the browser`
          : `the database in "${folder}" could not be changed (${wordsOf(ran)})`,
      );
    },
    remove,
    command: async (file, certificate) =>
      `certutil -A -d ${readableWord(database)} -t C,, -n ${readableWord(nicknameOf(certificate))} -i ${readableWord(file)}`,
    ...(after && { after }),
  };
};

/** Databases hold hundreds of certificates, and each takes a program to read: what may be ours is found by how it is called. */
const isKnown = (nickname: string): boolean => isOwnName(nickname) || /^(mkcert|slipway)/.test(nickname);

/** An authority that somebody gave mkcert may have any name. */
const nicknameOf = (certificate: Certificate): string =>
  isKnown(certificate.name) ? certificate.name : entryName(certificate);

/** `certutil -L`: the nickname, then three lists of letters; a `C` in the first one means trusted for servers. */
const readNicknames = (text: string): readonly Pick<Held, 'entry' | 'trusted'>[] =>
  text.split('\n').flatMap((line) => {
    const [, entry, flags] = /^(\S.*?)\s+([a-zA-Z]*),[a-zA-Z]*,[a-zA-Z]*\s*$/.exec(line) ?? [];
    return entry === undefined || flags === undefined ? [] : [{ entry, trusted: flags.includes('C') }];
  });

const packageOf = (platform: NodeJS.Platform): string =>
  platform === 'darwin'
    ? '"nss" of Homebrew'
    : '"libnss3-tools" (Debian, Ubuntu), "nss-tools" (Fedora) or "nss" (Arch)';

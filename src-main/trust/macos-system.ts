import { posix } from 'node:path';
import { readableWord } from '#core/reach/shell-word.ts';
import { certificatesIn, isOwnName } from './certificate.ts';
import { type Done, declined, done, failed, type Store, type StoreWorld, wordsOf } from './store.ts';

const security = '/usr/bin/security';

/** The login keychain of macOS. The system itself asks for the person's password; nobody else need be asked. */
export const macosSystem = ({ os }: Pick<StoreWorld, 'os'>): Store => {
  const keychain = posix.join(os.home, 'Library/Keychains/login.keychain-db');
  const judged = (ran: { readonly code: number; readonly output: string; readonly errors: string }): Done => {
    if (ran.code === 0) return done;
    if (/cancel/i.test(ran.errors)) return declined;
    return failed(`the keychain could not be changed (${wordsOf(ran)})`);
  };
  const remove: Store['remove'] = async (held) => {
    for (const { entry } of held) {
      // With its settings of trust.
      const removed = judged(await os.run(security, ['delete-certificate', '-t', '-Z', entry.toUpperCase()]));
      if (!removed.ok) return removed;
    }
    return done;
  };
  return {
    id: 'system',
    name: 'Keychain',
    sort: 'keychain',
    usedBy: 'Safari, Chrome, Edge, Brave, curl, and Firefox as it is set usually',
    look: async (thumbprints) => {
      // All of them, because an authority that somebody gave mkcert may have any name.
      const listed = await os.run(security, ['find-certificate', '-a', '-p']);
      const certificates = new Map(certificatesIn(listed.output).map((one) => [one.thumbprint, one]));
      const held = [...certificates.values()]
        .filter(({ name, thumbprint }) => isOwnName(name) || thumbprints.has(thumbprint))
        .map(async ({ pem, name, thumbprint }) => {
          // As an authority, by the person's and the administrator's settings of trust.
          const verified = await os.withFile(pem, (file) =>
            os.run(security, ['verify-cert', '-q', '-l', '-L', '-p', 'ssl', '-c', file]),
          );
          return { thumbprint, name, entry: thumbprint, trusted: verified.code === 0 };
        });
      return { is: 'there', held: await Promise.all(held), rights: 'prompt' };
    },
    add: async ({ pem }, earlier) => {
      const added = await os.withFile(pem, async (file) =>
        judged(await os.run(security, ['add-trusted-cert', '-r', 'trustRoot', '-p', 'ssl', '-k', keychain, file])),
      );
      return added.ok ? remove(earlier) : added;
    },
    remove,
    command: async (file) =>
      `security add-trusted-cert -r trustRoot -p ssl -k ${readableWord(keychain)} ${readableWord(file)}`,
    after: 'browsers',
  };
};

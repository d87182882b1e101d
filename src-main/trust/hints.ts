import { readableWord, shellWord } from '#core/reach/shell-word.ts';
import { certificatesIn } from './certificate.ts';
import { done, type Store, type StoreWorld } from './store.ts';

/** Programs that are told by a variable or an option, because they have no list of a person's own. */
export const hintStores = ({ os }: Pick<StoreWorld, 'os'>): readonly Store[] => [
  hint(
    'node',
    'Node.js',
    'programs of Node.js, npm, Playwright, Cypress',
    'Node.js brings its own list; set the variable where the program starts',
    async (thumbprints) => {
      const file = os.environment.NODE_EXTRA_CA_CERTS;
      const text = file === undefined ? undefined : await os.read(file);
      return text !== undefined && certificatesIn(text).some(({ thumbprint }) => thumbprints.has(thumbprint));
    },
    (file) =>
      os.platform === 'win32'
        ? `$env:NODE_EXTRA_CA_CERTS = ${shellWord(file, 'powershell')}`
        : `export NODE_EXTRA_CA_CERTS=${readableWord(file)}`,
  ),
  hint(
    'curl',
    'curl',
    'curl, where the system does not trust the authority',
    'curl takes the authority for one call alone',
    async () => false,
    (file) => `curl --cacert ${os.platform === 'win32' ? shellWord(file, 'powershell') : readableWord(file)}`,
  ),
];

const hint = (
  id: 'node' | 'curl',
  name: string,
  usedBy: string,
  says: string,
  isTrusted: (thumbprints: ReadonlySet<string>) => Promise<boolean>,
  command: (file: string) => string,
): Store => ({
  id,
  name,
  usedBy,
  sort: id,
  look: async (thumbprints) => {
    const trusted = await isTrusted(thumbprints);
    return { is: 'hint', says: trusted ? 'it is set for this program' : says, trusted };
  },
  add: async () => done,
  remove: async () => done,
  command: async (file) => command(file),
});

import { posix } from 'node:path';
import { readableWord } from '#core/reach/shell-word.ts';
import { type Certificate, certificatesIn, entryName, isOwnName } from './certificate.ts';
import { type Done, done, doneOf, failed, type Held, type Store, type StoreWorld, wordsOf } from './store.ts';

/** How a family of distributions is told of one more authority. */
type Way = {
  readonly anchors: string;
  /** Carried out after a change. */
  readonly update: readonly string[];
  /** After something was taken away. */
  readonly updateLess: readonly string[];
  readonly extension: string;
  /** What comes of it, which programs read. */
  readonly bundles: readonly string[];
};

const same = (update: readonly string[]) => ({ update, updateLess: update });

const debian: Way = {
  anchors: '/usr/local/share/ca-certificates',
  update: ['update-ca-certificates'],
  // Links of files that are gone stay otherwise.
  updateLess: ['update-ca-certificates', '--fresh'],
  extension: 'crt',
  bundles: ['/etc/ssl/certs/ca-certificates.crt'],
};

/** By the folder that is there: Fedora and its kin, Debian and its kin with Alpine, Arch, SUSE. */
const ways: readonly Way[] = [
  {
    anchors: '/etc/pki/ca-trust/source/anchors',
    ...same(['update-ca-trust', 'extract']),
    extension: 'pem',
    bundles: ['/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem'],
  },
  debian,
  {
    anchors: '/etc/ca-certificates/trust-source/anchors',
    ...same(['trust', 'extract-compat']),
    extension: 'crt',
    bundles: ['/etc/ssl/certs/ca-certificates.crt', '/etc/ca-certificates/extracted/tls-ca-bundle.pem'],
  },
  {
    anchors: '/usr/share/pki/trust/anchors',
    ...same(['update-ca-certificates']),
    extension: 'pem',
    bundles: ['/var/lib/ca-certificates/ca-bundle.pem', '/etc/ssl/ca-bundle.pem'],
  },
];

/** The certificate itself is an argument (in base64), so that nothing can change between the question and the writing. */
const writeAndUpdate =
  'set -euC; PATH=/usr/sbin:/usr/bin:/sbin:/bin; export PATH; umask 022; file=$1 text=$2; shift 2; rm -f "$file.new"; printf %s "$text" | base64 -d > "$file.new"; while [ "$1" != -- ]; do rm -f "$1"; shift; done; shift; mv -f "$file.new" "$file"; exec "$@"';
/** Files up to `--`, then the program. */
const removeAndUpdate =
  'set -eu; PATH=/usr/sbin:/usr/bin:/sbin:/bin; export PATH; while [ "$1" != -- ]; do rm -f "$1"; shift; done; shift; exec "$@"';

/** What OpenSSL, curl, Git, Go and many others trust on Linux. `root` stands before every path, for tests. */
export const linuxSystem = ({ os, elevate, canAsk }: StoreWorld, root = ''): Store => {
  const wayOf = async (): Promise<Way | undefined> => {
    for (const way of ways) if (await os.exists(root + way.anchors)) return way;
    return undefined;
  };
  const updater = async ([program = '', ...args]: readonly string[]): Promise<readonly string[] | undefined> => {
    const path = await os.findOfSystem(program);
    return path === undefined ? undefined : [path, ...args];
  };
  const act = async (why: string, script: string, args: readonly string[]): Promise<Done> => {
    const way = await wayOf();
    const shell = ['-c', script, 'sh', ...args];
    if (way && (await os.writable(root + way.anchors))) {
      const ran = await os.run('/bin/sh', shell);
      return ran.code === 0 ? done : failed(`the system's certificates could not be updated (${wordsOf(ran)})`);
    }
    return doneOf(await elevate({ why, program: '/bin/sh', args: shell }));
  };
  const unknown = failed('this system keeps its certificates in no place that is known here; add the file by hand');
  return {
    id: 'system',
    name: 'System',
    sort: 'linux',
    usedBy: 'curl, Git, OpenSSL, Go, and most programs of the terminal',
    look: async (thumbprints) => {
      const way = await wayOf();
      if (way === undefined) {
        const nixos = await os.exists(`${root}/etc/NIXOS`);
        return {
          is: 'unavailable',
          finding: { is: nixos ? 'nixos' : 'noPlace' },
          says: nixos
            ? 'NixOS takes its certificates from its configuration; add the file to "security.pki.certificateFiles"'
            : 'this system keeps its certificates in no place that is known here; the package "ca-certificates" may be missing',
        };
      }
      if ((await updater(way.update)) === undefined)
        return {
          is: 'unavailable',
          finding: { is: 'noProgram', program: way.update[0] ?? '', packages: 'ca-certificates' },
          says: `the program "${way.update[0]}" is not installed; install the package "ca-certificates"`,
        };
      const wanted = ({ name, thumbprint }: Certificate) => isOwnName(name) || thumbprints.has(thumbprint);
      let bundle: string | undefined;
      for (const file of way.bundles) bundle ??= await os.read(root + file);
      const live = new Set(certificatesIn(bundle ?? '').map(({ thumbprint }) => thumbprint));
      const files = (await os.list(root + way.anchors)).filter((name) => /\.(crt|pem|cer)$/.test(name));
      const held = await Promise.all(
        files.map(async (name) => {
          const entry = posix.join(way.anchors, name);
          return certificatesIn((await os.read(root + entry)) ?? '')
            .filter(wanted)
            .map((one) => ({ ...one, entry, trusted: live.has(one.thumbprint) }));
        }),
      );
      const found = held.flat();
      const known = new Set(found.map(({ thumbprint }) => thumbprint));
      // What is in the bundle without a file was left there by a program that ended half-way, or came from elsewhere.
      const rest = certificatesIn(bundle ?? '').filter((one) => wanted(one) && !known.has(one.thumbprint));
      const own = await os.writable(root + way.anchors);
      return {
        is: 'there',
        held: [...found, ...rest.map((one) => ({ ...one, entry: '', trusted: true }))],
        rights: own ? 'own' : (await canAsk()) ? 'prompt' : 'command',
      };
    },
    add: async (certificate, earlier) => {
      const way = await wayOf();
      const file = `${way?.anchors}/${entryName(certificate)}.${way?.extension}`;
      const others = filesOf(earlier).filter((one) => one !== file);
      const update = way && (await updater(others.length > 0 ? way.updateLess : way.update));
      if (!way || !update) return unknown;
      const text = Buffer.from(certificate.pem).toString('base64');
      const args = [root + file, text, ...others.map((one) => root + one), '--', ...update];
      return act('trust the certificate of Slipway on this machine', writeAndUpdate, args);
    },
    remove: async (held) => {
      const way = await wayOf();
      const update = way && (await updater(way.updateLess));
      if (!way || !update) return unknown;
      const args = [...filesOf(held).map((file) => root + file), '--', ...update];
      return act('trust the certificate of Slipway no more on this machine', removeAndUpdate, args);
    },
    command: async (file, certificate) => {
      const { anchors, update, extension } = (await wayOf()) ?? debian;
      const target = posix.join(anchors, `${entryName(certificate)}.${extension}`);
      return `sudo install -m 644 ${readableWord(file)} ${target} && sudo ${update.join(' ')}`;
    },
  };
};

const filesOf = (held: readonly Held[]): readonly string[] =>
  [...new Set(held.map(({ entry }) => entry))].filter((entry) => entry !== '');

import type { CertificatesState, ClientCertificate, ServedCertificate, TrustStore } from '#contract/reach.ts';
import { readableWord } from '#core/reach/shell-word.ts';
import { columns } from './command.ts';

/** What is known of certificates, for people. */
export const listLines = ({ authority, stores, served, clients, mkcert }: CertificatesState): readonly string[] => [
  'authority',
  ...(authority
    ? columns([
        [authority.subject, `until ${dayOf(authority.notAfter)}${authority.from === 'mkcert' ? ', of mkcert' : ''}`],
        ...(authority.file === undefined ? [] : [['file', authority.file] as const]),
      ])
    : ['  none has been needed yet']),
  ...(mkcert !== undefined && authority?.from !== 'mkcert'
    ? [`  mkcert has one in ${mkcert}; "slipway ca use mkcert" signs with it`]
    : []),
  '',
  'stores',
  ...columns(stores.map(({ id, state, says }) => [`${state.padEnd(11)}  ${id}`, says])),
  ...trustLines(stores),
  ...(served.length === 0 ? [] : ['', 'served', ...served.flatMap(servedLines)]),
  ...(clients.length === 0
    ? []
    : [
        '',
        'clients',
        ...columns(clients.map(({ name, notAfter, file }) => [name, `until ${dayOf(notAfter)}  ${file}`])),
      ]),
];

const trustLines = (stores: readonly TrustStore[]): readonly string[] => {
  const one = stores.find(({ state, rights }) => state === 'untrusted' && rights !== 'command');
  return one === undefined ? [] : [`  "slipway ca trust ${one.id}" has a store trust it; test browsers need none`];
};

/** One store after a change. */
export const storeLine = ({ id, state, says }: TrustStore): string => `${id}: ${state}; ${says}`;

/** Its files, and how a client shows it. `authority` is the file of the authority's certificate. */
export const clientLines = ({ file, keyFile, name }: ClientCertificate, authority: string): readonly string[] => [
  file,
  keyFile,
  '',
  `curl --cacert ${readableWord(authority)} --cert ${readableWord(file)} --key ${readableWord(keyFile)} https://…`,
  `for a browser: openssl pkcs12 -export -in ${readableWord(file)} -inkey ${readableWord(keyFile)} -name ${readableWord(name)} -out ${readableWord(`${name}.p12`)}`,
];

const servedLines = ({ port, bound, servers, mode, from, chain, problems }: ServedCertificate): readonly string[] => {
  const [leaf] = chain;
  const where =
    from.is === 'authority' ? 'the local authority' : `${from.is === 'secret' ? 'Secret ' : ''}${from.name}`;
  const at = bound === undefined || bound === port ? String(port) : `${port} (${bound})`;
  const until = leaf ? `  until ${dayOf(leaf.notAfter)}` : '';
  return [
    `  ${at}  ${servers.length === 0 ? 'any name' : servers.join(', ')}  ${mode}  from ${where}${until}`,
    ...problems.map((problem) => `    ${problem}`),
  ];
};

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

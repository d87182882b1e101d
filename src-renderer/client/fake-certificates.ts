import type { Handlers } from '#contract/contract.ts';
import type {
  CertificateFacts,
  CertificatesState,
  ClientCertificate,
  ReachCalls,
  TrustStore,
} from '#contract/reach.ts';
import type { Door } from '#core/reach/doors.ts';
import type { StoreFinding } from '#core/reach/trust-store.ts';
import type { FakeMachine } from './fake-reach.ts';

type Name = Extract<keyof ReachCalls, `certificates.${string}`>;
type Needed = {
  readonly clock: () => number;
  readonly doors: () => readonly Door[];
  readonly machine: () => FakeMachine;
};

const day = 86_400_000;
const folder = '/home/ada/.local/share/slipway';

/** Certificates and who trusts them, in memory: the texts are no certificates, and nothing is signed. */
export const createFakeCertificates = ({ clock, doors, machine }: Needed): Pick<Handlers, Name> => {
  let from: 'own' | 'mkcert' = 'own';
  let stores: readonly TrustStore[] = [system, nss, java, node];
  let clients: readonly ClientCertificate[] = [];
  const facts = (subject: string, issuer: string, names: readonly string[], days: number): CertificateFacts => ({
    subject,
    issuer,
    names,
    notBefore: clock() - day,
    notAfter: clock() + (days - 1) * day,
    sha256: fingerprintOf(`${subject} ${from}`),
    pem: `-----BEGIN CERTIFICATE-----\n${btoa(subject)}\n-----END CERTIFICATE-----\n`,
  });
  const authority = () => {
    const subject = from === 'own' ? 'CN=Slipway local authority' : 'CN=mkcert ada@workstation';
    const file = from === 'own' ? `${folder}/authority.pem` : '/home/ada/.local/share/mkcert/rootCA.pem';
    return { ...facts(subject, subject, [], 3650), from, file };
  };
  const served = (): CertificatesState['served'] =>
    doors()
      .filter(({ scheme, passthrough }) => (scheme === 'https' || scheme === 'tls') && !passthrough)
      .map(({ host, listener, port, bound, mutual }) => ({
        listener,
        port,
        bound,
        servers: host === '*' ? [] : [host],
        mode: mutual ? 'MUTUAL' : 'SIMPLE',
        from: { is: 'authority', name: authority().subject },
        chain: [facts(`CN=${host}`, authority().subject, [host], 90)],
        problems: [],
      }));
  const list = (): CertificatesState => ({
    authority: authority(),
    stores,
    served: served(),
    clients,
    mkcert: '/home/ada/.local/share/mkcert',
  });
  const become = (id: string, state: 'trusted' | 'untrusted') => {
    const found = stores.find((one) => one.id === id);
    if (found === undefined) return failed('certificates/no-store', `there is no store "${id}"`);
    if (found.rights === 'prompt' && machine().asked === 'no') {
      return failed('certificates/declined', 'nobody gave the rights');
    }
    const says = state === 'trusted' ? 'it trusts the authority for every name' : 'it does not know the authority';
    const { about } = found;
    const finding: StoreFinding = state === 'trusted' ? { is: 'trusted', left: [], byHand: false } : { is: 'unknown' };
    const next = { ...found, state, says, ...(about && { about: { ...about, finding } }) };
    stores = stores.map((one) => (one.id === id ? next : one));
    return { ok: true, value: next } as const;
  };
  return {
    'certificates.list': async () => list(),
    'certificates.trust': async ({ store }) => become(store, 'trusted'),
    'certificates.untrust': async ({ store }) => become(store, 'untrusted'),
    'certificates.client': async ({ name }) => {
      if (!/^[\w.-]+$/.test(name)) {
        return failed('certificates/bad-name', `"${name}" cannot be a file's name; use letters, digits, "." and "-"`);
      }
      const file = `${folder}/clients/${name}`;
      const made = { ...facts(`CN=${name}`, authority().subject, [], 90), name, file: `${file}.pem` };
      const client = { ...made, keyFile: `${file}-key.pem` };
      clients = [...clients.filter((one) => one.name !== name), client];
      return { ok: true, value: client };
    },
    'certificates.authority': async (input) => {
      from = input.from;
      return { ok: true, value: list() };
    },
  };
};

const untrusted = { state: 'untrusted', says: 'it does not know the authority' } as const;
const system: TrustStore = {
  id: 'system',
  name: 'System',
  usedBy: 'curl, wget, Python, Go',
  about: { sort: 'linux', called: '', finding: { is: 'unknown' } },
  ...untrusted,
  rights: 'prompt',
  command: `sudo cp ${folder}/authority.pem /usr/local/share/ca-certificates/slipway.crt && sudo update-ca-certificates`,
};
const nss: TrustStore = {
  id: 'nss',
  name: 'NSS',
  usedBy: 'Chrome, Chromium, Edge',
  ...untrusted,
  rights: 'own',
  command: `certutil -d sql:/home/ada/.pki/nssdb -A -t C,, -n slipway -i ${folder}/authority.pem`,
};
const java: TrustStore = {
  id: 'java:/usr/lib/jvm/default',
  name: 'Java',
  usedBy: 'java of /usr/lib/jvm/default',
  state: 'unavailable',
  rights: 'command',
  says: '"keytool" was not found; install a JDK',
};
const node: TrustStore = {
  id: 'node',
  name: 'Node.js',
  usedBy: 'node, npm',
  state: 'hint',
  rights: 'command',
  says: 'it has no store of its own that could be changed',
  command: `export NODE_EXTRA_CA_CERTS=${folder}/authority.pem`,
};

/** Looks like one, and is the same for the same text. */
const fingerprintOf = (text: string): string => {
  let hash = 0x811c9dc5;
  const bytes = Array.from({ length: 32 }, (_, at) => {
    hash = Math.imul(hash ^ text.charCodeAt(at % text.length) ^ at, 0x01000193);
    return ((hash >>> 8) & 0xff).toString(16).padStart(2, '0').toUpperCase();
  });
  return bytes.join(':');
};

const failed = (code: string, message: string) => ({ ok: false, failure: { code, message } }) as const;

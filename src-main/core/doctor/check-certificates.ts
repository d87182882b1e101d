import { mappedIn } from './check-names.ts';
import { type Check, counted, everywhere, type Finding, ifSeen, listed, looked, ofHost } from './finding.ts';
import type { AuthoritySeen, Observations, ServedSeen, StoreSeen } from './observations.ts';

const day = 24 * 60 * 60 * 1000;
const soon = 14 * day;
/** Leaves of the authority are made anew by the gateway; only one that it forgot comes so near. */
const soonByAuthority = 2 * day;

/** The local authority itself. */
export const checkAuthority: Check = {
  id: 'authority',
  group: 'certificates',
  title: 'local authority',
  many: {},
  look: ({ authority, now }) =>
    ifSeen(authority, (own) => {
      if (own === undefined) return looked([], 'none has been needed yet');
      const finding = judgeAuthority(own, now);
      const whose = own.from === 'mkcert' ? 'that of mkcert' : 'our own';
      return looked(finding === undefined ? [] : [finding], `${whose}, valid until ${dayOf(own.notAfter)}`);
    }),
};

const judgeAuthority = ({ notBefore, notAfter, from, needed }: AuthoritySeen, now: number): Finding | undefined => {
  const of = (cause: string, says: string, result: Finding['result']): Finding => ({
    cause,
    result,
    about: 'local authority',
    touches: [everywhere],
    says,
    fix:
      from === 'mkcert'
        ? { says: 'let mkcert make a new one, or use our own', command: 'mkcert -install', deed: 'certificates' }
        : {
            says: 'start Slipway anew, which makes another one; stores are to trust that one then',
            command: 'slipway run',
            deed: 'certificates',
          },
  });
  if (notBefore > now + day)
    return of(
      'authority-early',
      `the local authority begins on ${dayOf(notBefore)}, so that browsers refuse it`,
      'failure',
    );
  if (notAfter < now)
    return of(
      'authority-ended',
      `the local authority ended on ${dayOf(notAfter)}, so that browsers refuse it`,
      needed ? 'failure' : 'warning',
    );
  if (notAfter < now + soon) return of('authority-soon', `the local authority ends on ${dayOf(notAfter)}`, 'warning');
  return undefined;
};

/** Who of the browsers of this machine trusts it. The test browser does so by itself. */
export const checkTrust: Check = {
  id: 'trust',
  group: 'certificates',
  title: 'trust',
  many: {
    'authority-untrusted': (stores) =>
      `${listed(stores)} do not trust the local authority, so that the person’s own browsers warn`,
  },
  fixMany: {
    'authority-untrusted': {
      says: 'let it be trusted, or use the test browser',
      command: 'slipway ca trust --all',
      deed: 'certificates',
    },
  },
  look: (seen) =>
    ifSeen(seen.stores, (stores) => {
      const trusting = stores.filter(({ state }) => state === 'trusted');
      const well =
        trusting.length === 0
          ? 'the test browser alone trusts the local authority'
          : `trusted by ${listed(trusting.map(({ name }) => name))}`;
      const authority = 'seen' in seen.authority ? seen.authority.seen : undefined;
      if (authority === undefined) return { is: 'not', why: 'there is no local authority to trust' };
      if (!authority.needed) return looked([], 'no server shows a certificate of the local authority');
      if (!byHostsFile(seen)) return looked([], well);
      return looked(
        stores
          .filter(isOfBrowsers)
          .filter(({ state }) => state === 'untrusted')
          .map(untrusted),
        well,
      );
    }),
};

/** Somebody's own browser is led to a server with HTTPS. */
const byHostsFile = (seen: Observations): boolean => {
  const mapped = mappedIn(seen);
  const names = 'seen' in seen.names ? seen.names.seen : [];
  return names.some(({ host, schemes }) => schemes.includes('https') && mapped.has(host));
};

const isOfBrowsers = ({ id }: StoreSeen): boolean => id === 'system' || id === 'nss' || id.startsWith('firefox');

const untrusted = ({ id, name, usedBy }: StoreSeen): Finding => ({
  cause: 'authority-untrusted',
  result: 'warning',
  about: name,
  touches: [`store ${id}`],
  says: `${name} (${usedBy}) does not trust the local authority, so that HTTPS on our names warns there`,
  fix: { says: 'let it be trusted, or use the test browser', command: `slipway ca trust ${id}`, deed: 'certificates' },
});

/** What servers show to clients. */
export const checkServed: Check = {
  id: 'served',
  group: 'certificates',
  title: 'certificates of servers',
  many: {
    'certificate-ended': (servers) => `the certificates of ${listed(servers)} have ended`,
    'certificate-soon': (servers) => `the certificates of ${listed(servers)} end soon`,
    'certificate-early': (servers) => `the certificates of ${listed(servers)} begin later than now`,
    'certificate-other-name': (servers) => `the certificates of ${listed(servers)} are for other names`,
    'certificate-refused': (servers) => `clients refuse the certificates of ${listed(servers)}`,
  },
  look: ({ served, now }) =>
    ifSeen(served, (all) => {
      if (all.length === 0) return { is: 'not', why: 'no server ends TLS' };
      const findings = all.map((one) => judgeServed(one, now)).filter((one) => one !== undefined);
      return looked(findings, `${counted(all.length, 'certificate')} that clients take`);
    }),
};

const judgeServed = (one: ServedSeen, now: number): Finding | undefined => {
  const { servers, port, from, byAuthority, leaf, problems } = one;
  const [first = `port ${port}`] = servers;
  const of = (cause: string, says: string, result: Finding['result'] = 'failure'): Finding => ({
    cause,
    result,
    about:
      servers.length === 0 ? `port ${port}` : servers.length > 1 ? `${first} and ${servers.length - 1} more` : first,
    touches: [...servers.map(ofHost), ...(byAuthority ? ['authority'] : [])],
    says,
    fix: byAuthority
      ? { says: 'start the gateway anew, which makes a new one', command: 'slipway run', deed: 'certificates' }
      : {
          says: `put another certificate into ${from}, or take it out and let the local authority sign`,
          deed: 'certificates',
        },
  });
  const whose = `the certificate of "${first}" on port ${port} (${from})`;
  if (leaf === undefined)
    return of('certificate-refused', `${whose} cannot be shown: ${problems[0] ?? 'there is none'}`);
  if (leaf.notAfter < now) return of('certificate-ended', `${whose} ended on ${dayOf(leaf.notAfter)}`);
  if (leaf.notBefore > now) return of('certificate-early', `${whose} begins on ${dayOf(leaf.notBefore)}`);
  const other = servers.filter((server) => !leaf.names.some((name) => covers(name, server)));
  if (other.length > 0)
    return of('certificate-other-name', `${whose} is for ${listed(leaf.names)}, and not for ${listed(other)}`);
  const [problem] = problems;
  if (problem !== undefined) return of('certificate-refused', `${whose} is refused by clients: ${problem}`);
  if (leaf.notAfter < now + (byAuthority ? soonByAuthority : soon))
    return of('certificate-soon', `${whose} ends on ${dayOf(leaf.notAfter)}`, 'warning');
  return undefined;
};

/** RFC 9525 6.3: `*` stands for one whole label, the first. A server name with a wildcard needs the same one. */
const covers = (pattern: string, name: string): boolean => {
  const [a, b] = [pattern.toLowerCase(), name.toLowerCase()];
  if (a === b) return true;
  return a.startsWith('*.') && !b.startsWith('*') && b.indexOf('.') > 0 && b.slice(b.indexOf('.')) === a.slice(1);
};

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

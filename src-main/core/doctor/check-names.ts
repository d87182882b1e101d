import { isLoopback } from '../reach/address-kind.ts';
import { type Check, counted, type Finding, ifSeen, listed, looked, ofHost } from './finding.ts';
import type { NameSeen, Observations } from './observations.ts';

/** What the resolver of the system says of each name; where names are not in the hosts file, the test browser leads them. */
export const checkNames: Check = {
  id: 'names',
  group: 'names',
  title: 'names',
  many: {
    'name-not-mapped': (names) => `${listed(names)} lead here in no program of this machine`,
    'name-elsewhere': (names) =>
      `${listed(names)} stand in the hosts file, but the system answers with other addresses`,
    'name-ipv6-elsewhere': (names) => `${listed(names)} lead here by IPv4 alone, and elsewhere by IPv6`,
    'name-ipv6-refused': (names) => `${listed(names)} lead to ::1 as well, where the gateway does not listen`,
    'resolver-slow': (names) => `the system takes too long to look up ${listed(names)}`,
  },
  look: (seen) =>
    ifSeen(seen.names, (names) => {
      if (names.length === 0) return { is: 'not', why: 'no name without a wildcard is served' };
      const mapped = mappedIn(seen);
      const findings = names.flatMap((name) => judgeName(name, seen, mapped.has(name.host)));
      const here = names.filter(({ lookup }) => lookup.is === 'answered' && lookup.addresses.every(isLoopback));
      if (here.length === names.length)
        return looked(
          findings,
          `${counted(names.length, 'name')} led here by the system itself${mapped.size > 0 ? notForTools : ''}`,
        );
      const alone = names.filter((name) => !here.includes(name)).map(({ host }) => host);
      return looked(
        findings,
        `${listed(alone)} ${alone.length === 1 ? 'leads' : 'lead'} here in the test browser alone`,
        {
          says: 'the hosts file leads every other program here too',
          command: 'slipway hosts apply',
          deed: 'hosts',
        },
      );
    }),
};

/** Reference 3.4, 23. */
const notForTools = '; "nslookup" and "dig" ask name servers instead, and see nothing of the hosts file';

const judgeName = (name: NameSeen, seen: Observations, mapped: boolean): readonly Finding[] => {
  const { host, lookup } = name;
  const of = (cause: string, says: string, fix: Finding['fix'], result: Finding['result'] = 'failure'): Finding => ({
    cause,
    result,
    about: host,
    touches: [ofHost(host)],
    says,
    fix,
  });
  if (lookup.is === 'late' && (mapped || !isLed(seen))) {
    const says = `the system did not find "${host}" within ${Math.round(lookup.ms / 1000)} seconds`;
    return [
      of(
        'resolver-slow',
        says,
        { says: 'look whether a VPN or a name server is gone', command: 'slipway doctor network' },
        'warning',
      ),
    ];
  }
  const addresses = lookup.is === 'answered' ? lookup.addresses : [];
  const here = addresses.filter(isLoopback);
  const elsewhere = addresses.filter((one) => !isLoopback(one));
  if (!mapped) {
    if (here.length > 0 || isLed(seen) || host.endsWith('.localhost') || host === 'localhost') return [];
    const where = elsewhere.length > 0 ? `leads to ${elsewhere[0]}` : 'is known to nobody';
    const fix = {
      says: 'write it into the hosts file, or install Chrome, Chromium, Edge, Brave or Firefox for a test browser',
      command: 'slipway hosts apply',
      deed: 'hosts',
    } as const;
    return [of('name-not-mapped', `"${host}" ${where}, and there is no browser for a test browser`, fix)];
  }
  if (here.length === 0) {
    const what = elsewhere.length > 0 ? `answers ${listed(elsewhere)}` : 'does not know it';
    const fix = { says: 'forget what the system remembers of names', command: flush(seen.platform) };
    return [of('name-elsewhere', `"${host}" stands in the hosts file, but the system ${what}`, fix)];
  }
  const [other = ''] = elsewhere;
  if (elsewhere.length > 0 && !elsewhere.some((one) => one.includes(':'))) {
    const fix = { says: 'forget what the system remembers of names', command: flush(seen.platform) };
    return [of('name-elsewhere', `"${host}" leads here and to ${other} as well`, fix)];
  }
  if (elsewhere.length > 0) {
    const says = `"${host}" leads here by IPv4, and to ${elsewhere[0]} by IPv6, which browsers try first`;
    const fix = {
      says: 'let the gateway listen on ::1 too, and write the names anew',
      command: 'slipway hosts apply',
      deed: 'hosts',
    } as const;
    return [of('name-ipv6-elsewhere', says, fix)];
  }
  if (here.includes('::1') && !name.ipv6) {
    const says = `"${host}" leads to ::1 as well, where the gateway does not listen; programs that try it first fail or wait`;
    const fix = { says: 'write the names anew', command: 'slipway hosts apply', deed: 'hosts' } as const;
    return [of('name-ipv6-refused', says, fix, 'warning')];
  }
  return [];
};

/** There is a browser that can be led by itself. What could not be looked at is taken for well. */
const isLed = ({ browsers }: Observations): boolean => !('seen' in browsers) || browsers.seen.found.length > 0;

/** Names that our block of the hosts file leads here. */
export const mappedIn = ({ hosts }: Observations): ReadonlySet<string> =>
  new Set('seen' in hosts ? hosts.seen.entries.map(({ name }) => name.toLowerCase()) : []);

/** Reference 3.4, 14. */
const flush = (platform: string): string => {
  if (platform === 'win32') return 'ipconfig /flushdns';
  if (platform === 'darwin') return 'sudo dscacheutil -flushcache && sudo killall -HUP mDNSResponder';
  return 'resolvectl flush-caches';
};

/** Names that browsers treat in a way of their own (reference 3.4, 18). */
export const checkNameChoice: Check = {
  id: 'name-choice',
  group: 'names',
  title: 'choice of names',
  many: {
    'name-preloaded': (names) => `browsers speak nothing but HTTPS with ${listed(names)}, which are served without it`,
    'name-mdns': (names) => `${listed(names)} end in .local, which the system asks of the local network first`,
    'name-single-label': (names) => `browsers search the web for ${listed(names)}, which are one word each`,
  },
  look: (seen) =>
    ifSeen(seen.names, (names) => {
      if (names.length === 0) return { is: 'not', why: 'no name without a wildcard is served' };
      return looked(
        names.flatMap((name) => judgeChoice(name, mappedIn(seen).has(name.host))),
        'browsers take the names as they are',
      );
    }),
};

/** Top-level domains on the list that browsers ship with, whole (hstspreload.org). */
const preloaded: ReadonlySet<string> = new Set([
  'app',
  'bank',
  'boo',
  'channel',
  'day',
  'dev',
  'eat',
  'esq',
  'fly',
  'foo',
  'gle',
  'gmail',
  'google',
  'hangout',
  'hotmail',
  'ing',
  'insurance',
  'meet',
  'meme',
  'mov',
  'new',
  'nexus',
  'page',
  'phd',
  'play',
  'prof',
  'rsvp',
  'search',
  'youtube',
  'zip',
]);

const judgeChoice = ({ host, schemes }: NameSeen, mapped: boolean): readonly Finding[] => {
  const of = (cause: string, says: string, fix: Finding['fix'], result: Finding['result']): readonly Finding[] => [
    { cause, result, about: host, touches: [ofHost(host)], says, fix },
  ];
  const last = host.split('.').at(-1) ?? '';
  if (preloaded.has(last) && host.includes('.') && schemes.includes('http') && !schemes.includes('https')) {
    const says = `browsers speak nothing but HTTPS with names in .${last}, and "${host}" is served without it`;
    const fix = `add a server with "tls.mode: SIMPLE" on port 443 for "${host}", or use a name in .test`;
    return of('name-preloaded', says, { says: fix }, 'failure');
  }
  if (last === 'local' && mapped) {
    const says = `"${host}" ends in .local, which the system asks of the local network first; it may take seconds`;
    return of('name-mdns', says, { says: 'use a name in .test, or the test browser', deed: 'test-browser' }, 'warning');
  }
  if (!host.includes('.') && host !== 'localhost' && schemes.some((one) => one === 'http' || one === 'https')) {
    const says = `"${host}" is one word, for which browsers search the web when it is typed`;
    return of(
      'name-single-label',
      says,
      { says: `type "http://${host}/" in full, or use a name with a dot` },
      'warning',
    );
  }
  return [];
};

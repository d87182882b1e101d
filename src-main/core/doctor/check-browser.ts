import { mappedIn } from './check-names.ts';
import { type Check, counted, everywhere, type Finding, ifSeen, listed, looked, ofHost } from './finding.ts';
import type { Observations, ProxySeen } from './observations.ts';

/** Browsers for a test browser, and the proxy that leads them. */
export const checkBrowsers: Check = {
  id: 'browsers',
  group: 'browser',
  title: 'test browser',
  many: {},
  look: (seen) =>
    ifSeen(seen.browsers, ({ found, open, proxy }) => {
      if (proxy !== undefined && proxy.dial !== 'open') {
        const says = `the proxy of the test browsers at ${proxy.address}:${proxy.port} takes no connections`;
        const fix = { says: 'close the test browsers and open one again', deed: 'test-browser' } as const;
        return looked(
          [{ cause: 'proxy-silent', result: 'failure', about: 'proxy', touches: [everywhere], says, fix }],
          '',
        );
      }
      if (found.length === 0) return { is: 'not', why: 'no browser was found that can have a profile of its own' };
      const running = open === 0 ? '' : `; ${counted(open, 'test browser')} open`;
      return looked([], `found ${listed(found)}${running}`);
    }),
};

/** Whether browsers of the person read the hosts file at all (reference 3.4, 13). Without entries in it nobody need care. */
export const checkBrowserDns: Check = {
  id: 'browser-dns',
  group: 'browser',
  title: 'names in browsers',
  many: {
    'browser-skips-hosts': (browsers) => `${listed(browsers)} ask a server over HTTPS and do not read the hosts file`,
  },
  look: (seen) =>
    ifSeen(seen.resolvers, (all) => {
      if (mappedIn(seen).size === 0) return { is: 'not', why: 'no name is in the hosts file' };
      const findings = all
        .filter(({ skipsHosts }) => skipsHosts)
        .map(({ browser, file }): Finding => {
          const says = `${browser} asks a server over HTTPS for names and does not read the hosts file ("network.trr.exclude-etc-hosts" is false in "${file}")`;
          const fix = {
            says: 'set "network.trr.exclude-etc-hosts" to true in about:config, or use the test browser',
            deed: 'test-browser',
          } as const;
          return { cause: 'browser-skips-hosts', result: 'warning', about: browser, touches: [everywhere], says, fix };
        });
      const secure = all.filter(({ https }) => https !== 'off').length;
      const over =
        secure === 0 ? '' : `; ${counted(secure, 'asks', 'ask')} over HTTPS, and the hosts file comes first there`;
      return looked(
        findings,
        all.length === 0
          ? 'no browser has settings of its own for names'
          : `${counted(all.length, 'profile')} read the hosts file${over}`,
      );
    }),
};

/** A proxy in front of browsers that has never heard of the hosts file (reference 3.4, 15). */
export const checkProxy: Check = {
  id: 'proxy',
  group: 'browser',
  title: 'proxy of the system',
  many: { 'proxy-in-front': (proxies) => `${listed(proxies)} stand between browsers and the names of the hosts file` },
  look: (seen) =>
    ifSeen(seen.proxies, (all) => {
      const foreign = all.filter(({ own }) => own !== true);
      const [first] = foreign;
      if (first === undefined) return looked([], all.length > 0 ? 'the proxy of Slipway itself' : 'none is set');
      const says = `${counted(foreign.length, 'proxy', 'proxies')} set, the first by ${first.from}`;
      const mapped = mappedIn(seen);
      if (mapped.size === 0) return looked([], `${says}; no name is in the hosts file, so that nothing is in its way`);
      return looked(
        foreign.flatMap((proxy) => inFront(proxy, [...mapped])),
        `${says}, which leaves our names alone`,
      );
    }),
};

const inFront = (proxy: ProxySeen, names: readonly string[]): readonly Finding[] => {
  const [first, ...others] = names.filter((name) => !proxy.bypass.some((pattern) => bypasses(pattern, name)));
  if (first === undefined) return [];
  const who = proxy.browsers ? 'browsers' : 'programs that read the environment';
  const says = `the proxy "${proxy.server}" of ${proxy.from} gets what ${who} ask of ${listed([first, ...others])}, and it does not know the hosts file`;
  const fix = {
    says: `add ${[first, ...others].slice(0, 5).join(',')} to its exceptions, or use the test browser`,
    deed: 'test-browser',
  } as const;
  return [
    {
      cause: 'proxy-in-front',
      result: 'warning',
      about: proxy.server,
      touches: [first, ...others].map(ofHost),
      says,
      fix,
    },
  ];
};

/** As `no_proxy`, GNOME, Windows and Firefox write exceptions: a name, `.suffix`, `*.suffix`, `*`, `<local>`. */
export const bypasses = (pattern: string, name: string): boolean => {
  const written = pattern.trim().toLowerCase();
  if (written === '*') return true;
  if (written === '<local>') return !name.includes('.');
  const suffix = written.replace(/^\*?\./, '');
  if (suffix === '' || suffix.includes('*')) return false;
  return name === suffix || name.endsWith(`.${suffix}`);
};

/** Pages of hosts that do not lead here calling ones that do: browsers ask, or refuse (reference 3.4, 20). */
export const checkPages: Check = {
  id: 'public-pages',
  group: 'browser',
  title: 'calls of public pages',
  many: { 'public-page-calls': (pages) => `pages of ${listed(pages)}, which do not lead here, call names that do` },
  look: ({ pages }: Observations) =>
    ifSeen(pages, (all) =>
      looked(
        all.map(({ page, host, count }): Finding => {
          const says = `a page of "${page}", which does not lead here, called "${host}" (${counted(count, 'request')}); browsers ask the person, or refuse it`;
          const fix = {
            says: `let a Gateway serve "${page}" too, or open the page in the test browser`,
            deed: 'test-browser',
          } as const;
          return { cause: 'public-page-calls', result: 'warning', about: page, touches: [ofHost(host)], says, fix };
        }),
        'none was seen',
      ),
    ),
};

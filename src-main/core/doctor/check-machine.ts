import { isLoopback } from '../reach/address-kind.ts';
import { mappedIn } from './check-names.ts';
import { type Check, counted, everywhere, type Finding, ifSeen, listed, looked, ofPort } from './finding.ts';
import type { ClockSeen, DataSeen, Observations } from './observations.ts';
import type { Fix } from './report.ts';

const one = (cause: string, result: Finding['result'], about: string, says: string, fix: Fix): Finding => ({
  cause,
  result,
  about,
  touches: [everywhere],
  says,
  fix,
});

/** Only what this machine itself proves: nobody is asked for the time. */
export const checkClock: Check = {
  id: 'clock',
  group: 'machine',
  title: 'clock',
  many: {},
  look: ({ clock, now, platform }) =>
    ifSeen(clock, (seen) => looked(judgeClock(seen, now, platform), 'nothing says that it is wrong')),
};

/** Files of a network drive may be a little ahead, and summer time moves nothing here. */
const slackMs = 5 * 60 * 1000;

const judgeClock = ({ later, wentBackMs = 0 }: ClockSeen, now: number, platform: string): readonly Finding[] => {
  const fix = { says: 'set date and time of the system, or let it set them itself', ...setClock(platform) };
  if (wentBackMs > slackMs)
    return [
      one(
        'clock-went-back',
        'failure',
        'clock',
        `the clock went back by ${sayMs(wentBackMs)} while this program ran`,
        fix,
      ),
    ];
  if (later === undefined || later.at <= now + slackMs) return [];
  return [
    one(
      'clock-behind',
      'failure',
      'clock',
      `the clock is behind: ${later.what} is ${sayMs(later.at - now)} ahead of it`,
      fix,
    ),
  ];
};

const setClock = (platform: string) => (platform === 'linux' ? { command: 'timedatectl set-ntp true' } : {});

const sayMs = (ms: number): string => {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 120) return counted(minutes, 'minute');
  const hours = Math.round(minutes / 60);
  return hours < 48 ? counted(hours, 'hour') : counted(Math.round(hours / 24), 'day');
};

export const checkDisk: Check = {
  id: 'disk',
  group: 'machine',
  title: 'free space',
  many: {},
  look: ({ data }) =>
    ifSeen(data, ({ folder, freeBytes, refused }) => {
      const fix = { says: 'free some space' };
      if (refused === 'ENOSPC' || refused === 'EDQUOT' || (freeBytes !== undefined && freeBytes < 20 * megabyte))
        return looked([one('disk-full', 'failure', folder, `there is no space left where "${folder}" is`, fix)], '');
      if (freeBytes === undefined) return { is: 'not', why: 'the system does not tell how much is free' };
      if (freeBytes < 500 * megabyte)
        return looked(
          [one('disk-low', 'warning', folder, `only ${sayBytes(freeBytes)} are left where "${folder}" is`, fix)],
          '',
        );
      return looked([], `${sayBytes(freeBytes)} free`);
    }),
};

const megabyte = 1024 * 1024;
const sayBytes = (bytes: number): string => {
  const gigabytes = bytes / megabyte / 1024;
  return gigabytes < 1 ? `${Math.round(bytes / megabyte)} MiB` : `${gigabytes.toFixed(gigabytes < 10 ? 1 : 0)} GiB`;
};

export const checkDataFolder: Check = {
  id: 'data-folder',
  group: 'machine',
  title: 'data folder',
  many: {},
  look: ({ data, platform }) =>
    ifSeen(data, (seen) => looked(judgeData(seen, platform), `"${seen.folder}" is ours to write`)),
};

const judgeData = ({ folder, refused, openKey }: DataSeen, platform: string): readonly Finding[] => {
  const found: Finding[] = [];
  if (refused !== undefined) {
    const says = `"${folder}" cannot be written (${refused}), so that settings, drafts and the local authority are lost at the end`;
    const command = platform === 'win32' || refused === 'EROFS' ? {} : { command: `chmod u+rwx ${quoted(folder)}` };
    found.push(
      one('data-folder-refused', 'failure', folder, says, { says: 'make the folder writable for you', ...command }),
    );
  }
  if (openKey !== undefined) {
    const says = `others on this machine may read the key of the local authority, "${openKey}"`;
    const fix = { says: 'let nobody but you read it', command: `chmod 600 ${quoted(openKey)}` };
    found.push(one('key-open', 'failure', openKey, says, fix));
  }
  return found;
};

/** For a shell of POSIX. */
const quoted = (path: string): string => (/^[\w./~-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`);

export const checkRuntime: Check = {
  id: 'runtime',
  group: 'machine',
  title: 'version',
  many: {},
  look: ({ runtime }) =>
    ifSeen(runtime, ({ name, version, least }) => {
      if (!isOlder(version, least)) return looked([], `${name} ${version}`);
      const says = `${name} ${version} is older than ${least}, which Slipway needs`;
      return looked([one('runtime-old', 'failure', name, says, { says: `install ${name} ${least} or newer` })], '');
    }),
};

const isOlder = (version: string, least: string): boolean => {
  const [a, b] = [version, least].map((text) => text.split('.').map((part) => Number.parseInt(part, 10) || 0));
  for (let i = 0; i < 3; i += 1) {
    const [own = 0, asked = 0] = [a?.[i], b?.[i]];
    if (own !== asked) return own < asked;
  }
  return false;
};

/** Two at once are fine until they want the same ports. */
export const checkOthers: Check = {
  id: 'other-slipways',
  group: 'machine',
  title: 'other Slipways',
  many: {},
  look: ({ others, ports }) =>
    ifSeen(others, (all) => {
      const taken = 'seen' in ports ? ports.seen.filter(({ owner }) => owner?.slipway !== undefined) : [];
      const findings = all.flatMap(({ pid, serves }): readonly Finding[] => {
        const mine = taken.filter(({ owner }) => owner?.pid === pid);
        if (mine.length === 0) return [];
        const says = `another Slipway (process ${pid}), which serves ${listed([serves])}, has the ${mine.length === 1 ? 'port' : 'ports'} ${mine.map(({ port, wanted = port }) => wanted).join(', ')}`;
        const result = mine.some(({ bound }) => bound === undefined) ? 'failure' : 'warning';
        const fix = { says: 'end the one that is not needed, or map ports of one of them with "--port"' };
        return [
          {
            cause: 'other-slipway',
            result,
            about: String(pid),
            touches: mine.map(({ port }) => ofPort(port)),
            says,
            fix,
          },
        ];
      });
      return looked(findings, all.length === 0 ? 'none' : `${counted(all.length, 'other')} running, on other ports`);
    }),
};

/** Where the hosts file of this program is not that of the person's browser (reference 3.4, 10 and 12). */
export const checkSurroundings: Check = {
  id: 'surroundings',
  group: 'machine',
  title: 'surroundings',
  many: {},
  look: (seen) =>
    ifSeen(seen.surroundings, ({ wsl, container, packaged }) => {
      const where = wsl ? 'WSL' : (container ?? packaged);
      if (where === undefined) return looked([], 'the system itself');
      if (mappedIn(seen).size === 0) return looked([], `${where}; no name is in its hosts file`);
      return looked(hostsElsewhere(where, wsl, packaged), '');
    }),
};

const hostsElsewhere = (
  where: string,
  wsl: { readonly generatesHosts: boolean } | undefined,
  packaged: string | undefined,
): readonly Finding[] => {
  const about = where;
  if (wsl !== undefined) {
    const says = `names are in the hosts file of WSL, which browsers of Windows do not read${wsl.generatesHosts ? ' and WSL writes anew at its start' : ''}`;
    const fix = {
      says: 'use the test browser of Windows, or put the same lines into the hosts file of Windows',
      deed: 'test-browser',
    } as const;
    return [one('wsl-hosts', 'warning', about, says, fix)];
  }
  if (packaged !== undefined) {
    const says = `names are in the hosts file that a ${packaged} package sees, which is not that of the system`;
    return [
      one('package-hosts', 'warning', about, says, {
        says: 'use the test browser, or a package without a sandbox',
        deed: 'test-browser',
      }),
    ];
  }
  const says = `names are in the hosts file of ${where}, which browsers outside of it do not read`;
  return [
    one('container-hosts', 'warning', about, says, { says: 'write the same names outside, or run Slipway there' }),
  ];
};

/** What else answers for names. */
export const checkNetwork: Check = {
  id: 'network',
  group: 'machine',
  title: 'network',
  many: {},
  look: (seen) =>
    ifSeen(seen.network, ({ tunnels, skipsHosts }) => {
      const mapped = mappedIn(seen).size > 0;
      if (skipsHosts !== undefined && mapped) {
        const says = `"${skipsHosts}" tells the system not to read the hosts file`;
        const fix = { says: 'write "files" first in its line "hosts:"' };
        return looked([one('resolver-skips-hosts', 'failure', skipsHosts, says, fix)], '');
      }
      const [first] = tunnels;
      if (first === undefined) return looked([], 'no VPN');
      if (mapped && troubled(seen)) {
        const says = `a VPN (${listed(tunnels)}) answers for names in place of the hosts file`;
        const fix = { says: 'exempt the names from the VPN, or use the test browser', deed: 'test-browser' } as const;
        return looked([one('tunnel-answers-names', 'warning', first, says, fix)], '');
      }
      return looked([], `a VPN (${listed(tunnels)}), which is not in the way of names`);
    }),
};

/** A name of the hosts file leads elsewhere, or takes too long. */
const troubled = (seen: Observations): boolean => {
  const mapped = mappedIn(seen);
  const names = 'seen' in seen.names ? seen.names.seen : [];
  return names.some(({ host, lookup }) => {
    if (!mapped.has(host)) return false;
    return lookup.is !== 'answered' || lookup.addresses.some((one) => !isLoopback(one));
  });
};

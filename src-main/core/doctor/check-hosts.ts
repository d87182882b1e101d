import { type Check, counted, everywhere, type Finding, ifSeen, listed, looked, ofHost } from './finding.ts';
import type { HostsSeen, Observations } from './observations.ts';
import type { Fix } from './report.ts';

/** Our block of the hosts file: whole, in step with the table, alone with its names. */
export const checkHosts: Check = {
  id: 'hosts-file',
  group: 'names',
  title: 'hosts file',
  many: {
    'hosts-conflict': (names) =>
      `lines above our block in the hosts file have ${listed(names)} already, and the first line wins`,
    'hosts-out-of-step': (names) => `the block in the hosts file is not that of the table: ${listed(names)}`,
    'hosts-broken-block': (faults) => `our block in the hosts file is damaged: ${faults.join('; ')}`,
  },
  look: (seen) => ifSeen(seen.hosts, (hosts) => looked(findingsOf(hosts, seen), sayWell(hosts))),
};

const sayWell = ({ entries, file, failure }: HostsSeen): string => {
  const names = new Set(entries.map(({ name }) => name)).size;
  if (failure !== undefined) return `nothing of ours is in it; ${failure.message}`;
  return names === 0 ? `"${file}" is as it was` : `${counted(names, 'name')} in "${file}", as in the table`;
};

const findingsOf = (hosts: HostsSeen, { running }: Observations): readonly Finding[] => {
  const { entries, failure, missing, stale, conflicts, repairs } = hosts;
  const barred = failure === undefined ? undefined : judgeFailure(hosts, failure);
  if (barred !== undefined) return [barred];
  const damaged = repairs.map(
    (fault): Finding => ({
      cause: 'hosts-broken-block',
      result: 'failure',
      about: fault,
      touches: [everywhere],
      says: `our block in the hosts file is damaged: ${fault}`,
      fix: { says: 'look at what would be repaired, and write it', command: 'slipway hosts apply', deed: 'hosts' },
    }),
  );
  if (entries.length === 0) return damaged;
  const names = [...new Set(entries.map(({ name }) => name))];
  const lead = `${listed(names)} ${names.length === 1 ? 'leads' : 'lead'}`;
  if (!running)
    return [...damaged, leftOver(names, `${lead} to this machine by the hosts file, and no Slipway is running`)];
  if (stale.length === names.length)
    return [...damaged, leftOver(names, `${lead} to this machine by the hosts file, and the table has none of them`)];
  const meant = names.filter((name) => !stale.includes(name));
  return [
    ...damaged,
    ...conflicts
      .filter(({ name }) => meant.includes(name))
      .map(({ name, line, text }): Finding => {
        const says = `line ${line} of the hosts file, "${text.trim()}", has "${name}" already, and the first line wins`;
        const fix = { says: `take "${name}" out of line ${line} by hand; lines of others are never changed` };
        return { cause: 'hosts-conflict', result: 'failure', about: name, touches: [ofHost(name)], says, fix };
      }),
    ...missing.map((name) => outOfStep(name, `"${name}" is in the table and not in the hosts file`)),
    ...stale.map((name) => outOfStep(name, `"${name}" is in the hosts file and not in the table any more`)),
  ];
};

/** What cannot be read is wrong in any case; what cannot be written only where something of ours is in it. */
const judgeFailure = (
  { entries, file }: HostsSeen,
  { code, message }: { readonly code: string; readonly message: string },
): Finding | undefined => {
  const of = (cause: string, result: Finding['result'], fix: Fix): Finding => ({
    cause,
    result,
    about: file,
    touches: [everywhere],
    says: message,
    fix,
  });
  const testBrowser: Fix = { says: 'use the test browser, which needs no hosts file', deed: 'test-browser' };
  const used = entries.length > 0;
  switch (code) {
    case 'hosts/utf-16':
      return of('hosts-utf-16', 'failure', {
        says: 'make it UTF-8; the old one is kept',
        command: 'slipway hosts convert',
      });
    case 'hosts/set-back':
      return of('hosts-set-back', 'failure', {
        ...testBrowser,
        says: 'permit the file in that program, or use the test browser',
      });
    case 'hosts/unreadable':
    case 'hosts/absent':
    case 'hosts/not-a-file':
      return of('hosts-unreadable', used ? 'failure' : 'warning', testBrowser);
    default:
      return used ? of('hosts-unwritable', 'failure', testBrowser) : undefined;
  }
};

const leftOver = (names: readonly string[], says: string): Finding => ({
  cause: 'hosts-left-over',
  result: 'failure',
  about: 'hosts file',
  touches: names.map(ofHost),
  says,
  fix: { says: 'take them out, or run what they are for', command: 'slipway hosts clean', deed: 'hosts' },
});

const outOfStep = (name: string, says: string): Finding => ({
  cause: 'hosts-out-of-step',
  result: 'warning',
  about: name,
  touches: [ofHost(name)],
  says,
  fix: { says: 'write the names anew', command: 'slipway hosts apply', deed: 'hosts' },
});

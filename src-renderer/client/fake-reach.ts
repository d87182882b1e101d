import type { Handlers } from '#contract/contract.ts';
import type { FoundBrowser, ReachCalls, ReachState } from '#contract/reach.ts';
import type { CheckResult } from '#core/doctor/report.ts';
import type { Failure } from '#core/failure.ts';
import type { Door } from '#core/reach/doors.ts';
import { createFakeCertificates } from './fake-certificates.ts';
import { fakeChecks } from './fake-doctor.ts';
import { createFakeHosts } from './fake-hosts.ts';

/** How the machine of the fake is from now on, for tests. */
export type FakeMachine = {
  readonly browsers?: readonly FoundBrowser[];
  /** What the hosts file holds. */
  readonly hostsFile?: string;
  readonly rights?: ReachState['hosts']['rights'];
  /** A write of the hosts file was cut off by a crash. */
  readonly cutOff?: true;
  /** Names that a wildcard stands for, and that somebody has used. */
  readonly seen?: readonly string[];
  /** What the person answers when the system asks. */
  readonly asked?: 'yes' | 'no';
  /** Why no browser starts. */
  readonly notOpened?: Failure;
  /** What the doctor finds. */
  readonly checks?: readonly CheckResult[];
};

/** What the fake machine needs of the fake. */
type Needed = {
  readonly clock: () => number;
  readonly doors: () => readonly Door[];
  readonly tell: (state: ReachState) => void;
};

const chrome: FoundBrowser = {
  id: 'chrome',
  name: 'Google Chrome',
  kind: 'chromium',
  path: '/usr/bin/google-chrome',
  version: '142.0.7444.59',
};
const firefox: FoundBrowser = {
  id: 'firefox',
  name: 'Firefox',
  kind: 'firefox',
  path: '/snap/bin/firefox',
  version: '145.0',
  packaged: 'snap',
};

/** A machine in memory with two browsers, a hosts file, and a few stores of certificates. */
export const createFakeReach = ({ clock, doors, tell }: Needed) => {
  let machine: FakeMachine = {};
  let sessions: ReachState['sessions'] = [];
  let proxy: ReachState['proxy'];
  let counted = 0;
  const state = (): ReachState => ({
    browsers: machine.browsers ?? [chrome, firefox],
    sessions,
    ...(proxy !== undefined && { proxy }),
    hosts: hosts.state(),
  });
  const told = () => tell(state());
  const hosts = createFakeHosts({ clock, doors, machine: () => machine, told });
  const startProxy = () => {
    proxy ??= { address: '127.0.0.1', port: 40_808, pac: 'http://127.0.0.1:40808/proxy.pac' };
    return proxy;
  };
  const handlers: Pick<Handlers, keyof ReachCalls> = {
    'reach.state': async () => state(),
    'browser.open': async ({ url, browser }) => {
      const found = state().browsers.find(({ id }) => browser === undefined || id === browser);
      if (machine.notOpened !== undefined) return { ok: false, failure: machine.notOpened };
      if (found === undefined) return { ok: false, failure: noBrowser };
      startProxy();
      const open = sessions.find((one) => one.browser === found.id);
      counted += open === undefined ? 1 : 0;
      const session = open ?? { id: `${found.id}-${counted}`, browser: found.id, url, started: clock() };
      sessions = [...sessions.filter((one) => one !== open), { ...session, url }];
      told();
      return { ok: true, value: { ...session, url } };
    },
    'browser.close': async ({ id }) => {
      sessions = sessions.filter((one) => one.id !== id);
      told();
      return null;
    },
    'browser.proxy': async () => {
      const value = startProxy();
      told();
      return { ok: true, value };
    },
    'browser.find': async () => state().browsers,
    ...hosts.handlers,
    ...createFakeCertificates({ clock, doors, machine: () => machine }),
    'doctor.run': async () => ({ at: clock(), durationMs: 1_240, checks: machine.checks ?? fakeChecks }),
  };
  return {
    handlers,
    setMachine: (next: FakeMachine) => {
      machine = { ...machine, ...next };
      if (next.hostsFile !== undefined) hosts.setText(next.hostsFile);
      told();
    },
  };
};

const noBrowser: Failure = { code: 'browser/none', message: 'no browser was found; install Chrome or Firefox' };

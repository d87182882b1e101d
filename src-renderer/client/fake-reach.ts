import type { Handlers } from '#contract/contract.ts';
import type { ReachCalls, ReachState } from '#contract/reach.ts';
import type { Failure } from '#core/failure.ts';

/** The calls about browsers, names and certificates, over a machine of memory that has one browser and refuses everything else. */
export const createFakeReach = (clock: () => number, tell: (state: ReachState) => void) => {
  const file = '/etc/hosts';
  const chrome = { id: 'chrome', name: 'Google Chrome', kind: 'chromium' as const, path: '/usr/bin/google-chrome' };
  let state: ReachState = {
    browsers: [chrome],
    sessions: [],
    hosts: { file, entries: [], rights: 'prompt', notes: [] },
  };
  const change = (next: Partial<ReachState>) => {
    state = { ...state, ...next };
    tell(state);
  };
  const none = async () => ({ ok: false, failure }) as const;
  const handlers: Pick<Handlers, keyof ReachCalls> = {
    'reach.state': async () => state,
    'browser.open': async ({ url, browser = chrome.id }) => {
      const session = { id: `${browser}-${state.sessions.length + 1}`, browser, url, started: clock() };
      change({ sessions: [...state.sessions, session] });
      return { ok: true, value: session };
    },
    'browser.close': async ({ id }) => {
      change({ sessions: state.sessions.filter((one) => one.id !== id) });
      return null;
    },
    'browser.proxy': async () => {
      const proxy = state.proxy ?? { address: '127.0.0.1', port: 40_808, pac: 'http://127.0.0.1:40808/proxy.pac' };
      change({ proxy });
      return { ok: true, value: proxy };
    },
    'browser.find': async () => state.browsers,
    'hosts.plan': none,
    'hosts.apply': none,
    'hosts.clean': none,
    'certificates.list': async () => ({ stores: [], served: [], clients: [] }),
    'certificates.trust': none,
    'certificates.untrust': none,
    'certificates.client': none,
    'certificates.authority': none,
    'doctor.run': async () => ({ at: clock(), durationMs: 0, checks: [] }),
  };
  return { handlers, change };
};

const failure: Failure = { code: 'fake/none', message: 'there is no such thing in memory' };

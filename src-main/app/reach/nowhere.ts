import type { Handlers } from '#contract/contract.ts';
import type { ReachCalls } from '#contract/reach.ts';
import type { Failure } from '#core/failure.ts';

/** An app by itself changes nothing of the machine and starts no browser; a desk (`desk.ts`) does, and has answers of its own. */
export const reachNowhere = (): Pick<Handlers, keyof ReachCalls> => {
  const none = async () => ({ ok: false, failure }) as const;
  return {
    'reach.state': async () => ({
      browsers: [],
      sessions: [],
      hosts: { file: '', entries: [], rights: 'none', failure, notes: [] },
    }),
    'browser.open': none,
    'browser.close': async () => null,
    'browser.proxy': none,
    'browser.find': async () => [],
    'hosts.plan': none,
    'hosts.apply': none,
    'hosts.clean': none,
    'certificates.list': async () => ({ stores: [], served: [], clients: [] }),
    'certificates.trust': none,
    'certificates.untrust': none,
    'certificates.client': none,
    'certificates.authority': none,
    'doctor.run': async () => ({ at: 0, durationMs: 0, checks: [] }),
  };
};

const failure: Failure = {
  code: 'reach/none',
  message: 'this slipway leaves browsers, names and certificates of the machine alone; start "slipway run"',
};

import type { Handlers } from '#contract/contract.ts';
import type { ReachCalls, ReachState } from '#contract/reach.ts';
import { createBrowsers } from './browsers.ts';
import { createCertificates } from './certificates.ts';
import { createDoctor } from './doctor.ts';
import { createHosts } from './hosts.ts';
import type { PartWorld } from './part.ts';

/** What leads browsers to the gateway, for as long as the program runs, whatever workspace is open. */
export type Reach = {
  readonly handlers: Pick<Handlers, keyof ReachCalls>;
  /** Another table or other ports answer by now, or another workspace is open. */
  readonly follow: () => void;
  /** Ends browsers and the proxy, deletes profiles, and takes names out of the hosts file as the settings say; `quietly` without asking anybody. */
  readonly close: (quietly?: boolean) => Promise<void>;
};

export type ReachWorld = Omit<PartWorld, 'changed'> & {
  /** Called when the state is another than the one told before, at most every 50 ms. */
  readonly tell: (state: ReachState) => void;
};

const tellEveryMs = 50;

export const createReach = ({ tell, ...world }: ReachWorld): Reach => {
  let told = '';
  let timer: NodeJS.Timeout | undefined;
  let looking = false;
  let again = false;
  let closed = false;
  const changed = (): void => {
    if (looking) again = true;
    else if (!closed) timer ??= setTimeout(() => void look(), tellEveryMs);
  };
  const partWorld: PartWorld = { ...world, changed };
  const browsers = createBrowsers(partWorld);
  const hosts = createHosts(partWorld);
  const certificates = createCertificates(partWorld);
  const doctor = createDoctor(partWorld, { browsers, hosts, certificates });
  // In the order in which they are closed: a browser must not see its names go.
  const parts = [doctor, browsers, hosts, certificates];

  const stateWith = async (found: Promise<Omit<ReachState, 'hosts'>>): Promise<ReachState> => {
    const [own, file] = await Promise.all([found, hosts.state()]);
    return { ...own, hosts: file };
  };
  const look = async (): Promise<void> => {
    timer = undefined;
    looking = true;
    again = false;
    try {
      const now = await stateWith(browsers.known());
      const text = JSON.stringify(now);
      if (closed || text === told) return;
      told = text;
      tell(now);
    } catch (error) {
      world.log('error', 'the state of browsers and names cannot be told', { cause: String(error) });
    } finally {
      looking = false;
      if (again) changed();
    }
  };

  return {
    handlers: {
      ...browsers.handlers,
      ...hosts.handlers,
      ...certificates.handlers,
      ...doctor.handlers,
      'reach.state': () => stateWith(browsers.state()),
    },
    follow: () => {
      for (const part of parts) part.follow();
      changed();
    },
    close: async (quietly) => {
      closed = true;
      clearTimeout(timer);
      for (const part of parts) {
        await part.close(quietly).catch((error: unknown) => {
          world.log('error', 'a part of reach did not end well', { cause: String(error) });
        });
      }
    },
  };
};

import type { EventName, EventSource, Events, Log } from '#contract/contract.ts';

/** Where events come from: `tell` gives one to everybody who listens. */
export type Announcer = EventSource & {
  readonly tell: <N extends EventName>(name: N, event: Events[N]) => void;
  /** Whether anybody listens. */
  readonly isHeard: (name: EventName) => boolean;
};

type Listeners = { readonly [N in EventName]: Set<(event: Events[N]) => void> };

/** A listener that throws is logged and does not keep the others from hearing. */
export const createAnnouncer = (log: Log): Announcer => {
  const listeners: Listeners = {
    workspace: new Set(),
    running: new Set(),
    traffic: new Set(),
    settings: new Set(),
    reach: new Set(),
  };
  const of = <N extends EventName>(name: N): Set<(event: Events[N]) => void> => listeners[name];
  return {
    on: (name, listener) => {
      of(name).add(listener);
      return () => of(name).delete(listener);
    },
    isHeard: (name) => of(name).size > 0,
    tell: (name, event) => {
      for (const listener of [...of(name)]) {
        try {
          listener(event);
        } catch (error) {
          log('error', 'a listener failed', { event: name, cause: String(error) });
        }
      }
    },
  };
};

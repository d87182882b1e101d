import type { EventName, Events, Wire } from '#contract/contract.ts';
import { NoSession } from './session.ts';

type Answer = { readonly ok: true; readonly output: unknown } | { readonly ok: false; readonly message: string };

/** The part of a browser this wire is made of; by argument, so that it can be tested without one. */
export type Browser = {
  readonly fetch: typeof fetch;
  readonly openEvents: (url: string) => EventSource;
  readonly later: (work: () => void, ms: number) => void;
};

const eventNames: readonly EventName[] = ['workspace', 'running', 'traffic', 'settings', 'reach'];
const retryMs = 1000;

/** The wire to `slipway run`: each call is a POST to `/call/<name>`, events arrive on one stream at `/call/events`. */
export const wireLoopback = ({ fetch, openEvents, later }: Browser): Wire => {
  const listeners = new Map<EventName, Set<(event: never) => void>>(eventNames.map((name) => [name, new Set()]));
  const stateListeners = new Set<(state: 'open' | 'lost') => void>();
  let state: 'open' | 'lost' | undefined;
  let source: EventSource | undefined;

  const tell = (next: 'open' | 'lost') => {
    if (state === next) return;
    state = next;
    for (const listener of stateListeners) listener(next);
  };

  const listen = () => {
    source = openEvents('/call/events');
    source.onopen = () => tell('open');
    source.onerror = () => {
      tell('lost');
      // A browser retries by itself after a cut, but gives up for good after an answer it did not expect (a restarted host).
      if (source?.readyState === 2) later(listen, retryMs);
    };
    for (const name of eventNames) {
      source.addEventListener(name, (message) => {
        const event = JSON.parse((message as MessageEvent<string>).data) as Events[typeof name];
        for (const listener of listeners.get(name) ?? []) (listener as (event: Events[typeof name]) => void)(event);
      });
    }
  };

  return {
    call: async (name, input) => {
      const body = JSON.stringify(input);
      const response = await fetch(`/call/${name}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
        credentials: 'same-origin',
        // A page that goes away has said it all the same; browsers do so for 64 KiB at a time (Fetch, section 4.6).
        keepalive: body.length < 4_096,
      });
      if (response.status === 401 || response.status === 403) throw new NoSession();
      const answer = (await response.json()) as Answer;
      if (!answer.ok) throw new Error(answer.message);
      return answer.output as never;
    },
    on: (name, listener) => {
      listeners.get(name)?.add(listener as (event: never) => void);
      return () => listeners.get(name)?.delete(listener as (event: never) => void);
    },
    onState: (listener) => {
      stateListeners.add(listener);
      if (source === undefined) listen();
      else if (state !== undefined) listener(state);
      return () => stateListeners.delete(listener);
    },
  };
};

import type { CallName, EventName, Events, InputOf, OutputOf, Wire } from '#contract/contract.ts';

/** What the preload script of the desktop app exposes to the page. */
export type DesktopBridge = {
  readonly call: <N extends CallName>(name: N, input: InputOf<N>) => Promise<OutputOf<N>>;
  readonly on: <N extends EventName>(name: N, listener: (event: Events[N]) => void) => () => void;
  /** Empty where the system does not know. */
  readonly pathOf: (file: File) => string;
};

/** The wire inside the desktop app. Main and window live and die together, so the state is `open` once and for all. */
export const wireDesktop = (bridge: Pick<DesktopBridge, 'call' | 'on'>): Wire => ({
  call: (name, input) => bridge.call(name, input),
  on: (name, listener) => bridge.on(name, listener),
  onState: (listener) => {
    listener('open');
    return () => {};
  },
});

import type { CallName, EventName, Events, InputOf, OutputOf, Wire } from '#contract/contract.ts';

/** What the window can do, for the menu of the desktop app, in the language of the window. */
export type DesktopMenu = {
  /** What the icon in the system's tray says; `{n}` stands for a number, and `{ports}` for a list of them. */
  readonly tray: {
    readonly answers: string;
    readonly silent: string;
    readonly hosts: string;
    readonly clean: string;
    readonly browsers: string;
    readonly show: string;
    readonly quit: string;
  };
  readonly groups: readonly {
    readonly id: string;
    readonly label: string;
    readonly items: readonly {
      readonly id: string;
      readonly label: string;
      /** As Electron writes them: `CommandOrControl+Shift+S`. */
      readonly keys?: string;
      readonly enabled: boolean;
    }[];
  }[];
};

/** What the preload script of the desktop app exposes to the page. */
export type DesktopBridge = {
  readonly call: <N extends CallName>(name: N, input: InputOf<N>) => Promise<OutputOf<N>>;
  readonly on: <N extends EventName>(name: N, listener: (event: Events[N]) => void) => () => void;
  /** Empty where the system does not know. */
  readonly pathOf: (file: File) => string;
  /** Of the page, in percent. */
  readonly zoom: (percent: number) => void;
  readonly menu: (menu: DesktopMenu) => void;
  /** Opens a URL in a window of the app that is led to the gateway as a test browser is. Rejects with a sentence for the person. */
  readonly openTab: (url: string) => Promise<void>;
  /** Tells the id of a command that was chosen in the menu. */
  readonly onMenu: (listener: (command: string) => void) => () => void;
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

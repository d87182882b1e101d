import type { MenuItemConstructorOptions } from 'electron';
import type { Events } from '#contract/contract.ts';
import type { WindowItem } from './window-menu.ts';

/** What the tray says, in the window's language; `{n}` stands for a number and `{ports}` for a list of them. */
export type TrayWords = {
  readonly answers: string;
  readonly silent: string;
  readonly hosts: string;
  readonly clean: string;
  readonly browsers: string;
  readonly show: string;
  readonly quit: string;
};

/** Before the window has spoken. */
export const trayWords: TrayWords = {
  answers: 'Answers on {ports}',
  silent: 'No port is open',
  hosts: 'Hosts active: {n}',
  clean: 'Clean the hosts file…',
  browsers: 'Test browsers: {n}',
  show: 'Show Slipway',
  quit: 'Quit Slipway',
};

/** What the tray shows of the gateway and of this machine. */
export type TrayState = {
  /** Where the gateway answers, each once, in order. */
  readonly ports: readonly number[];
  /** Names in our block of the hosts file. */
  readonly hosts: number;
  /** Test browsers that run, and windows with pages. */
  readonly browsers: number;
};

export const trayState = (
  running: Pick<Events['running'], 'gateway'>,
  reach: Pick<Events['reach'], 'hosts' | 'sessions'>,
): TrayState => ({
  ports: [
    ...new Set(running.gateway.listeners.flatMap(({ bound, proxy }) => (proxy === undefined ? (bound ?? []) : []))),
  ],
  hosts: new Set(reach.hosts.entries.map(({ name }) => name)).size,
  browsers: reach.sessions.length,
});

/**
 * Whether there is a tray: while something of this machine is another than usual, so that nobody forgets it. At other times the window says
 * it all, and an icon that only says that a program runs is in the way.
 */
export const isTrayNeeded = ({ hosts, browsers }: TrayState): boolean => hosts > 0 || browsers > 0;

export type TrayDeeds = {
  readonly show: () => void;
  readonly clean: () => void;
  readonly quit: () => void;
  /** Something that the window can do was chosen. */
  readonly command: (id: string) => void;
};

/** `openBrowser`: the command of the window that opens the test browser, as it has told; absent: it has not. */
export const trayMenu = (
  state: TrayState,
  words: TrayWords,
  deeds: TrayDeeds,
  openBrowser?: WindowItem,
): MenuItemConstructorOptions[] => [
  { label: sayGateway(state, words), enabled: false },
  ...(state.browsers > 0 ? [{ label: withNumber(words.browsers, state.browsers), enabled: false }] : []),
  ...(state.hosts > 0
    ? [
        { label: withNumber(words.hosts, state.hosts), enabled: false },
        { label: plain(words.clean), click: deeds.clean },
      ]
    : []),
  { type: 'separator' },
  ...(openBrowser === undefined
    ? []
    : [
        {
          label: plain(openBrowser.label),
          enabled: openBrowser.enabled,
          click: () => deeds.command(openBrowser.id),
        },
      ]),
  { label: plain(words.show), click: deeds.show },
  { type: 'separator' },
  { label: plain(words.quit), click: deeds.quit },
];

/** One line, for who points at the icon. */
export const trayTip = (state: TrayState, words: TrayWords): string =>
  ['Slipway', state.hosts > 0 ? words.hosts.replace('{n}', String(state.hosts)) : sayPorts(state, words)].join(' – ');

const mostPorts = 4;

const sayPorts = ({ ports }: TrayState, { answers, silent }: TrayWords): string => {
  if (ports.length === 0) return silent;
  const shown = ports.slice(0, mostPorts).join(', ');
  return answers.replace('{ports}', ports.length > mostPorts ? `${shown} …` : shown);
};

const sayGateway = (state: TrayState, words: TrayWords): string => plain(sayPorts(state, words));

const withNumber = (text: string, n: number): string => plain(text.replace('{n}', String(n)));

/** An ampersand would underline the next letter. */
const plain = (text: string): string => text.replaceAll('&', '&&');

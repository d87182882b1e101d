import { homedir } from 'node:os';
import type { ApplyOn, RunningState } from '#contract/contract.ts';
import type { Failure } from '#core/failure.ts';
import { printDiagnostic } from '#core/text/print-diagnostic.ts';
import { accessLogText } from '#core/traffic/access-log.ts';
import type { Exchange } from '#core/traffic/exchange.ts';
import type { Log } from '#core/world.ts';
import { beFound } from '../app/be-found.ts';
import { createDesk, type Desk } from '../app/desk.ts';
import { createLoopback, type Loopback, LoopbackError } from '../loopback/loopback.ts';

import { buildWhenStale, projectFolder, rendererFolder } from './build-when-stale.ts';
import { dataFolder } from './ca.ts';
import { type Call, type Command, WrongUse } from './command.ts';
import { writeCompiledWhenQuiet } from './compile-cache.ts';
import { countDiagnostics, sayCounts } from './count-diagnostics.ts';
import { sayWaiting } from './history.ts';
import { listenerFailures, listenerLine, meshLine, openListeners, openMesh, readyLines } from './run-lines.ts';
import type { Terminal } from './terminal.ts';
import { version } from './version.ts';
import { firstPaths, samplesFolder } from './what-to-open.ts';
import { keepYoungSpaceSmall } from './young-space.ts';

/** The gateway, and the window over loopback, until Ctrl-C. */
export const run: Command = {
  name: 'run',
  summary: 'run the gateway and serve the window until Ctrl-C',
  operands: '[FILE|DIR…]',
  options: {
    port: {
      type: 'string',
      multiple: true,
      value: '80=8080',
      help: 'open a declared port as another one on this machine',
    },
    'ui-port': { type: 'string', value: 'N', help: 'port of the window; any free one otherwise' },
    'no-ui': { type: 'boolean', help: 'the gateway only' },
    'apply-on': {
      type: 'string',
      value: 'review',
      help: 'with "review", saved files wait for "slipway apply" or the window; with "save" they answer at once; else as "slipway settings" says',
    },
    sample: { type: 'string', value: 'NAME', help: 'a copy of a bundled sample; "slipway samples" lists them' },
    last: { type: 'boolean', help: 'what was open last' },
    json: {
      type: 'boolean',
      help: 'one JSON object per line: ready, exchange, reload, opened, waiting, failure, dropped',
    },
  },
  remarks: [
    'Without a file or folder the current folder is served; where it holds no YAML, or is your home folder, the window offers samples and what was open lately.',
    'Files are followed: a change on disk is served at once, and requests under way end as they began.',
    'Each answered request is one line in the format of Envoy’s access log. Ctrl-C lets requests under way end; a second one does not.',
  ],
  run: async (call, terminal) => {
    const wishes = readWishes(call);
    const { paths, stdin } = await firstPaths(call, terminal, wishes.window);
    const app = await createDesk({
      paths,
      samples: samplesFolder(),
      home: homedir(),
      ...(stdin === undefined ? {} : { stdin }),
      portOverrides: wishes.ports,
      ...(wishes.applyOn && { applyOn: wishes.applyOn }),
      dataFolder: dataFolder(),
      version: version(),
      clock: Date.now,
      dice: Math.random,
      log: logTo(terminal),
      ...(terminal.machine && { machine: terminal.machine }),
    });
    const log = logTo(terminal);
    const stopLooking = keepYoungSpaceSmall();
    const stopWriting = writeCompiledWhenQuiet();
    let host: Loopback | undefined;
    let hide = async (): Promise<void> => {};
    try {
      const absent = app.workspace().failures.find(({ code }) => code === 'workspace/not-found');
      if (absent !== undefined) throw new WrongUse(absent.message);
      host = wishes.window ? await openWindow(app, wishes.windowPort, terminal) : await answerCalls(app, log);
      const window = wishes.window ? host : undefined;
      const { url } = host ?? {};
      const show = async (): Promise<void> => {
        await hide();
        if (url !== undefined)
          hide = await beFound(url, app.paths(), { dataFolder: dataFolder(), clock: Date.now, log });
      };
      await show();
      app.onOpen(() => void show());
      const stopped = new Promise<void>((done) => terminal.onStop(done));
      const stopTelling = call.flag('json') ? tellAsJson(app, window, terminal) : tellInWords(app, window, terminal);
      await stopped;
      stopTelling();
      return 0;
    } catch (error) {
      if (!(error instanceof LoopbackError)) throw error;
      terminal.note(`slipway: ${error.failure.message}`);
      return 1;
    } finally {
      stopLooking();
      stopWriting();
      await hide();
      await host?.close();
      await app.close();
    }
  },
};

type Wishes = {
  readonly ports: Readonly<Record<number, number>>;
  readonly applyOn: ApplyOn | undefined;
  readonly window: boolean;
  readonly windowPort: number;
};

const readWishes = (call: Call): Wishes => {
  const ports: Record<number, number> = {};
  for (const written of call.values('port')) {
    const [, declared = '', local = ''] = /^(\d{1,5})=(\d{1,5})$/.exec(written) ?? [];
    if (!isPort(declared, 1) || !isPort(local, 1)) {
      throw new WrongUse(`"--port ${written}" is no pair of ports from 1 to 65535, as in "--port 80=8080"`);
    }
    ports[Number(declared)] = Number(local);
  }
  const wish = call.value('ui-port') ?? '0';
  if (!isPort(wish, 0)) throw new WrongUse(`"--ui-port ${wish}" is no port from 0 (any free one) to 65535`);
  const applyOn = call.value('apply-on');
  if (applyOn !== undefined && applyOn !== 'save' && applyOn !== 'review')
    throw new WrongUse(`"--apply-on ${applyOn}" is neither "save" nor "review"`);
  return { ports, applyOn, window: !call.flag('no-ui'), windowPort: Number(wish) };
};

const isPort = (digits: string, least: number): boolean =>
  /^\d{1,5}$/.test(digits) && Number(digits) >= least && Number(digits) <= 65_535;

const openWindow = async (app: Desk, port: number, terminal: Terminal): Promise<Loopback> => {
  const project = projectFolder();
  const built = await buildWhenStale(project, terminal.note);
  // The gateway is worth having without its window; the address then says what to do.
  if (!built.ok) terminal.note(`slipway: ${built.failure.message}`);
  const { handlers, events } = app;
  return createLoopback({ handlers, events, assets: rendererFolder(project), port, log: logTo(terminal) });
};

/** Without a window the calls alone are answered, for `slipway upstreams`; the gateway does not need them. */
const answerCalls = async ({ handlers, events }: Desk, log: Log): Promise<Loopback | undefined> => {
  try {
    return await createLoopback({ handlers, events, port: 0, log });
  } catch (error) {
    if (!(error instanceof LoopbackError)) throw error;
    log('debug', error.failure.message);
    return undefined;
  }
};

/** Warnings and errors are for whoever started the program; the rest is for those who look for a fault. */
const logTo =
  (terminal: Terminal): Log =>
  (level, message, fields = {}) => {
    const searching = process.env.SLIPWAY_DEBUG !== undefined;
    if (!searching && (level === 'debug' || level === 'info')) return;
    const known = Object.entries(fields).filter(
      ([name, value]) => value !== undefined && (searching || name !== 'cause'),
    );
    terminal.note(`slipway: ${message}${known.map(([name, value]) => ` ${name}=${value}`).join('')}`);
  };

const tellInWords = (app: Desk, window: Loopback | undefined, terminal: Terminal): (() => void) => {
  const say = (state: RunningState): void => {
    const errors = state.diagnostics.filter(({ severity }) => severity === 'error');
    const texts = new Map(app.workspace().files.map(({ file, text }) => [file, text]));
    for (const error of errors.slice(0, 10)) {
      terminal.note(printDiagnostic(error, texts.get(error.place.file) ?? '', { colour: terminal.noteColour }));
    }
    if (errors.length > 10) terminal.note(`slipway: and ${errors.length - 10} more errors; "slipway check" shows all`);
    for (const { resource } of state.heldBack)
      terminal.note(`slipway: ${resource} is served as it was before its errors`);
  };
  for (const { message } of app.workspace().failures) terminal.note(`slipway: ${message}`);
  say(app.running());
  terminal.answer(readyLines(app.running().gateway, window?.link()).join('\n') || 'ready');
  if (app.workspace().id === '') {
    terminal.note('slipway: nothing is open yet; the window has samples to begin with, and opens a folder of yours');
  } else if (app.running().gateway.listeners.length === 0) {
    terminal.note('slipway: no Gateway opens a port yet; add one, and it is opened at once');
  }
  return follow(app, terminal, {
    exchanges: (list) => terminal.answer(list.map((one) => accessLogText(one).trimEnd()).join('\n')),
    dropped: (count) => terminal.note(`slipway: ${count} lines of the access log were left out for a slow reader`),
    reload: (state, listenersChanged) => {
      terminal.note(
        `slipway: generation ${state.gateway.generation}, ${sayCounts(countDiagnostics(state.diagnostics))}`,
      );
      if (listenersChanged) {
        const { listeners, mesh } = state.gateway;
        for (const line of [...listeners.map(listenerLine), ...(mesh ? [meshLine(mesh)] : [])]) terminal.note(line);
      }
      say(state);
    },
    waiting: (files) => {
      if (files.length > 0) terminal.note(sayWaiting(files));
    },
    failures: (list) => {
      for (const { message } of list) terminal.note(`slipway: ${message}`);
    },
    opened: (title) => terminal.note(`slipway: opened ${title}`),
  });
};

const tellAsJson = (app: Desk, window: Loopback | undefined, terminal: Terminal): (() => void) => {
  const tell = (event: string, members: object): void => terminal.answer(JSON.stringify({ event, ...members }));
  const { gateway } = app.running();
  tell('ready', {
    listeners: openListeners(gateway),
    ...openMesh(gateway),
    ...(window === undefined ? {} : { ui: window.link() }),
  });
  for (const failure of [...app.workspace().failures, ...listenerFailures(gateway)]) tell('failure', failure);
  return follow(app, terminal, {
    exchanges: (list) => {
      for (const one of list) tell('exchange', one);
    },
    dropped: (exchanges) => tell('dropped', { exchanges }),
    reload: (state) => {
      const { generation } = state.gateway;
      const counts = countDiagnostics(state.diagnostics);
      const open = { listeners: openListeners(state.gateway), ...openMesh(state.gateway) };
      tell('reload', { generation, ...open, ...counts, heldBack: state.heldBack });
      for (const failure of listenerFailures(state.gateway)) tell('failure', failure);
    },
    waiting: (files) => tell('waiting', { files }),
    failures: (list) => {
      for (const failure of list) tell('failure', failure);
    },
    opened: () => tell('opened', { paths: app.paths() }),
  });
};

type Followed = {
  readonly exchanges: (exchanges: readonly Exchange[]) => void;
  /** How many were left out before those that come next. */
  readonly dropped: (count: number) => void;
  readonly reload: (state: RunningState, listenersChanged: boolean) => void;
  /** Files that are saved and not applied, where others wait than before; told of a mode in which they do. */
  readonly waiting: (files: readonly string[]) => void;
  /** What can no longer be read since it was last told. */
  readonly failures: (failures: readonly Failure[]) => void;
  /** Another workspace is open; what it serves is told by `reload`. */
  readonly opened: (title: string) => void;
};

/** Hears what the gateway tells, and of its states only those that differ from the one before. */
const follow = (
  app: Desk,
  terminal: Terminal,
  { exchanges, dropped, reload, waiting, failures, opened }: Followed,
): (() => void) => {
  let last = app.running();
  let told = messagesOf(app.workspace().failures);
  let left = 0;
  let workspace = app.workspace().id;
  let another = false;
  const stops = [
    app.observe((list) => {
      if (terminal.isBehind()) {
        left += list.length;
        return;
      }
      if (left > 0) dropped(left);
      left = 0;
      exchanges(list);
    }),
    app.events.on('workspace', (state) => {
      if (state.id !== workspace) {
        workspace = state.id;
        another = true;
        told = new Set();
        opened(state.title);
      }
      const before = told;
      told = messagesOf(state.failures);
      failures(state.failures.filter(({ message }) => !before.has(message)));
    }),
    app.events.on('running', (state) => {
      const before = last;
      last = state;
      const opened = ({ gateway: { listeners, mesh } }: RunningState) => JSON.stringify([listeners, mesh]);
      const listenersChanged = opened(before) !== opened(state);
      // Generations of another workspace count from the beginning.
      const first = another;
      another = false;
      if (first || listenersChanged || before.gateway.generation !== state.gateway.generation)
        reload(state, first || listenersChanged);
      if (before.waiting.join('\n') !== state.waiting.join('\n')) waiting(state.waiting);
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
};

const messagesOf = (failures: readonly Failure[]): ReadonlySet<string> =>
  new Set(failures.map(({ message }) => message));

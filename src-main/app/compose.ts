import { join } from 'node:path';
import type { ApplyOn, EventSource, Handlers, RunningState, WorkspaceState } from '#contract/contract.ts';
import { explainRequest } from '#core/route/explain.ts';
import { type LoadedTable, load } from '#core/route/load.ts';
import type { WrittenRequest } from '#core/route/request-facts.ts';
import type { Table } from '#core/route/table.ts';
import type { Exchange } from '#core/traffic/exchange.ts';
import type { Clock, Dice, Log, Machine } from '#core/world.ts';
import { createMappedNames, type MappedNames } from '../gateway/mapped-names.ts';
import { openWorkspace } from '../workspace/workspace.ts';
import { createAnnouncer } from './announcer.ts';
import { betweenTurns } from './between-turns.ts';
import { bindIn } from './bind.ts';
import { configure, waitingFiles } from './configure.ts';
import { discoverIn } from './discover.ts';
import type { Built, Engine } from './engine.ts';
import { createFigures } from './figures.ts';
import { createGrpcTypes } from './grpc-types.ts';
import { exportHar } from './har.ts';
import { createHistory, sameSources } from './history.ts';
import { createKeptDrafts } from './kept-drafts.ts';
import { createKeptViews } from './kept-views.ts';
import { oneWorkspace } from './one-workspace.ts';
import { reachNowhere } from './reach/nowhere.ts';
import type { ReachGateway } from './reach/reach-gateway.ts';
import { resend } from './resend.ts';
import { otherSlipways } from './running-files.ts';
import { sendThrough } from './send.ts';
import { type Serving, startServing } from './serving.ts';
import { openSettings } from './settings.ts';
import { wayToService } from './traffic/way-to-service.ts';
import { createTraffic } from './traffic.ts';

export type AppOptions = {
  /** Files and folders to serve; `-` stands for `stdin`. */
  readonly paths: readonly string[];
  readonly stdin?: string;
  readonly clock: Clock;
  readonly dice: Dice;
  readonly log: Log;
  /** Declared port to local port, as from `--port 80=9080`; wins over `LocalGateway`. */
  readonly portOverrides?: Readonly<Record<number, number>>;
  /** Where the local authority keeps its certificate and key, and drafts are kept; absent: both live as long as the app. */
  readonly dataFolder?: string;
  /** Whether what is saved answers at once, or waits for `config.apply`; absent: as the person's settings say. */
  readonly applyOn?: ApplyOn;
  /** Of this program, for files that say who made them. */
  readonly version?: string;
  /** Names that lead here by the hosts file, for as long as the program runs; absent: none when the app starts. */
  readonly mapped?: MappedNames;
  /** What this machine allows, as `describeMachine` finds it out; absent: nothing is said about it. */
  readonly machine?: Machine;
  /** Follow changes on disk; on unless said otherwise. */
  readonly watch?: boolean;
  /** Whether anybody hears of the traffic, for whoever passes events on; absent: whoever listens hears. */
  readonly heard?: () => boolean;
};

/** A running Slipway without a host: what a window, a terminal or a test may ask of it, and what it tells. */
export type App = {
  readonly handlers: Handlers;
  readonly events: EventSource;
  /** Each exchange that is over, in batches at most every 50 ms, without credentials. Returns how to stop. */
  readonly observe: (listener: (batch: readonly Exchange[]) => void) => () => void;
  readonly running: () => RunningState;
  readonly workspace: () => WorkspaceState;
  /** What whoever leads browsers here asks of the gateway, and tells it. */
  readonly reach: ReachGateway;
  /** The machine may be another: ports that could not be had are tried at once. */
  readonly recheck: () => void;
  /** Stops listening, ends what is under way as the gateway does, and lets go of the files. */
  readonly close: () => Promise<void>;
  /** The same, and resolves as soon as another app may have its ports and files; `over` when its last request has ended. */
  readonly leave: () => Promise<{ readonly over: Promise<void> }>;
};

/**
 * Opens the workspace, builds it, and serves it; then follows every change of it.
 * Resolves when the first table answers. Always starts: what is wrong is in `workspace().failures`, `running().diagnostics`
 * and the failures of the listeners.
 */
export const compose = async <B extends Built>(options: AppOptions, engine: Engine<B>): Promise<App> => {
  const { clock, dice, log, machine, portOverrides = {}, mapped = createMappedNames() } = options;
  const events = createAnnouncer(log);
  const settings = await openSettings({ dataFolder: options.dataFolder, log });
  settings.onChange(() => events.tell('settings', settings.state()));
  const figures = createFigures(
    {
      upstreams: () => gateway.upstreams(),
      generation: () => gateway.state().generation,
      problems: () => countBySeverity(serving?.now().built.diagnostics ?? []),
    },
    clock,
  );
  const traffic = createTraffic((news) => events.tell('traffic', news), {
    bytes: settings.now().capture.bytes,
    heard: options.heard ?? (() => events.isHeard('traffic')),
    count: figures.add,
    decoderFor: createGrpcTypes(options.paths, clock, (upstream) =>
      wayToService(serving?.now().built.table ?? { clusters: {} }, upstream),
    ).decoderFor,
  });
  const workspace = await openWorkspace({
    paths: options.paths,
    log,
    ...(options.stdin === undefined ? {} : { stdin: options.stdin }),
    ...(options.watch === undefined ? {} : { watch: options.watch }),
    ...(options.dataFolder === undefined ? {} : { journal: join(options.dataFolder, 'applies') }),
  });
  const history = createHistory<B>();
  const drafts = createKeptDrafts({ dataFolder: options.dataFolder, paths: options.paths, log });
  const views = createKeptViews({ dataFolder: options.dataFolder, paths: options.paths, log });
  let applyOn: ApplyOn = options.applyOn ?? settings.now().applyOn;
  let serving: Serving<B> | undefined;
  const gateway = engine.createGateway({
    clock,
    dice,
    log,
    ...(options.dataFolder === undefined ? {} : { dataFolder: options.dataFolder }),
    mapped,
    onExchange: traffic.add,
    onState: () => {
      // During `apply` the generation may be ahead of the diagnostics; both are told when it is done.
      if (serving === undefined || serving.busy()) return;
      const { generation } = gateway.state();
      // Read again because of certificates: another generation of the same text.
      if (history.list()[0]?.generation !== generation)
        history.add({ generation, at: clock(), by: 'disk' }, serving.now().sources);
      events.tell('running', running(serving));
    },
  });
  gateway.setCapture?.(settings.now().capture);
  mapped.setHsts(settings.now().hsts);
  settings.onChange(({ capture, hsts }) => {
    mapped.setHsts(hsts);
    gateway.setCapture?.(capture);
    traffic.setLimit(capture.bytes);
  });
  const running = (now: Serving<B>): RunningState => ({
    gateway: gateway.state(),
    applyOn,
    waiting: waitingFiles(workspace, now),
    diagnostics: [...now.now().built.diagnostics, ...(gateway.state().diagnostics ?? [])],
    heldBack: now.now().built.heldBack,
    ...authorityFile(gateway.ca?.file() ?? (options.dataFolder && join(options.dataFolder, 'ca.pem'))),
    ...(machine && { machine }),
  });

  let asked = workspace.sources();
  let changed = false;
  workspace.onChange((by) => {
    events.tell('workspace', workspace.state());
    const before = asked;
    asked = workspace.sources();
    // A file that cannot be read, or may no longer be written, makes no other routes: no generation for it.
    if (sameSources(before, asked)) return;
    if (serving === undefined) changed = true;
    // Whoever writes several files at once has them served.
    else if (by === 'write-all') return;
    else if (applyOn === 'save') void serving.serve({ sources: asked, by: by === 'disk' ? 'disk' : 'save' });
    else events.tell('running', running(serving));
  });
  const start = (): Promise<Serving<B>> =>
    startServing<B>(
      { sources: asked, by: 'start' },
      {
        build: (sources, previous) =>
          engine.buildSteps
            ? betweenTurns(engine.buildSteps(sources, previous, machine))
            : engine.build(sources, previous, machine),
        apply: async (built) => {
          const before = gateway.state().generation;
          await gateway.apply(withPorts(built.table, portOverrides), built.secrets);
          const { generation } = gateway.state();
          if (generation === before) throw new Error('the gateway did not take the table');
          figures.follow(generation, built.table);
          return generation;
        },
        current: () => gateway.state().generation,
        served: (generation, { sources, by, of }, built) => {
          const held = built.heldBack.length > 0 ? built : undefined;
          history.add({ generation, at: clock(), by, ...(of !== undefined && { of }) }, sources, held);
        },
        ended: () => serving && events.tell('running', running(serving)),
        log,
      },
    );
  const served = await start().catch(async (error: unknown) => {
    await Promise.allSettled([gateway.close(), workspace.close(), settings.close()]);
    throw error;
  });
  serving = served;
  if (changed && applyOn === 'save') void served.serve({ sources: asked, by: 'disk' });
  let known: { readonly built: B; readonly table: Table; loaded?: LoadedTable } | undefined;
  const answering = () => {
    const { built } = served.now();
    if (known?.built !== built) known = { built, table: withPorts(built.table, portOverrides) };
    return known;
  };

  const discovery = engine.createDiscovery?.({
    clock,
    log,
    ownPorts: () => gateway.state().listeners.flatMap(({ bound }) => bound ?? []),
    others: () => otherSlipways(options.dataFolder),
  });
  const handlers: Handlers = {
    'workspace.read': async () => workspace.state(),
    'workspace.write': ({ file, text, base }) => workspace.write(file, text, base),
    'workspace.remove': ({ file, base }) => workspace.remove(file, base),
    ...configure({
      workspace,
      serving: served,
      history,
      setApplyOn: (on) => {
        applyOn = on;
        events.tell('running', running(served));
      },
    }),
    'drafts.read': drafts.read,
    'drafts.keep': (input) => drafts.keep(input.drafts, input.forget, input.owner),
    'gateway.state': async () => running(served),
    'gateway.table': async () => ({ generation: gateway.state().generation, table: answering().table }),
    'gateway.upstreams': async () => gateway.upstreams(),
    'gateway.explain': async ({ via, ...input }) => {
      const request: WrittenRequest = via === 'mesh' ? { ...input, from: 'mesh' } : input;
      const now = answering();
      now.loaded ??= load(now.table);
      return { ok: true, value: explainRequest(now.loaded, request, gateway.state().listeners) };
    },
    'gateway.send': (request) => sendThrough(request, answering().table, gateway.state(), clock, gateway.authority),
    'traffic.rows': ({ from, count }) => traffic.rows(from, count),
    'traffic.list': ({ last }) => traffic.list(last),
    'traffic.details': ({ id, reveal }) => traffic.details(id, reveal),
    'traffic.resend': async ({ id, change = {} }) => {
      const { table } = answering();
      return resend(id, change, {
        traffic,
        table,
        send: (input, more) => sendThrough(input, table, gateway.state(), clock, gateway.authority, more),
      });
    },
    'traffic.har': (input) => exportHar(input, traffic, { version: options.version ?? 'unknown' }),
    ...figures.handlers,
    'traffic.clear': async () => {
      figures.forget();
      traffic.clear();
      return null;
    },
    'services.bind': (input) => bindIn(workspace, engine, input),
    ...discoverIn(discovery),
    'view.read': views.read,
    'view.keep': async ({ change }) => {
      await views.keep(change);
      return null;
    },
    'settings.read': settings.look,
    'settings.change': settings.change,
    ...oneWorkspace(options.paths),
    ...reachNowhere(),
  };

  const leave = async () => {
    await workspace.close();
    await served.settled();
    await drafts.settled();
    await views.settled();
    await settings.close();
    await discovery?.close();
    const { over } = gateway.leave ? await gateway.leave() : { over: gateway.close() };
    return { over: over.finally(traffic.close) };
  };

  return {
    handlers,
    events,
    observe: traffic.observe,
    running: () => running(served),
    workspace: workspace.state,
    recheck: () => gateway.reopen?.(),
    reach: {
      table: () => answering().table,
      listeners: () => gateway.state().listeners,
      authority: gateway.authority,
      ...(gateway.ca && { ca: gateway.ca }),
      served: async () => (await gateway.served?.()) ?? [],
      mapped: mapped.set,
      tested: () => engine.testedUrls?.(served.now().built) ?? [],
      setTestBrowser: mapped.setTestBrowser,
    },
    leave,
    close: async () => (await leave()).over,
  };
};

const authorityFile = (file: string | undefined) => (file ? { authorityFile: file } : {});

const countBySeverity = (diagnostics: RunningState['diagnostics']) => ({
  error: diagnostics.filter(({ severity }) => severity === 'error').length,
  warning: diagnostics.filter(({ severity }) => severity === 'warning').length,
});

const withPorts = (table: Table, overrides: Readonly<Record<number, number>>): Table => ({
  ...table,
  settings: { ...table.settings, ports: { ...table.settings.ports, ...overrides } },
});

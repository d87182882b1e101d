import type { EventSource, Handlers, RunningState, WorkspaceState } from '#contract/contract.ts';
import { explainRequest } from '#core/route/explain.ts';
import { type LoadedTable, load } from '#core/route/load.ts';
import type { WrittenRequest } from '#core/route/request-facts.ts';
import type { Table } from '#core/route/table.ts';
import type { Source } from '#core/text/source.ts';
import type { Clock, Dice, Log, Machine } from '#core/world.ts';
import { openWorkspace } from '../workspace/workspace.ts';
import { createAnnouncer } from './announcer.ts';
import { bindIn } from './bind.ts';
import { coalesce } from './coalesce.ts';
import type { Built, Engine } from './engine.ts';
import { sendThrough } from './send.ts';
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
  /** Where the local authority keeps its certificate and key; absent: it is made anew each time. */
  readonly dataFolder?: string;
  /** What this machine allows, as `describeMachine` finds it out; absent: nothing is said about it. */
  readonly machine?: Machine;
  /** Follow changes on disk; on unless said otherwise. */
  readonly watch?: boolean;
};

/** A running Slipway without a host: what a window, a terminal or a test may ask of it, and what it tells. */
export type App = {
  readonly handlers: Handlers;
  readonly events: EventSource;
  readonly running: () => RunningState;
  readonly workspace: () => WorkspaceState;
  /** Stops listening, ends what is under way as the gateway does, and lets go of the files. */
  readonly close: () => Promise<void>;
};

/**
 * Opens the workspace, builds it, and serves it; then follows every change of it.
 * Resolves when the first table answers. Always starts: what is wrong is in `workspace().failures`, `running().diagnostics`
 * and the failures of the listeners.
 */
export const compose = async <B extends Built>(options: AppOptions, engine: Engine<B>): Promise<App> => {
  const { clock, dice, log, machine, portOverrides = {} } = options;
  const events = createAnnouncer(log);
  const traffic = createTraffic((batch) => events.tell('exchanges', batch));
  const workspace = await openWorkspace({
    paths: options.paths,
    log,
    ...(options.stdin === undefined ? {} : { stdin: options.stdin }),
    ...(options.watch === undefined ? {} : { watch: options.watch }),
  });
  let applying = false;
  const gateway = engine.createGateway({
    clock,
    dice,
    log,
    ...(options.dataFolder === undefined ? {} : { dataFolder: options.dataFolder }),
    onExchange: traffic.add,
    onState: () => {
      // During `apply` the generation may be ahead of the diagnostics; both are told when it is done.
      if (!applying) events.tell('running', running());
    },
  });

  let asked = workspace.sources();
  let build = engine.build(asked, undefined, machine);
  let table: Table = withPorts(build.table, portOverrides);
  let loaded: LoadedTable | undefined;
  const running = (): RunningState => ({
    gateway: gateway.state(),
    applyOn: 'save',
    waiting: [],
    diagnostics: [...build.diagnostics, ...(gateway.state().diagnostics ?? [])],
    heldBack: build.heldBack,
    ...(machine && { machine }),
  });

  const serve = async (next: B) => {
    const nextTable = withPorts(next.table, portOverrides);
    applying = true;
    try {
      await gateway.apply(nextTable, next.secrets);
      build = next;
      table = nextTable;
      loaded = undefined;
    } finally {
      applying = false;
    }
  };
  const rebuild = coalesce(async () => {
    try {
      await serve(engine.build(workspace.sources(), build, machine));
    } catch (error) {
      // A bug of ours must not stop the traffic: the table before goes on.
      log('error', 'applying a change failed; the routes before it stay', {
        cause: error instanceof Error ? (error.stack ?? error.message) : String(error),
      });
    }
    events.tell('running', running());
  });

  let started = false;
  let changed = false;
  workspace.onChange(() => {
    events.tell('workspace', workspace.state());
    const before = asked;
    asked = workspace.sources();
    // A file that cannot be read, or may no longer be written, makes no other routes: no generation for it.
    if (sameSources(before, asked)) return;
    if (started) void rebuild.ask();
    else changed = true;
  });
  try {
    await serve(build);
  } catch (error) {
    await Promise.allSettled([gateway.close(), workspace.close()]);
    throw error;
  }
  started = true;
  if (changed) void rebuild.ask();

  const handlers: Handlers = {
    'workspace.read': async () => workspace.state(),
    'workspace.write': ({ file, text, base }) => workspace.write(file, text, base),
    'workspace.remove': ({ file, base }) => workspace.remove(file, base),
    'config.apply': async () => notYet,
    'config.history': async () => [],
    'config.generation': async () => notYet,
    'config.rollback': async () => notYet,
    'config.applyOn': async () => null,
    'drafts.read': async () => [],
    'drafts.keep': async () => notYet,
    'gateway.state': async () => running(),
    'gateway.table': async () => ({ generation: gateway.state().generation, table }),
    'gateway.upstreams': async () => gateway.upstreams(),
    'gateway.explain': async ({ via, ...input }) => {
      const request: WrittenRequest = via === 'mesh' ? { ...input, from: 'mesh' } : input;
      loaded ??= load(table);
      return { ok: true, value: explainRequest(loaded, request, gateway.state().listeners) };
    },
    'gateway.send': (request) => sendThrough(request, table, gateway.state(), clock, gateway.authority),
    'traffic.list': async () => traffic.list(),
    'traffic.clear': async () => {
      traffic.clear();
      return null;
    },
    'services.bind': (input) => bindIn(workspace, engine, input),
  };

  return {
    handlers,
    events,
    running,
    workspace: workspace.state,
    close: async () => {
      await workspace.close();
      await rebuild.settled();
      await gateway.close();
      traffic.close();
    },
  };
};

const notYet = { ok: false, failure: { code: 'config/not-yet', message: 'this is being built' } } as const;

const withPorts = (table: Table, overrides: Readonly<Record<number, number>>): Table => ({
  ...table,
  settings: { ...table.settings, ports: { ...table.settings.ports, ...overrides } },
});

const sameSources = (a: readonly Source[], b: readonly Source[]): boolean =>
  a.length === b.length && a.every((source, i) => source.file === b[i]?.file && source.text === b[i]?.text);

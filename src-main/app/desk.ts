import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import type { EventName, EventSource, Handlers, WorkspaceState } from '#contract/contract.ts';
import {
  callsOfWorkspace,
  type OfWorkspace,
  type OpenedWorkspace,
  type OpenWorkspace,
  type Workspaces,
} from '#contract/workspaces.ts';
import type { Failure, Result } from '#core/failure.ts';
import type { Exchange } from '#core/traffic/exchange.ts';
import { createMappedNames } from '../gateway/mapped-names.ts';
import { createAnnouncer } from './announcer.ts';
import { type App, type AppOptions, createApp } from './app.ts';
import { chosenPath, chosenPaths } from './chosen-paths.ts';
import { createKeptDrafts, type KeptDrafts } from './kept-drafts.ts';
import type { System } from './reach/part.ts';
import { createReach } from './reach/reach.ts';
import { createRecent } from './recent.ts';
import { createSampleShelf } from './samples.ts';

export type DeskOptions = Omit<AppOptions, 'paths'> & {
  /** What to open first; empty: nothing, and windows offer what there is. */
  readonly paths: readonly string[];
  /** The folder of the bundled samples. */
  readonly samples: string;
  /** The person's own folder, for `~`. */
  readonly home?: string;
  /** A dialog of the system; undefined when the person thinks better of it. Absent: there is none. */
  readonly choose?: () => Promise<readonly string[] | undefined>;
  /** The machine whose browsers, names and certificates it is about; absent: this one. */
  readonly system?: System;
  /** For tests. */
  readonly create?: (options: AppOptions) => Promise<App>;
};

/**
 * The app of one workspace after the other. Handlers and events are the same objects throughout, so that a host need not know of an
 * exchange; windows notice it by `WorkspaceState.id`, which the event `workspace` tells first, and begin anew.
 */
export type Desk = Omit<App, 'leave'> & {
  /** See `workspaces.open`. */
  readonly open: (what: OpenWorkspace) => Promise<Result<OpenedWorkspace>>;
  /** What is open now, absolute. */
  readonly paths: () => readonly string[];
  /** The machine may be another: it has woken up, or is in another network. What depends on it is looked at anew. */
  readonly recheck: () => void;
  /** As `App.close`, and lets go of browsers and the hosts file; `quietly` without asking anybody for rights. */
  readonly close: (quietly?: boolean) => Promise<void>;
  /** Called when another workspace is open. Returns how to stop. */
  readonly onOpen: (listener: () => void) => () => void;
};

/** Opens the first workspace; resolves and rejects as `createApp` does. */
export const createDesk = async (options: DeskOptions): Promise<Desk> => {
  const { samples, home, choose, system = thisSystem(), create = createApp, ...rest } = options;
  const { log, dataFolder, clock } = options;
  const events = createAnnouncer(log);
  const recent = createRecent({ dataFolder, clock, log });
  const shelf = createSampleShelf(samples, dataFolder);
  const observers = new Set<(batch: readonly Exchange[]) => void>();
  const openers = new Set<() => void>();
  const formers = new Map<string, KeptDrafts>();
  const mapped = createMappedNames();
  let opened: AppOptions = { ...rest, mapped, paths: absolute(options.paths), heard: () => events.isHeard('traffic') };
  let app = await create(opened);
  let stopWatching: (() => void) | undefined;
  let stopHearing = hear(app);
  /** Resolves when an exchange that is under way is over. */
  let exchanging: Promise<unknown> | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const reach = createReach({
    clock,
    log,
    ...(dataFolder !== undefined && { dataFolder }),
    system,
    settings: async () => (await app.handlers['settings.read'](null)).settings,
    gateway: () => app.reach,
    open: () => app,
    workspace: () => workspaceId(opened),
    tell: (state) => events.tell('reach', state),
  });
  await remember();

  function hear(from: App): () => void {
    const told = (Object.keys(eventNames) as EventName[]).map((name) =>
      forward(name, from.events, (event) => {
        events.tell(name, name === 'workspace' ? ({ ...event, id: workspaceId(opened) } as typeof event) : event);
        if (name === 'running') reach.follow();
      }),
    );
    if (observers.size > 0) watch();
    return () => {
      for (const stop of told) stop();
      stopWatching?.();
      stopWatching = undefined;
    };
  }
  /** Only while somebody wants to know: an app that nobody observes need not hold on to its exchanges. */
  function watch(): void {
    stopWatching ??= app.observe((batch) => {
      for (const observer of [...observers]) observer(batch);
    });
  }
  async function remember(): Promise<void> {
    const paths = opened.paths.filter((path) => path !== '-');
    const missing = app.workspace().failures.some(({ code }) => code === 'workspace/not-found');
    if (paths.length > 0 && !missing) await recent.add(paths);
  }
  const workspace = (): WorkspaceState => ({ ...app.workspace(), id: workspaceId(opened) });

  /** Apps of before whose last requests have not ended yet. */
  const leaving = new Set<Promise<void>>();
  const leave = async (old: App): Promise<void> => {
    const { over } = await old.leave();
    const done: Promise<void> = over
      .catch((error: unknown) => log('error', 'a workspace was not closed in order', { reason: String(error) }))
      .finally(() => leaving.delete(done));
    leaving.add(done);
  };

  /**
   * Ports are free again when the app before takes no more connections, so that comes first; its last requests end beside the new one.
   * Where that cannot start the one before comes back.
   */
  const exchange = async (paths: readonly string[]): Promise<Result<OpenedWorkspace>> => {
    const before = opened;
    const { stdin: _, ...without } = before;
    const applyOn = app.running().applyOn;
    const next: AppOptions = { ...without, applyOn, paths };
    stopHearing();
    await leave(app);
    formers.delete(workspaceId(next));
    let failure: Failure | undefined;
    try {
      app = await create(next);
      opened = next;
    } catch (error) {
      failure = notOpened(paths, error);
      log('error', failure.message, { cause: error instanceof Error ? (error.stack ?? error.message) : String(error) });
      app = await create(before);
    }
    stopHearing = hear(app);
    events.tell('workspace', workspace());
    events.tell('running', app.running());
    reach.follow();
    if (failure !== undefined) return { ok: false, failure };
    formers.set(workspaceId(before), createKeptDrafts({ dataFolder, paths: before.paths, log }));
    await remember();
    for (const listener of [...openers]) listener();
    return { ok: true, value: { opened: true, paths } };
  };
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work);
    last = mine.catch(() => undefined); // whoever asked for it gets the error
    return mine;
  };
  const openPaths = (paths: readonly string[]): Promise<Result<OpenedWorkspace>> =>
    inTurn(async () => {
      if (workspaceId({ paths }) === workspaceId(opened)) return { ok: true, value: { opened: true, paths } };
      const done = exchange(paths);
      exchanging = done;
      try {
        return await done;
      } finally {
        exchanging = undefined;
      }
    });
  const copyInto = async (sample: string, into: string): Promise<Result<string>> => {
    const folder = chosenPath(into, home);
    if (!folder.ok) return folder;
    const copied = await shelf.copyTo(sample, folder.value);
    return copied.ok ? folder : copied;
  };
  const open = async (what: OpenWorkspace): Promise<Result<OpenedWorkspace>> => {
    if ('sample' in what) {
      // One after the other, because a copy is in place all at once.
      const copied = await inTurn(() =>
        'into' in what ? copyInto(what.sample, what.into) : shelf.own(what.sample, what.anew),
      );
      return copied.ok ? openPaths([copied.value]) : copied;
    }
    const wanted = 'choose' in what ? await choose?.() : what.paths;
    if (wanted === undefined && choose !== undefined)
      return { ok: true, value: { opened: false, paths: opened.paths } };
    if (wanted === undefined) return { ok: false, failure: noDialog };
    const paths = await chosenPaths(wanted, home);
    return paths.ok ? openPaths(paths.value) : paths;
  };
  const list = async (): Promise<Workspaces> => {
    const sample = shelf.sampleOf(opened.paths);
    const now = workspaceId(opened);
    return {
      open: opened.paths,
      ...(sample !== undefined && { sample }),
      recent: (await recent.list())
        .filter(({ paths }) => workspaceId({ paths }) !== now)
        .map((one) => ({ ...one, ...sampleIn(shelf.sampleOf(one.paths)) })),
      samples: await shelf.list(),
      dialog: choose !== undefined,
    };
  };

  /** Whatever is asked during an exchange is asked of the app after it, but for what was meant for the one before. */
  const now: Handlers = new Proxy({} as Handlers, {
    get: (_target, name: keyof Handlers) => async (input: never) => {
      if (!isOfWorkspace(name)) {
        await exchanging?.catch(() => undefined);
        return app.handlers[name](input);
      }
      const { workspace: meant, ...what }: OfWorkspace = input;
      const another = exchanging !== undefined || (meant !== undefined && meant !== workspaceId(opened));
      if (another) return withoutResult.has(name) ? null : { ok: false, failure: otherWorkspace };
      return app.handlers[name](what as never);
    },
  });
  const handlers: Handlers = {
    ...(Object.fromEntries(Object.keys(app.handlers).map((name) => [name, now[name as keyof Handlers]])) as Handlers),
    'workspace.read': async () => {
      await exchanging?.catch(() => undefined);
      return workspace();
    },
    'drafts.keep': async ({ workspace: meant, ...input }) => {
      await exchanging?.catch(() => undefined);
      if (meant === undefined || meant === workspaceId(opened)) return app.handlers['drafts.keep'](input);
      const former = formers.get(meant);
      return former?.keep(input.drafts, input.forget, input.owner) ?? { ok: false, failure: otherWorkspace };
    },
    'workspaces.list': list,
    'workspaces.open': open,
    'workspaces.forget': async ({ paths }) => {
      await recent.forget(paths);
      return null;
    },
    ...reach.handlers,
  };

  return {
    handlers,
    events,
    observe: (listener) => {
      observers.add(listener);
      watch();
      return () => {
        if (!observers.delete(listener) || observers.size > 0) return;
        stopWatching?.();
        stopWatching = undefined;
      };
    },
    running: () => app.running(),
    /** Of the workspace that is open when it is asked for. */
    get reach() {
      return app.reach;
    },
    workspace,
    open,
    paths: () => opened.paths,
    recheck: () => {
      app.recheck();
      reach.follow();
    },
    onOpen: (listener) => {
      openers.add(listener);
      return () => openers.delete(listener);
    },
    close: (quietly?: boolean) =>
      inTurn(async () => {
        await reach.close(quietly);
        await Promise.all([app.close(), ...leaving]);
        stopHearing();
        await Promise.all([...formers.values()].map(({ settled }) => settled()));
      }),
  };
};

const thisSystem = (): System => ({ platform: process.platform, environment: process.env, home: homedir() });

/** `reach` is the desk's own. */
const eventNames = { workspace: true, running: true, traffic: true, settings: true } satisfies Record<
  Exclude<EventName, 'reach'>,
  true
>;

const forward = <N extends EventName>(
  name: N,
  from: EventSource,
  tell: (event: Parameters<Parameters<typeof from.on<N>>[1]>[0]) => void,
): (() => void) => from.on(name, tell);

const isOfWorkspace = (name: string): boolean => callsOfWorkspace.some((one) => one === name);

/** Such calls that have no failure to answer with; that a view is not kept, nobody has to hear. */
const withoutResult: ReadonlySet<string> = new Set(['config.applyOn', 'view.keep']);

/** The same for the same paths in every run, whatever their order; empty where nothing is open. */
const workspaceId = ({ paths, stdin }: Pick<AppOptions, 'paths' | 'stdin'>): string => {
  if (paths.length === 0 && stdin === undefined) return '';
  return createHash('sha256')
    .update([...paths].sort().join('\0'))
    .digest('hex')
    .slice(0, 32);
};

const absolute = (paths: readonly string[]): readonly string[] => [
  ...new Set(paths.map((path) => (path === '-' ? path : resolve(path)))),
];

const sampleIn = (sample: string | undefined) => (sample === undefined ? {} : { sample });

const otherWorkspace: Failure = {
  code: 'workspaces/another',
  message: 'another workspace was opened meanwhile, so this was not done; go back to that workspace and do it again',
};

const noDialog: Failure = {
  code: 'workspaces/no-dialog',
  message: 'a browser cannot choose a folder for slipway; type its path',
};

const notOpened = (paths: readonly string[], error: unknown): Failure => ({
  code: 'workspaces/not-opened',
  message: `"${paths.join('", "')}" cannot be opened (${error instanceof Error ? error.message : String(error)}); what was open before is open again`,
});

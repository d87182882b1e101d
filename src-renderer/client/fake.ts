import type {
  Calls,
  EventName,
  Events,
  Handlers,
  InputOf,
  OutputOf,
  RequestInput,
  RunningState,
  Wire,
  WorkspaceFile,
} from '#contract/contract.ts';
import { doorsOf } from '#core/reach/doors.ts';
import { createRouteHistory } from '#core/traffic/route-history.ts';
import { createFakeConfig } from './fake-config.ts';
import { exchangeFor, replyFor } from './fake-exchange.ts';
import { listenersOf, meshOf } from './fake-listeners.ts';
import { createFakeReach, type FakeMachine } from './fake-reach.ts';
import { createFakeServices, type FakeFinds } from './fake-services.ts';
import { createFakeSettings, createFakeView } from './fake-settings.ts';
import { createFakeTraffic } from './fake-traffic.ts';
import { upstreamsOf } from './fake-upstreams.ts';
import { createFakeWorkspaces } from './fake-workspaces.ts';

type Table = OutputOf<'gateway.table'>['table'];

/** What the fake borrows from the core; by argument, because this room knows the contract only. */
export type FakeEngine = {
  readonly build: (files: readonly { readonly file: string; readonly text: string }[]) => {
    readonly table: Table;
    readonly diagnostics: RunningState['diagnostics'];
  };
  readonly explain: (table: Table, request: RequestInput) => OutputOf<'gateway.explain'>;
};

/** The fake's own handles, for tests and for work on the window: what the world would do behind main's back. */
export type Fake = Wire & {
  /** Another program changes (or, with `undefined`, removes) a file on disk. */
  readonly changeOnDisk: (file: string, text: string | undefined) => void;
  /** Requests arrive at the gateway; they are told in one batch. */
  readonly arrive: (requests: readonly RequestInput[]) => void;
  /** The host goes away or comes back. */
  readonly setState: (state: 'open' | 'lost') => void;
  /** Another workspace is open from now on, by a menu or another window; nothing, where there are no paths. */
  readonly openAnother: (paths: readonly string[]) => void;
  /** What the upstreams are from now on, whatever was sent to them. */
  readonly setUpstreams: (upstreams: OutputOf<'gateway.upstreams'>) => void;
  /** What is found on this machine from now on. */
  readonly setFinds: (finds: FakeFinds) => void;
  /** How the machine is from now on: its browsers, its hosts file, its person. */
  readonly setMachine: (machine: FakeMachine) => void;
  /** Every call so far, in order. */
  readonly calls: readonly { readonly name: keyof Calls; readonly input: unknown }[];
};

type FakeOptions = {
  readonly files: readonly { readonly file: string; readonly text: string }[];
  readonly engine: FakeEngine;
  readonly clock: () => number;
};

/** All of main in memory: files, a gateway that answers by the table, and its traffic. Same answers as main, no sockets. */
export const createFake = ({ files: given, engine, clock }: FakeOptions): Fake => {
  let files: readonly WorkspaceFile[] = given.map((one) => fileOf(one.file, one.text));
  let generation = 0;
  let running: RunningState;
  let table: Table;
  let state: 'open' | 'lost' = 'open';
  let upstreams: OutputOf<'gateway.upstreams'> | undefined;
  let counted = 0;
  const traffic = createFakeTraffic();
  const history = createRouteHistory();
  const kept = new Map<string, OutputOf<'drafts.read'>[number]>();
  const calls: { name: keyof Calls; input: unknown }[] = [];
  const listeners = new Map<EventName, Set<(event: never) => void>>();
  const stateListeners = new Set<(state: 'open' | 'lost') => void>();

  function fileOf(file: string, text: string): WorkspaceFile {
    return { file, text, revision: revisionOf(text), writable: true };
  }
  const emit = <N extends EventName>(name: N, event: Events[N]) => {
    for (const listener of listeners.get(name) ?? []) (listener as (event: Events[N]) => void)(event);
  };
  const workspaces = createFakeWorkspaces(clock, () => emit('workspace', workspace()));
  const workspace = () => ({ title: 'samples', id: workspaces.id(), files, failures: [] });
  let built: ReturnType<FakeEngine['build']>;
  const tellRunning = () => {
    const broken = built.diagnostics.filter((one) => one.severity === 'error').map((one) => one.place.file);
    running = {
      gateway: { generation, listeners: listenersOf(table), ...meshOf(table) },
      applyOn: config.applyOn(),
      waiting: config.waiting(),
      diagnostics: built.diagnostics,
      heldBack: [...new Set(broken)].map((file) => ({ resource: 'VirtualService default/httpbin', file })),
    };
    emit('running', running);
  };
  const config = createFakeConfig({
    clock,
    disk: () => files,
    setDisk: (texts) => {
      files = texts.map(({ file, text }) => fileOf(file, text));
      emit('workspace', workspace());
    },
    build: (texts) => {
      built = engine.build(texts);
      generation += 1;
      // Main holds back single documents; whole files are near enough for a fake.
      const broken = built.diagnostics.some((one) => one.severity === 'error');
      if (!broken || generation === 1) table = built.table;
      return generation;
    },
    tellRunning,
  });
  /** The file is no more where there is no text. */
  const change = (file: string, text: string | undefined, by: 'save' | 'disk') => {
    const others = files.filter((one) => one.file !== file);
    const known = others.length < files.length;
    if (text === undefined) files = others;
    else if (known) files = files.map((one) => (one.file === file ? fileOf(file, text) : one));
    else files = [...files, fileOf(file, text)];
    emit('workspace', workspace());
    config.changed(by);
  };
  const arrive = (requests: readonly RequestInput[]) => {
    const batch = requests.map((request) => {
      counted += 1;
      return exchangeFor({ request, answer: engine.explain(table, request), id: counted, generation, now: clock() });
    });
    for (const one of batch) history.add(one);
    emit('traffic', traffic.add(batch));
  };
  config.changed('start');

  const services = createFakeServices({ files: () => files, change: (file, text) => change(file, text, 'save') });
  const reach = createFakeReach({
    clock,
    doors: () => doorsOf(table, running.gateway.listeners),
    tell: (state) => emit('reach', state),
  });
  const handlers: Handlers = {
    ...reach.handlers,
    'workspace.read': async () => workspace(),
    'workspace.write': async ({ file, text, base }) => {
      const now = files.find((one) => one.file === file);
      if (now?.revision !== base) {
        return failed(
          'workspace/changed-on-disk',
          `"${file}" was changed on disk in the meantime: choose which text stays`,
        );
      }
      change(file, text, 'save');
      return { ok: true, value: fileOf(file, text) };
    },
    'workspace.remove': async ({ file }) => {
      change(file, undefined, 'save');
      return { ok: true, value: null };
    },
    ...config.handlers,
    'drafts.read': async () => [...kept.values()],
    'drafts.keep': async ({ drafts, forget, owner }) => {
      const owned = owner === undefined ? {} : { owner };
      for (const file of forget) kept.delete(`${owner ?? ''} ${file}`);
      for (const draft of drafts) kept.set(`${owner ?? ''} ${draft.file}`, { ...draft, ...owned });
      return { ok: true, value: null };
    },
    'gateway.state': async () => running,
    'gateway.table': async () => ({ generation, table }),
    'gateway.upstreams': async () => upstreams ?? upstreamsOf(table, traffic.all()),
    'gateway.explain': async (request) => engine.explain(table, request),
    'gateway.send': async (request) => {
      arrive([request]);
      return replyFor(request, engine.explain(table, request));
    },
    ...traffic.handlers,
    'metrics.figures': async ({ minutes }) => history.read(clock(), minutes),
    'metrics.text': async () => ({ type: 'text/plain', text: '' }),
    'traffic.clear': async () => {
      emit('traffic', traffic.clear());
      return null;
    },
    'traffic.resend': async ({ id, change }) => {
      const again = traffic.again(id, change);
      if (!again.ok) return again;
      arrive([again.value]);
      const reply = replyFor(again.value, engine.explain(table, again.value));
      return reply.ok ? { ok: true, value: { ...reply.value, id: counted } } : reply;
    },
    ...createFakeSettings((state) => emit('settings', state)),
    ...createFakeView(),
    ...workspaces.handlers,
    ...services.handlers,
  };

  return {
    call: async <N extends keyof Calls>(name: N, input: InputOf<N>): Promise<OutputOf<N>> => {
      calls.push({ name, input });
      if (state === 'lost') throw new Error('main does not answer');
      return (handlers[name] as (input: InputOf<N>) => Promise<OutputOf<N>>)(input);
    },
    on: (name, listener) => {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set.add(listener as (event: never) => void));
      return () => set.delete(listener as (event: never) => void);
    },
    onState: (listener) => {
      stateListeners.add(listener);
      listener(state);
      return () => stateListeners.delete(listener);
    },
    setFinds: services.setFinds,
    setMachine: reach.setMachine,
    changeOnDisk: (file, text) => change(file, text, 'disk'),
    arrive,
    setState: (next) => {
      state = next;
      for (const listener of stateListeners) listener(next);
    },
    openAnother: workspaces.become,
    setUpstreams: (next) => {
      upstreams = next;
    },
    calls,
  };
};

/** Equal text, equal revision, as with main (FNV-1a). */
const revisionOf = (text: string): string => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return `${text.length}-${(hash >>> 0).toString(16)}`;
};

const failed = (code: string, message: string) => ({ ok: false, failure: { code, message } }) as const;

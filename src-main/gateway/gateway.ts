import type { Socket } from 'node:net';
import { hostname } from 'node:os';
import type { Secrets } from '#core/resource/kubernetes/secret.ts';
import { load } from '#core/route/load.ts';
import type { Table } from '#core/route/table.ts';
import { usualFallbacks } from '#core/route/usual-fallbacks.ts';
import type { Diagnostic } from '#core/text/diagnostic.ts';
import type { GatewayState, ListenerState, MeshState } from '#core/traffic/gateway-state.ts';
import type { UpstreamState } from '#core/traffic/upstream-state.ts';
import type { Clock, Dice, Log } from '#core/world.ts';
import type { PortSystem } from './listener/bind.ts';
import { closedPorts } from './listener/closed-ports.ts';
import { hopsOf } from './listener/hops.ts';
import { createOpenPlanned, type Live } from './listener/open-planned.ts';
import type { Opening } from './listener/opening.ts';
import { mayOpen, planListeners, stateOf, takenFor } from './listener/plan.ts';
import { createTryAgain } from './listener/try-again.ts';
import { createMappedNames, type MappedNames } from './mapped-names.ts';
import { createMeshProxy } from './mesh/mesh-proxy.ts';
import { ownAddress } from './own-address.ts';
import { backToUs } from './own-ports.ts';
import { type Capture, createRecorder, type Observer } from './record.ts';
import type { SecuredGeneration } from './serve/accept.ts';
import type { ServeWorld } from './serve/turn.ts';
import { createCopies } from './step/copies.ts';
import { createDateLine } from './step/response-headers.ts';
import { createLocalCa, type LocalCa } from './tls/local-ca.ts';
import { type ServedTls, servedBy } from './tls/served.ts';
import { systemAuthorities } from './tls/system-authorities.ts';
import { createTlsKeeper } from './tls/tls-ends.ts';
import { filesOfTable, watchFiles } from './tls/watched-files.ts';
import type { Address } from './upstream/host.ts';
import type { Lookup } from './upstream/resolve.ts';
import type { SampleAddresses } from './upstream/running-clusters.ts';
import { createUpstreamTls } from './upstream/tls/upstream-tls.ts';
import { createUpstreams } from './upstream/upstreams.ts';

export type GatewayOptions = {
  readonly clock: Clock;
  readonly dice: Dice;
  readonly log: Log;
  /** Not closed by the gateway. */
  readonly samples: SampleAddresses;
  /** Makes certificates for servers without one; absent: an authority that lives as long as the gateway. */
  readonly localCa?: LocalCa;
  /** The authorities that services are checked against where a policy names none, as PEM; absent: those of this machine. */
  readonly systemAuthorities?: () => readonly string[];
  /** Milliseconds between two looks at files of keys and certificates; absent: two seconds. */
  readonly filesEveryMs?: number;
  /** How long a client may take for its hello of TLS, and then for its handshake; absent: 15 s. */
  readonly handshakeMs?: number;
  /** How long a client of UDP may be silent before its flow ends; absent: a minute. */
  readonly udpIdleMs?: number;
  /** Clients of UDP at a time for each listener; absent: 1024. */
  readonly udpFlows?: number;
  /** Lets a test be a client of another address; absent answers mean the real one. */
  readonly peerOf?: (socket: Socket) => { readonly address: string; readonly port: number } | undefined;
  /** How names of services become addresses; absent: as the system does it. Kept up to date every `lookupEveryMs`, five seconds if not said. */
  readonly lookup?: Lookup;
  readonly lookupEveryMs?: number;
  /** Which ports this machine gives, and who has the others; absent: as it is, and nobody says who. */
  readonly ports?: Partial<PortSystem>;
  /** Names that lead here by the hosts file; absent: none do. */
  readonly mapped?: MappedNames;
  /** Milliseconds before ports that could not be had are tried again, doubled up to 32 times as many; absent: a second. */
  readonly reopenMs?: number;
  /** Ports to try when a declared one cannot be had; usually 8080, 8443 or 8000 more, then the next free ones. */
  readonly fallbackPorts?: (declared: number) => readonly number[];
};

/** The data plane. It serves the last table it was given, and never one that it was not given. */
export type Gateway = {
  /**
   * Serves another table from one moment to the next: new ports open first, then every new request follows the new table, then
   * ports that nobody declares any more close while their last requests end. Never rejects: what could not be opened is in the state.
   * Calls queue up and are carried out in order. `secrets` holds what the table's chains name; connections of before keep theirs.
   */
  readonly apply: (table: Table, secrets?: Secrets) => Promise<GatewayState>;
  readonly state: () => GatewayState;
  /** The table that answers new requests. */
  readonly table: () => Table | undefined;
  /** The clusters of that table and how their endpoints are now; none before the first table. */
  readonly upstreams: () => readonly UpstreamState[];
  /** What each server shows to clients of TLS now, in the order of listeners; a leaf of the local authority is read anew. */
  readonly served: () => Promise<readonly ServedTls[]>;
  /** Told after each request has ended, in that order, never within the request. Returns how to stop. */
  readonly onExchange: (observer: Observer) => () => void;
  /** Told of a WebSocket, a stream of events or a long gRPC call when it opens, and of one that goes on at most once a second. */
  readonly onOpen: (observer: Observer) => () => void;
  /** What is kept of requests that begin from now on; nothing but heads and figures until it is called. */
  readonly setCapture: (capture: Capture) => void;
  /** Tries now to open the ports that could not be had; they are tried again and again anyway. */
  readonly reopen: () => void;
  /** Told after each `apply`, when a listener breaks, and when one that was not open is. Returns how to stop. */
  readonly onState: (observer: (state: GatewayState) => void) => () => void;
  /** Stops accepting, lets requests under way end (at most `graceMs`, 5 s if not said), closes everything. */
  readonly close: (graceMs?: number) => Promise<void>;
  /** The same, and resolves as soon as its ports are free for others; `over` when the last request has ended and everything is closed. */
  readonly leave: (graceMs?: number) => Promise<{ readonly over: Promise<void> }>;
};

/** How long the requests of a removed listener may take to end. */
const drainMs = 30_000;
const closeMs = 5_000;
const reopenMs = 1_000;
/** Reference 2.5, in the order in which they are preferred. */
const alpnProtocols = ['h2', 'http/1.1'];

/** A gateway that listens on nothing until it is given a table. */
export function createGateway(options: GatewayOptions): Gateway {
  const { clock, dice, log, mapped = createMappedNames() } = options;
  const recorder = createRecorder(clock, (error) =>
    log('error', 'an observer of exchanges failed', { reason: error instanceof Error ? error.message : String(error) }),
  );
  const localCa = options.localCa ?? createLocalCa({ clock });
  let hops: ReadonlyMap<string, Address> = new Map();
  /** `listenerAt`: where a listener of the table that answers is dialled, for endpoints that are listeners. */
  const reach = {
    clock,
    dice,
    log,
    listenerAt: (id: string): Address | undefined => hops.get(id),
    lookup: options.lookup,
    lookupEveryMs: options.lookupEveryMs,
  };
  const upstreamTls = createUpstreamTls({
    ca: localCa,
    clock,
    systemAuthorities: options.systemAuthorities ?? systemAuthorities,
  });
  const upstreams = createUpstreams(options.samples, { ...reach, secure: upstreamTls.secure });
  const copies = createCopies(upstreams);
  const world: ServeWorld = {
    clock,
    dice,
    log,
    recorder,
    upstreams,
    copies,
    date: createDateLine(clock),
    ownAddress: ownAddress(),
    hostname: hostname(),
    mapped,
    listeners: () => state.listeners,
  };
  const keeper = createTlsKeeper(localCa, clock, log, alpnProtocols, options.handshakeMs);
  const system: PortSystem = { platform: process.platform, ownerOf: async () => undefined, ...options.ports };
  const live = new Map<string, Live>();
  /** Ports whose listener is in the table that answers. */
  const ready = new WeakSet<Live>();
  const waiting: (() => void)[] = [];
  /** Openings that accept nothing any more, by what resolves behind their last connection. */
  const draining = new Map<Promise<void>, Opening>();
  const observers = new Set<(state: GatewayState) => void>();
  let generation: SecuredGeneration | undefined;
  let state: GatewayState = { generation: 0, listeners: [] };
  let queue: Promise<unknown> = Promise.resolve();
  let closed = false;
  let last: Secrets = {};
  /** Of the table that answers, about its certificates. */
  let found: readonly Diagnostic[] = [];
  const files = watchFiles(() => {
    log('info', 'a file with keys or certificates has changed and is read again');
    if (generation) void enqueue(generation.loaded.table, last);
  }, options.filesEveryMs);
  const stopRenewing = localCa.onChange(() => {
    log('info', 'certificates of the local authority are made anew');
    if (generation) void enqueue(generation.loaded.table, last);
  });

  const again = createTryAgain(() => inTurn(reopen), options.reopenMs ?? reopenMs);
  const tell = (next: GatewayState, fresh = false) => {
    state = next;
    again.follow(!closed && (next.mesh?.failure !== undefined || next.listeners.some(mayOpen)), fresh);
    for (const observer of observers) observer(next);
  };

  const openPort = createOpenPlanned({
    world,
    current: () => generation,
    isReady: (one) => ready.has(one),
    wait: (take) => void waiting.push(take),
    system,
    fallbackPorts: options.fallbackPorts ?? usualFallbacks,
    failed: ({ planned, listener }, error) => {
      const { declared } = planned;
      const isIt = (l: ListenerState) => l.port === declared && l.listener === listener;
      // A system without file descriptors says so for each connection.
      if (!state.listeners.some((l) => isIt(l) && l.failure === undefined)) return;
      log('error', `the listener on port ${declared} failed`, { reason: error.message });
      const failure = {
        code: 'listen/failed',
        message: `port ${declared} takes no connections (${error.message}); it is tried again by itself`,
        detail: { port: declared },
      };
      const listeners = state.listeners.map((l) => (isIt(l) ? { ...l, failure } : l));
      if (generation) tell(stateWith(state.generation, generation.loaded.table, listeners, state.mesh));
    },
    peerOf: options.peerOf,
    udpIdleMs: options.udpIdleMs,
    udpFlows: options.udpFlows,
  });
  const mesh = createMeshProxy({
    world,
    current: () => generation,
    peerOf: options.peerOf,
    system,
    drainMs,
    failed: (error) => {
      log('error', 'the forward proxy of the mesh failed', { reason: error.message });
      if (!state.mesh) return;
      const message = `the forward proxy of the mesh takes no connections (${error.message}); it is tried again by itself`;
      tell({ ...state, mesh: { ...state.mesh, failure: { code: 'listen/failed', message } } });
    },
  });
  const stopHearing = mapped.onGone((left) => {
    for (const { opening } of live.values()) opening.leave?.(left);
  });
  const drain = (gone: Live, last: SecuredGeneration | undefined, graceMs: number) => {
    gone.last = last;
    const done = gone.opening.close(graceMs).finally(() => draining.delete(done));
    draining.set(done, gone.opening);
  };

  const apply = async (table: Table, secrets: Secrets): Promise<GatewayState> => {
    if (closed) return state;
    const plan = planListeners(table);
    const number = state.generation + 1;
    await files.follow(filesOfTable(table));
    const tls = await keeper.prepare(table, secrets);
    const services = await upstreamTls.prepare(table, secrets);
    const next: SecuredGeneration = { number, loaded: load(table), tls };
    const wanted = new Map(plan.filter((p) => !p.failure).map((p) => [p.key, p]));
    /** One that has broken is opened anew. */
    const kept = (key: string, old: Live) =>
      wanted.has(key) && wanted.get(key)?.fixed === old.planned.fixed && old.opening.isOpen();
    const removed = [...live].filter(([key, old]) => !kept(key, old));
    // Only where a new listener declares the very port a removed one holds does that one close first.
    const claimed = new Set(
      [...wanted.values()]
        .filter((p) => !live.has(p.key) || removed.some(([key]) => key === p.key))
        .map((p) => p.fixed ?? p.declared),
    );
    for (const [key, old] of removed) {
      if (!claimed.has(old.opening.port)) continue;
      live.delete(key);
      drain(old, generation, drainMs);
    }
    const opened = new Map<string, Live>();
    const listeners: ListenerState[] = [];
    for (const planned of plan) {
      if (planned.failure) {
        listeners.push({ ...planned.said, addresses: [], failure: planned.failure });
        continue;
      }
      const old = live.get(planned.key);
      let current = old && kept(planned.key, old) ? old : undefined;
      if (!current) {
        const got = await openPort(planned, takenFor(planned, plan, [...live.values(), ...opened.values()]));
        if (!('opening' in got)) {
          listeners.push(got);
          continue;
        }
        current = got;
        opened.set(planned.key, got);
      }
      listeners.push(stateOf(planned, current.opening));
    }

    // The swap: from here on every new request belongs to the new generation.
    const previous = generation;
    generation = next;
    last = secrets;
    hops = hopsOf(listeners);
    for (const [key, old] of [...live]) {
      const still = wanted.get(key);
      if (still && kept(key, old)) old.listener = still.listener;
      else {
        live.delete(key);
        drain(old, previous, drainMs);
      }
    }
    for (const [key, one] of opened) {
      live.set(key, one);
      ready.add(one);
    }
    for (const serve of waiting.splice(0)) serve();
    upstreams.follow(table);
    const proxy = await mesh.follow(table);
    found = [...tls.diagnostics, ...services.diagnostics];
    tell(stateWith(number, table, listeners, proxy), true);
    return state;
  };

  const stateWith = (
    number: number,
    table: Table,
    listeners: readonly ListenerState[],
    proxy: MeshState | undefined,
  ): GatewayState => {
    const diagnostics = [...found, ...closedPorts(table, listeners), ...backToUs(table, listeners)];
    return {
      generation: number,
      listeners,
      ...(proxy === undefined ? {} : { mesh: proxy }),
      ...(diagnostics.length === 0 ? {} : { diagnostics }),
    };
  };

  /** Opens the ports of the table that answers which could not be had, or broke; the others go on as they are. */
  const reopen = async (): Promise<GatewayState> => {
    if (closed || !generation) return state;
    const { table } = generation.loaded;
    const plan = planListeners(table);
    const listeners = [...state.listeners];
    for (const [index, planned] of plan.entries()) {
      const before = listeners[index];
      if (before === undefined || !mayOpen(before)) continue;
      const old = live.get(planned.key);
      if (old?.opening.isOpen()) {
        listeners[index] = stateOf(planned, old.opening);
        continue;
      }
      if (old) {
        live.delete(planned.key);
        drain(old, generation, drainMs);
      }
      const got = await openPort(planned, takenFor(planned, plan, [...live.values()]));
      if (!('opening' in got)) listeners[index] = got;
      else {
        live.set(planned.key, got);
        ready.add(got);
        listeners[index] = stateOf(planned, got.opening);
        log('info', `port ${planned.declared} is open at last`, { bound: got.opening.port });
      }
    }
    hops = hopsOf(listeners);
    for (const serve of waiting.splice(0)) serve();
    const proxy = state.mesh?.failure ? await mesh.follow(table) : state.mesh;
    const next = stateWith(state.generation, table, listeners, proxy);
    if (JSON.stringify(next) === JSON.stringify(state)) again.follow(true);
    else tell(next);
    return state;
  };

  const inTurn = (work: () => Promise<GatewayState>): Promise<GatewayState> => {
    const done = queue.then(work).catch((error: unknown) => {
      log('error', 'a table could not be applied because of a bug in the gateway', {
        reason: error instanceof Error ? (error.stack ?? error.message) : String(error),
      });
      return state;
    });
    queue = done;
    return done;
  };
  const enqueue = (table: Table, secrets: Secrets) => inTurn(() => apply(table, secrets));

  const leave = async (graceMs = closeMs) => {
    closed = true;
    again.close();
    stopHearing();
    files.close();
    stopRenewing();
    await queue;
    for (const one of live.values()) drain(one, generation, graceMs);
    live.clear();
    // Those that left before have no longer than the others.
    for (const opening of draining.values()) void opening.close(graceMs);
    const over = Promise.all([...draining.keys(), mesh.close(graceMs)]).then(() => {
      copies.close();
      recorder.close();
      return upstreams.close();
    });
    return { over };
  };

  return {
    apply: (table, secrets = {}) => enqueue(table, secrets),
    state: () => state,
    table: () => generation?.loaded.table,
    upstreams: () => (generation ? upstreams.states(generation.loaded.table) : []),
    served: async () => (generation ? servedBy(generation.loaded.table, generation.tls, state.listeners, localCa) : []),
    onExchange: recorder.observe,
    onOpen: recorder.observeOpen,
    setCapture: recorder.setCapture,
    reopen: again.now,
    onState: (observer) => {
      observers.add(observer);
      return () => observers.delete(observer);
    },
    leave,
    close: async (graceMs) => (await leave(graceMs)).over,
  };
}

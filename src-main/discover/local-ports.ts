import type { Candidate } from '#core/edit/candidate.ts';
import type { Result } from '#core/failure.ts';
import type { Clock } from '#core/world.ts';
import { isCarrier, isKnownOther, isRuntime } from './known-programs.ts';
import type { Listener } from './linux-listeners.ts';
import { type Probed, probe } from './probe.ts';

export type PortsWorld = {
  readonly clock: Clock;
  readonly listeners: () => Promise<readonly Listener[]>;
  /** Ports of this program, which nobody binds a service to. */
  readonly ownPorts: () => ReadonlySet<number>;
  readonly pid: number;
  /** Other Slipways of this person; absent: nobody knows of any. */
  readonly others?: () => Promise<readonly OtherSlipway[]>;
  /** The user that this program runs as; absent where the system has no such number. */
  readonly uid?: number;
  /** How long ports are asked in one look; the rest is listed unasked, and asked in the next one. Absent: four seconds. */
  readonly askMs?: number;
};

/** Another Slipway as it says itself: its process, and the port of its loopback host. */
export type OtherSlipway = { readonly pid: number; readonly port: number };

/** So many are asked at the same time. */
const together = 32;
const askMs = 4_000;
/** What was found out is good for so long, so that looking again does not fill other programs' logs. */
const freshMs = 60_000;

/** What a listener is, and where on loopback it was reached. */
type Known = { readonly probed: Probed; readonly host: string };

/**
 * The TCP ports that somebody listens on and loopback reaches, each asked once what it is; without our own, and those of another
 * Slipway, which would show the question as traffic.
 * A port that is known for another protocol, or whose process belongs to somebody else, is listed and not asked.
 */
export const createLocalPorts = (world: PortsWorld) => {
  const { clock, listeners, ownPorts, pid } = world;
  const known = new Map<string, Known & { readonly at: number }>();

  const find = async (listener: Listener, signal: AbortSignal): Promise<Known | undefined> => {
    const host = dialled(listener);
    if (isKnownOther(listener)) return { probed: { speaks: 'other' }, host };
    // A process of another user, or of the system: it is not ours to ask.
    if (listener.pid === undefined || isForeign(listener, world.uid) || isCarrier(listener)) return undefined;
    const key = `${listener.port} ${listener.socket ?? ''}`;
    const before = known.get(key);
    if (before !== undefined && clock() - before.at < freshMs) return before;
    if (signal.aborted) return undefined;
    const first = await probe(host, listener.port, signal);
    // Who listens on every address of IPv6 need not listen on those of IPv4.
    const other = first.speaks === 'refused' && listener.address === '::' && !signal.aborted;
    const found = other ? { probed: await probe('::1', listener.port, signal), host: '::1' } : { probed: first, host };
    if (signal.aborted) return undefined;
    known.set(key, { ...found, at: clock() });
    return found;
  };

  return async (signal: AbortSignal): Promise<Result<readonly Candidate[]>> => {
    for (const [key, { at }] of known) if (clock() - at >= freshMs) known.delete(key);
    const own = ownPorts();
    const all = await listeners();
    const theirs = stillThere(all, (await world.others?.()) ?? []);
    const isOurs = (one: Listener) => one.pid === pid || own.has(one.port) || theirs.has(one.pid ?? 0);
    const found = onePerPort(all).filter((one) => !isOurs(one));
    const shared = sharedFolders(found);
    const candidates: Candidate[] = [];
    const waiting = [...found];
    const enough = AbortSignal.any([signal, AbortSignal.timeout(world.askMs ?? askMs)]);
    const work = async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
        candidates.push(candidateOf(next, await find(next, enough), shared));
    };
    await Promise.all(Array.from({ length: together }, work));
    return { ok: true, value: candidates.sort((a, b) => (a.port ?? 0) - (b.port ?? 0)) };
  };
};

/** The processes that have the very port they say: the number of one that has gone may be a stranger's by now. */
const stillThere = (all: readonly Listener[], others: readonly OtherSlipway[]): ReadonlySet<number> =>
  new Set(
    others
      .filter((other) => all.some(({ pid, port }) => pid === other.pid && port === other.port))
      .map(({ pid }) => pid),
  );

/** Reached through loopback; of several sockets of one port the one for IPv4, which a bare port means. */
const onePerPort = (all: readonly Listener[]): readonly Listener[] => {
  const found = new Map<number, Listener>();
  for (const one of all) {
    if (!isReachable(one.address)) continue;
    const before = found.get(one.port);
    if (before === undefined || (isOnlyV6(before.address) && !isOnlyV6(one.address))) found.set(one.port, one);
  }
  return [...found.values()];
};

const isReachable = (address: string): boolean =>
  /^(127\.|::ffff:(127\.|7f))/i.test(address) || ['0.0.0.0', '::', '::1', 'localhost'].includes(address);
const isOnlyV6 = (address: string): boolean => address === '::1';
const dialled = ({ address }: Listener): string =>
  isOnlyV6(address) ? '::1' : address.startsWith('127.') ? address : '127.0.0.1';
const isForeign = ({ uid }: Listener, own: number | undefined): boolean =>
  uid !== undefined && own !== undefined && uid !== own;

/** Folders in which several programs were started: their name is that of none of them. */
const sharedFolders = (all: readonly Listener[]): ReadonlySet<string> => {
  const pids = new Map<string, number | undefined>();
  const shared = new Set<string>();
  for (const { folder, pid } of all) {
    if (folder === undefined) continue;
    if (pids.has(folder) && pids.get(folder) !== pid) shared.add(folder);
    pids.set(folder, pid);
  }
  return shared;
};

const candidateOf = (listener: Listener, found: Known | undefined, shared: ReadonlySet<string>): Candidate => {
  const { port, process, pid, script } = listener;
  const { probed, host = dialled(listener) } = found ?? {};
  const speaks =
    probed === undefined || probed.speaks === 'silent' || probed.speaks === 'refused' ? undefined : probed.speaks;
  const title = probed && 'title' in probed ? probed.title : undefined;
  const server = probed && 'server' in probed ? probed.server : undefined;
  const folder = listener.folder !== undefined && shared.has(listener.folder) ? undefined : listener.folder;
  const inUrl = host.includes(':') ? `[${host}]` : host;
  const plain = host === '127.0.0.1' ? String(port) : `${inUrl}:${port}`;
  const site = `https://${host === '127.0.0.1' ? 'localhost' : inUrl}:${port}`;
  return {
    id: `port ${host === '::1' ? '[::1]:' : ''}${port}`,
    kind: 'port',
    label: (isRuntime(process) ? (folder ?? script) : undefined) ?? process ?? title ?? `port ${port}`,
    to: speaks === 'https' ? { url: site } : { address: plain },
    port,
    names: [process, folder, script, title].filter((one) => one !== undefined),
    about: {
      ...(process !== undefined && { process }),
      ...(pid !== undefined && { pid }),
      ...(listener.folder !== undefined && { folder: listener.folder }),
      ...(title !== undefined && { title }),
      ...(server !== undefined && { server }),
      ...(speaks !== undefined && { speaks }),
    },
  };
};

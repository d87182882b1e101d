import type { Candidate } from '#core/edit/candidate.ts';
import type { Result } from '#core/failure.ts';
import type { Clock } from '#core/world.ts';
import type { Listener } from './linux-listeners.ts';
import { type Probed, probe } from './probe.ts';

export type PortsWorld = {
  readonly clock: Clock;
  readonly listeners: () => Promise<readonly Listener[]>;
  /** Ports of this program, which nobody binds a service to. */
  readonly ownPorts: () => ReadonlySet<number>;
  readonly pid: number;
};

/** So many are asked at the same time. */
const together = 8;
/** What was found out is good for so long, so that looking again does not fill other programs' logs. */
const freshMs = 60_000;

/**
 * The TCP ports that somebody listens on and loopback reaches, each asked once what it is; without our own.
 * A port that is known for another protocol, or whose process belongs to somebody else, is listed and not asked.
 */
export const createLocalPorts = ({ clock, listeners, ownPorts, pid }: PortsWorld) => {
  const known = new Map<string, { readonly probed: Probed; readonly at: number }>();

  const probed = async (listener: Listener, signal: AbortSignal): Promise<Probed | undefined> => {
    if (isOther(listener)) return { speaks: 'other' };
    // A process of another user, or of the system: it is not ours to ask.
    if (listener.pid === undefined) return undefined;
    const key = `${listener.port} ${listener.socket ?? ''}`;
    const before = known.get(key);
    if (before !== undefined && clock() - before.at < freshMs) return before.probed;
    const found = await probe(dialled(listener), listener.port, signal);
    if (signal.aborted) return undefined;
    known.set(key, { probed: found, at: clock() });
    return found;
  };

  return async (signal: AbortSignal): Promise<Result<readonly Candidate[]>> => {
    for (const [key, { at }] of known) if (clock() - at >= freshMs) known.delete(key);
    const own = ownPorts();
    const found = onePerPort(await listeners()).filter((one) => one.pid !== pid && !own.has(one.port));
    const candidates: Candidate[] = [];
    const waiting = [...found];
    const work = async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
        candidates.push(candidateOf(next, await probed(next, signal)));
    };
    await Promise.all(Array.from({ length: together }, work));
    return { ok: true, value: candidates.sort((a, b) => (a.port ?? 0) - (b.port ?? 0)) };
  };
};

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

/** Protocols in which the client speaks first, so that a stray line could be an entry of a log, or worse. */
const otherPorts = new Set([
  22, 23, 25, 53, 88, 110, 111, 135, 139, 143, 389, 445, 465, 548, 587, 636, 873, 993, 995, 1080, 1433, 1521, 1883,
  2049, 2181, 2379, 2380, 3306, 3389, 4222, 4369, 5005, 5060, 5222, 5353, 5432, 5433, 5671, 5672, 5900, 6000, 6379,
  6380, 6432, 7000, 7687, 8883, 9042, 9092, 9160, 9300, 9418, 11211, 26257, 27017, 27018, 33060, 61616,
]);
const otherProcesses =
  /^(postgres|postmaster|mysqld|mariadbd|redis-server|valkey-server|mongod|sshd|ssh|dnsmasq|systemd-resolve|cupsd|rpcbind|memcached|beam\.smp|epmd|smbd|Xorg|adb|containerd|dockerd)/;

const isOther = ({ port, process = '' }: Listener): boolean => otherPorts.has(port) || otherProcesses.test(process);

const candidateOf = (listener: Listener, probed: Probed | undefined): Candidate => {
  const { port, address, process, pid, folder } = listener;
  const speaks = probed === undefined || probed.speaks === 'silent' ? undefined : probed.speaks;
  const answered = probed !== undefined && 'title' in probed ? probed.title : undefined;
  const server = probed !== undefined && 'server' in probed ? probed.server : undefined;
  const host = dialled(listener);
  const plain = host === '127.0.0.1' ? String(port) : host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  const site = `https://${host.includes(':') ? `[${host}]` : host === '127.0.0.1' ? 'localhost' : host}:${port}`;
  return {
    id: `port ${address.includes(':') && isOnlyV6(address) ? '[::1]:' : ''}${port}`,
    kind: 'port',
    label: folder !== undefined && isRuntime(process) ? folder : (process ?? answered ?? `port ${port}`),
    to: speaks === 'https' ? { url: site } : { address: plain },
    port,
    names: [process, folder, answered].filter((one) => one !== undefined),
    about: {
      ...(process !== undefined && { process }),
      ...(pid !== undefined && { pid }),
      ...(folder !== undefined && { folder }),
      ...(answered !== undefined && { title: answered }),
      ...(server !== undefined && { server }),
      ...(speaks !== undefined && { speaks }),
    },
  };
};

/** Programs that run others: the folder says more than their name. */
const isRuntime = (process = ''): boolean =>
  /^(node|nodejs|deno|bun|python[\d.]*|ruby|java|php|dotnet|MainThread|npm|go|uvicorn|gunicorn|puma|beam)/i.test(
    process,
  );

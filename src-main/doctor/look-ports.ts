import type { OwnerSeen, PortSeen } from '#core/doctor/observations.ts';
import { doorsOf } from '#core/reach/doors.ts';
import type { Table } from '#core/route/table.ts';
import type { ListenerState } from '#core/traffic/gateway-state.ts';
import type { Machine } from '#core/world.ts';
import type { Listener } from '../discover/linux-listeners.ts';
import { listenerOn, programName } from '../discover/port-owner.ts';
import type { DoctorSystem } from './doctor-system.ts';
import { excludedRange } from './excluded-ports.ts';
import { orNothing } from './seen.ts';

export type PortsAsked = {
  readonly table: Table;
  /** Without `bound` where no gateway runs. */
  readonly listeners: readonly ListenerState[];
  readonly machine?: Machine;
  readonly others: readonly { readonly pid: number; readonly serves: string }[];
  /** Whether the gateway runs that has these listeners. */
  readonly running: boolean;
};

/** Each declared port of the ingress gateway, who has it where the gateway has not, and whether its connections are taken. */
export const lookAtPorts = async (system: DoctorSystem, asked: PortsAsked): Promise<readonly PortSeen[]> => {
  const listeners = asked.listeners.filter(({ proxy }) => proxy === undefined);
  const displaced = listeners.some((one) => isDisplaced(one, asked.table));
  const [owners, excluded] = displaced
    ? await Promise.all([orNothing(system.listeners()), orNothing(excludedPorts(system))])
    : [[], ''];
  return Promise.all(listeners.map((one) => lookAtPort(system, asked, one, owners, excluded ?? '')));
};

const lookAtPort = async (
  system: DoctorSystem,
  { table, listeners, machine, others, running }: PortsAsked,
  state: ListenerState,
  owners: readonly Listener[] | undefined,
  excluded: string,
): Promise<PortSeen> => {
  const { port, bound, addresses, gateway, failure } = state;
  const datagrams = state.listener.startsWith('udp_');
  const wanted = wantedPort(state, table);
  const displaced = isDisplaced(state, table);
  // What the gateway met when it tried comes before what is seen now.
  const { refused } = state;
  const ours = displaced && (refused === undefined ? isOurs(state, wanted, listeners) : refused.is === 'own');
  const owner =
    !displaced || ours || datagrams
      ? undefined
      : owners !== undefined
        ? ownerOf(owners, wanted, system.pid, others)
        : refused?.is === 'taken'
          ? named(refused.owner)
          : undefined;
  const range = displaced
    ? (excludedRange(excluded, wanted) ?? (refused?.is === 'reserved' ? String(wanted) : undefined))
    : undefined;
  const privileged =
    refused === undefined ? machine !== undefined && wanted < machine.firstFreePort : refused.is === 'permission';
  const [address] = addresses;
  const dialled =
    running && bound !== undefined && address !== undefined && !datagrams && isQuiet(state)
      ? await system.dial(dialledAddress(address), bound)
      : undefined;
  return {
    port,
    gateway,
    addresses,
    hosts: hostsOf(table, state),
    ...(bound !== undefined && { bound }),
    ...(datagrams && { datagrams }),
    ...(wanted !== port && { wanted }),
    ...(failure !== undefined && { failure: { code: failure.code, message: failure.message } }),
    ...(owner !== undefined && { owner }),
    ...(ours && { ours }),
    ...(range !== undefined && { excluded: range }),
    ...(privileged && { privileged }),
    ...(dialled !== undefined && { dial: dialled }),
  };
};

const isOurs = ({ listener }: ListenerState, port: number, listeners: readonly ListenerState[]): boolean =>
  listeners.some(
    (other) =>
      other.listener !== listener &&
      other.bound === port &&
      other.listener.startsWith('udp_') === listener.startsWith('udp_'),
  );

/** As the gateway met it, `"nginx" (process 812)`, where nobody tells who listens by now. */
const named = (written: string | undefined): OwnerSeen | undefined => {
  const [, name, pid] = /^"(.+)" \(process (\d+)\)$/.exec(written ?? '') ?? [];
  return name === undefined || pid === undefined ? undefined : { name, pid: Number(pid) };
};

/** A connection without a word is nothing to servers of HTTP, and a connection to the service for those of TCP. */
const isQuiet = ({ protocol }: ListenerState): boolean => /^(HTTP|GRPC)/.test(protocol);

/** As declared, or as the person maps it; 0: whatever is free. */
const wantedPort = ({ port }: ListenerState, { settings }: Table): number => settings.ports[port] ?? port;

const isDisplaced = (state: ListenerState, table: Table): boolean => {
  const wanted = wantedPort(state, table);
  return wanted === 0 ? state.bound === undefined : state.bound !== wanted;
};

const dialledAddress = (address: string): string => {
  if (address === '0.0.0.0') return '127.0.0.1';
  return address === '::' ? '::1' : address;
};

/** As if it were open where it is declared: what it is for does not depend on that. */
const hostsOf = (table: Table, { failure: _, ...state }: ListenerState): readonly string[] =>
  doorsOf(table, [{ ...state, bound: state.port, addresses: ['127.0.0.1'] }]).map(({ host }) => host);

const ownerOf = (
  owners: readonly Listener[],
  port: number,
  own: number,
  others: PortsAsked['others'],
): OwnerSeen | undefined => {
  const foreign = owners.filter(({ pid }) => pid !== own);
  const one = listenerOn(foreign, port);
  if (one === undefined) return undefined;
  const slipway = others.find(({ pid }) => pid === one.pid);
  const name = programName(one);
  return {
    ...(one.pid !== undefined && { pid: one.pid }),
    ...(name !== undefined && { name }),
    ...(slipway !== undefined && { slipway: slipway.serves }),
  };
};

const excludedPorts = async (system: DoctorSystem): Promise<string> =>
  system.platform === 'win32' ? system.ask('netsh', ['int', 'ipv4', 'show', 'excludedportrange', 'protocol=tcp']) : '';

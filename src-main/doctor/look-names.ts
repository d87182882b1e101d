import { isIP } from 'node:net';
import type { NameSeen } from '#core/doctor/observations.ts';
import { doorsOf } from '#core/reach/doors.ts';
import type { Table } from '#core/route/table.ts';
import type { ListenerState } from '#core/traffic/gateway-state.ts';
import type { DoctorSystem } from './doctor-system.ts';
import { inTurns } from './seen.ts';

/** So long one name may take, and all of them together. */
const oneMs = 2_000;
const allMs = 5_000;
/** The resolver of the system keeps a thread busy for each, of the few that this program has for files too. */
const together = 2;
const mostNames = 100;

/** Names without wildcards that lead to the gateway, each looked up; those that time did not suffice for are left out. */
export const lookAtNames = async (
  system: DoctorSystem,
  table: Table,
  listeners: readonly ListenerState[],
): Promise<readonly NameSeen[]> => {
  const ending = performance.now() + allMs;
  const names = namesOf(table, listeners).slice(0, mostNames);
  return inTurns(
    names,
    together,
    () => performance.now() > ending,
    async (name) => ({ ...name, lookup: await lookUp(system, name.host) }),
  );
};

const namesOf = (table: Table, listeners: readonly ListenerState[]): readonly Omit<NameSeen, 'lookup'>[] => {
  // What is not open yet will be asked for by the same names.
  const open = listeners.map(({ failure: _, ...one }) => ({
    ...one,
    bound: one.bound ?? one.port,
    addresses: one.addresses.length > 0 ? one.addresses : ['127.0.0.1'],
  }));
  const ipv6 = new Set(
    open
      .filter(({ addresses }) => addresses.some((one) => one === '::1' || one === '::'))
      .map(({ listener }) => listener),
  );
  const doors = doorsOf(table, open).filter(({ host }) => !host.includes('*') && isIP(host) === 0);
  return [...Map.groupBy(doors, ({ host }) => host)].map(([host, own]) => ({
    host,
    schemes: [...new Set(own.map(({ scheme }) => scheme))],
    ports: [...new Set(own.map(({ port }) => port))],
    ipv6: own.some(({ listener }) => ipv6.has(listener)),
  }));
};

const lookUp = async (system: DoctorSystem, host: string): Promise<NameSeen['lookup']> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<NameSeen['lookup']>((resolve) => {
    timer = setTimeout(() => resolve({ is: 'late', ms: oneMs }), oneMs);
  });
  const found = system.lookup(host).then(
    (addresses): NameSeen['lookup'] => ({ is: 'answered', addresses }),
    (error: NodeJS.ErrnoException): NameSeen['lookup'] => ({ is: 'none', code: error.code ?? 'UNKNOWN' }),
  );
  const first = await Promise.race([found, late]);
  clearTimeout(timer);
  return first;
};

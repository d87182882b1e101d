import type { RunningState } from '#contract/contract.ts';
import type { Binding } from '#core/edit/bind-service.ts';
import { type Candidate, candidateSources } from '#core/edit/candidate.ts';
import { rankCandidates, sureScore, type Wanted } from '#core/edit/rank-candidates.ts';
import type { BindAs, ServiceRow } from '#core/route/service-rows.ts';
import type { CandidatesState } from '../../state/candidates.ts';
import type { Offer } from './choices.ts';

/** What a row is called where it stands among others: `orders`, `shop/orders`, with port and subset. */
export const rowName = ({ bindAs, host, port, subset }: ServiceRow): string => {
  const short = bindAs && (bindAs.namespace === 'default' ? bindAs.name : `${bindAs.namespace}/${bindAs.name}`);
  const name = short === undefined || bindAs?.service !== undefined ? host : short;
  return `${name}${port > 0 ? `:${port}` : ''}${subset === undefined ? '' : ` ${subset}`}`;
};

/** Under which a binding is remembered. */
export const memoryKey = (bindAs: BindAs, subset: string | undefined): string =>
  `${bindAs.namespace}/${bindAs.name}${subset === undefined ? '' : ` ${subset}`}`;

export const wantedOf = ({ bindAs, host, port, subset, targetPort, bound }: ServiceRow): Wanted => ({
  name: bindAs?.name ?? host,
  namespace: bindAs?.namespace ?? '',
  port,
  ...(subset !== undefined && { subset }),
  ...(targetPort !== undefined && { targetPort }),
  ...(bound?.protocol === 'http2' && { http2: true }),
});

export const allCandidates = ({ sources }: CandidatesState): readonly Candidate[] => {
  const containers = new Set(sources.containers.candidates.map(({ port }) => port));
  return candidateSources.flatMap((source) =>
    // What publishes a container's port listens on it too; the container says more.
    source === 'ports'
      ? sources.ports.candidates.filter(({ port }) => !containers.has(port))
      : sources[source].candidates,
  );
};

/** The rows that each local port serves. */
export const servedBy = (rows: readonly ServiceRow[]): ReadonlyMap<number, readonly ServiceRow[]> => {
  const found = new Map<number, ServiceRow[]>();
  for (const row of rows) {
    if (row.bound?.boundBy !== 'local-service') continue;
    for (const one of row.bound.endpoints) {
      if (one.at !== 'address' || !isHere(one.address)) continue;
      const others = found.get(one.port);
      if (others === undefined) found.set(one.port, [row]);
      else if (!others.includes(row)) others.push(row);
    }
  }
  return found;
};

export const isHere = (address: string): boolean =>
  address === 'localhost' || address === '::1' || address.startsWith('127.');

/** Those of the ports on which the gateway itself listens: hops of an egress gateway are its own business. */
export const ownPorts = (
  ports: readonly number[],
  listeners: RunningState['gateway']['listeners'] = [],
): readonly number[] => {
  const own = new Set(
    listeners.flatMap(({ bound, proxy }) => (proxy === undefined && bound !== undefined ? bound : [])),
  );
  return ports.filter((port) => own.has(port));
};

export const offerFor = (row: ServiceRow, rows: readonly ServiceRow[], state: CandidatesState): Offer => {
  const candidates = allCandidates(state);
  const served = servedBy(rows);
  const others = (port: number | undefined) => (served.get(port ?? 0) ?? []).filter(({ host }) => host !== row.host);
  return {
    candidates,
    wanted: wantedOf(row),
    used: new Set(row.bindAs ? state.used[memoryKey(row.bindAs, row.subset)] : []),
    taken: new Set(candidates.filter(({ port }) => others(port).length > 0).map(({ id }) => id)),
    bound: row.bound?.boundBy === 'local-service',
  };
};

export type Match = { readonly row: ServiceRow; readonly candidate: Candidate };

/** For each destination without an address the candidate that surely fits it, each candidate once. */
export const matches = (rows: readonly ServiceRow[], state: CandidatesState): readonly Match[] => {
  const given = new Set<string>();
  return rows.flatMap((row): readonly Match[] => {
    if (row.state === 'bound' || row.bindAs === undefined) return [];
    const { candidates, wanted, used, taken } = offerFor(row, rows, state);
    const [best] = rankCandidates(candidates, wanted, { used, taken: new Set([...taken, ...given]) });
    if (best === undefined || best.score < sureScore || given.has(best.candidate.id)) return [];
    given.add(best.candidate.id);
    return [{ row, candidate: best.candidate }];
  });
};

export const bindingOf = (bindAs: BindAs, to: Candidate['to']): Binding => ({ ...bindAs, ...to });

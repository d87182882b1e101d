import type { Dice } from '../world.ts';
import { decide } from './decide.ts';
import type { Decision } from './decision.ts';
import type { LoadedTable } from './load.ts';
import { factsOf, type WrittenRequest } from './request-facts.ts';

/** What became of requests that were drawn: how many reached each destination, and how many were answered by the gateway, by status. */
export type Simulated = {
  readonly requests: number;
  readonly seed: number;
  readonly reached: readonly Reached[];
  readonly answered: readonly { readonly status: number; readonly count: number }[];
};

export type Reached = {
  readonly host: string;
  readonly port: number;
  readonly subset?: string;
  readonly count: number;
};

/**
 * A dice that throws the same numbers for the same seed wherever it is thrown: additions and multiplications of 32-bit integers and nothing
 * else (a Weyl sequence, mixed). `seed` counts modulo 2^32.
 */
export const seededDice = (seed: number): Dice => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/**
 * The same request so many times, each decided as the gateway decides with a dice of its own: by weights, faults and mirrors. Nothing is
 * sent. Destinations in the order in which they were first reached. Connections without HTTP reach nothing here.
 */
export const simulate = (
  loaded: LoadedTable,
  request: WrittenRequest,
  { requests, seed }: { readonly requests: number; readonly seed: number },
): Simulated => {
  const found = factsOf(loaded.table, request);
  const reached = new Map<string, Reached>();
  const answered = new Map<number, number>();
  const dice = seededDice(seed);
  for (let drawn = 0; 'facts' in found && drawn < requests; drawn += 1) {
    const decision = decide(loaded, found.facts, dice);
    const status = answerTo(decision);
    if (status !== undefined || decision.outcome !== 'forward') {
      answered.set(status ?? 0, (answered.get(status ?? 0) ?? 0) + 1);
      continue;
    }
    const { host, port, subset } = decision.destination;
    const key = `${host} ${port} ${subset ?? ''}`;
    const count = (reached.get(key)?.count ?? 0) + 1;
    reached.set(key, { host, port, ...(subset !== undefined && { subset }), count });
  }
  return {
    requests,
    seed,
    reached: [...reached.values()],
    answered: [...answered].map(([status, count]) => ({ status, count })),
  };
};

/** The status that the gateway answers with before it asks any service; absent where it forwards. gRPC errors travel with 200. */
const answerTo = (decision: Decision): number | undefined => {
  if (decision.outcome !== 'forward') return decision.status;
  const { fault, cors } = decision;
  if (fault?.abort) return 'status' in fault.abort ? fault.abort.status : 200;
  return cors?.is === 'preflight' ? 200 : undefined;
};

/** `900 to cart:80 subset "v1", 100 answered with 503`. */
export const saySimulated = ({ requests, seed, reached, answered }: Simulated): string => {
  const parts = [
    ...reached.map(
      ({ host, port, subset, count }) =>
        `${count} to ${host}:${port}${subset === undefined ? '' : ` subset "${subset}"`}`,
    ),
    ...answered.map(({ status, count }) => `${count} answered with ${status}`),
  ];
  return `of ${requests} requests with seed ${seed}: ${parts.join(', ') || 'none arrives'}`;
};

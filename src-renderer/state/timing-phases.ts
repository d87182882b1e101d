import type { Exchange } from '#core/traffic/exchange.ts';

/** The phases of an exchange as the gateway knows them. */
export type Phase = 'request' | 'route' | 'connect' | 'wait' | 'answer';
export type TimedPhase = { readonly phase: Phase; readonly start: number; readonly took: number };

/**
 * When each phase began and how long it took, in milliseconds; phases that did not happen are left out. They may lie over one another: the
 * request goes on while it is sent. `route` is everything before an endpoint was chosen: matching, delays, authorization, and earlier attempts.
 */
export const phasesOf = ({
  timing,
  durationMs,
}: Pick<Exchange, 'timing' | 'durationMs'>): { readonly phases: readonly TimedPhase[]; readonly total: number } => {
  const { requested, dispatched, connected, answered, ended = durationMs } = timing ?? {};
  const total = Math.max(ended, durationMs, answered ?? 0, connected ?? 0, requested ?? 0);
  const span = (phase: Phase, start: number | undefined, end: number | undefined): readonly TimedPhase[] =>
    start === undefined || end === undefined || end < start ? [] : [{ phase, start, took: end - start }];
  return {
    total,
    phases: [
      ...span('request', 0, requested),
      ...span('route', 0, dispatched),
      ...span('connect', dispatched, connected),
      ...span('wait', connected ?? dispatched, answered ?? (dispatched === undefined ? undefined : total)),
      ...span('answer', answered ?? (dispatched === undefined ? (requested ?? 0) : undefined), total),
    ],
  };
};

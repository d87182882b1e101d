import type { Condition } from '#core/snapshot/status.ts';

/** From good to bad: `idle` is what nobody serves, `warn` works in part. */
export type Tone = 'ok' | 'idle' | 'warn' | 'error';

const ranks: Readonly<Record<Tone, number>> = { ok: 0, idle: 1, warn: 2, error: 3 };

/** Negative when `a` is worse. */
export const compareTones = (a: Tone, b: Tone): number => ranks[b] - ranks[a];

/** Conditions that are good news when they are False; most of them leave the rest working (gateway-api reference 2.13). */
const negative: Readonly<Record<string, Tone>> = {
  Conflicted: 'error',
  OverlappingTLSConfig: 'warn',
  PartiallyInvalid: 'warn',
  InsecureFrontendValidationMode: 'warn',
};

/** How good or bad the news of a condition is. */
export const toneOf = ({ type, status, reason }: Condition): Tone => {
  const whenTrue = negative[type];
  if (whenTrue !== undefined) return status === 'True' ? whenTrue : 'ok';
  if (status === 'Unknown') return 'warn';
  if (status === 'False') return 'error';
  return reason === 'ListenersNotValid' ? 'warn' : 'ok';
};

/** The worst of some conditions, the first of equals; undefined where all are good news. */
export const worstOf = (conditions: readonly Condition[]): Condition | undefined => {
  const bad = conditions.filter((one) => toneOf(one) !== 'ok');
  return bad.sort((a, b) => compareTones(toneOf(a), toneOf(b)))[0];
};

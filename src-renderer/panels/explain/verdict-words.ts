import type { Decision } from '#core/route/decision.ts';
import type { ExplainedDestination } from '#core/route/explanation.ts';
import { flagWords } from '../../state/flag-words.ts';
import { reasonWords, sayReason } from '../../state/reason-words.ts';
import type { Tone } from '../../ui/badge.tsx';
import type { Say } from '../../words/words.ts';

export type VerdictWords = {
  /** Absent where the service decides. */
  readonly status?: number;
  readonly tone: Tone;
  readonly headline: string;
  /** What else there is to know, one line each: name and value. */
  readonly facts: readonly (readonly [name: string, value: string])[];
};

/** A decision as the banner says it. Of a route with several shares the decision is one throw of the dice, so all `destinations` are told. */
export const wordsFor = (
  t: Say<'explain'>,
  answers: Say<'answers'>,
  decision: Decision,
  destinations: readonly ExplainedDestination[] = [],
): VerdictWords => {
  if (decision.outcome === 'redirect') {
    return {
      status: decision.status,
      tone: 'info',
      headline: t('verdict.redirected'),
      facts: [[t('fact.location'), decision.location]],
    };
  }
  if (decision.outcome === 'respond') {
    const { body } = decision;
    return {
      status: decision.status,
      tone: 'info',
      headline: t('verdict.answered'),
      facts: body === undefined ? [] : [[t('fact.body'), 'text' in body ? body.text : `${body.base64} (base64)`]],
    };
  }
  if (decision.outcome === 'reject') return rejected(t, answers, decision);
  const { cluster, destination, upstreamPath, path, upstreamAuthority, timeoutMs } = decision;
  const where = whereTo(t, destination);
  const facts: (readonly [string, string])[] = [
    ...(upstreamPath === path ? [] : ([[t('fact.path'), `${path} → ${upstreamPath}`]] as const)),
    ...(destination.authority === undefined ? [] : ([[t('fact.host'), upstreamAuthority]] as const)),
    ...(timeoutMs === undefined ? [] : ([[t('fact.timeout'), `${timeoutMs / 1000} s`]] as const)),
  ];
  if (cluster === undefined) {
    return {
      status: 503,
      tone: 'error',
      headline: t('verdict.unknown', { where }),
      facts: [[t('fact.flag'), flagWords('NC', answers)], ...facts],
    };
  }
  if (cluster.endpoints.length === 0) {
    return {
      status: 503,
      tone: 'error',
      headline: t('verdict.noAddress', { where }),
      facts: [[t('fact.flag'), flagWords('UH', answers)], ...facts],
    };
  }
  return { tone: 'ok', headline: t('verdict.forwarded', { where: sharesOf(t, destinations) ?? where }), facts };
};

/** So many shares are named. */
const most = 3;

type Where = { readonly host: string; readonly port: number; readonly subset?: string | undefined };

const whereTo = (t: Say<'explain'>, { host, port, subset }: Where): string =>
  subset === undefined ? `${host}:${port}` : t('verdict.subset', { where: `${host}:${port}`, subset });

const sharesOf = (t: Say<'explain'>, destinations: readonly ExplainedDestination[]): string | undefined => {
  const drawn = destinations.filter(({ weight }) => weight > 0);
  if (drawn.length < 2) return undefined;
  const all = drawn.reduce((sum, { weight }) => sum + weight, 0);
  const words = drawn
    .slice(0, most)
    .map((one) => t('verdict.share', { where: whereTo(t, one), share: Math.round((one.weight / all) * 1000) / 10 }));
  if (drawn.length > most) words.push(t('verdict.more', { count: drawn.length - most }));
  return t('verdict.or', { list: words.slice(0, -1).join(t('verdict.comma')), last: words.at(-1) ?? '' });
};

const rejected = (
  t: Say<'explain'>,
  answers: Say<'answers'>,
  decision: Extract<Decision, { outcome: 'reject' }>,
): VerdictWords => {
  const { status, flag, details, location } = decision;
  if (details === 'invalid_url') return { tone: 'warn', headline: t('verdict.badUrl'), facts: [] };
  if (details === 'no_listener') return { tone: 'warn', headline: t('verdict.noListener'), facts: [] };
  const meaning = flag === '-' || flag === '' ? undefined : flagWords(flag, answers);
  const why = reasonWords(details, answers);
  return {
    status,
    tone: location === undefined ? 'warn' : 'info',
    headline: location === undefined ? t('verdict.noRoute') : t('verdict.toHttps'),
    facts: [
      ...(meaning === undefined ? [] : ([[t('fact.flag'), meaning]] as const)),
      // Where the flag has said it already, only its name is new.
      [t('fact.reason'), why !== undefined && meaning?.includes(why) ? details : sayReason(details, answers)],
      ...(location === undefined ? [] : ([[t('fact.location'), location]] as const)),
    ],
  };
};

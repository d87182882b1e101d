import type { Decision } from '#core/route/decision.ts';
import type { ExplainedDestination } from '#core/route/explanation.ts';
import { flagWords } from '../../state/flag-words.ts';
import { reasonWords } from '../../state/reason-words.ts';
import type { Tone } from '../../ui/badge.tsx';

export type VerdictWords = {
  /** Absent where the service decides. */
  readonly status?: number;
  readonly tone: Tone;
  readonly headline: string;
  /** What else there is to know, one line each: name and value. */
  readonly facts: readonly (readonly [name: string, value: string])[];
};

/** A decision as the banner says it. Of a route with several shares the decision is one throw of the dice, so all `destinations` are told. */
export const wordsFor = (decision: Decision, destinations: readonly ExplainedDestination[] = []): VerdictWords => {
  if (decision.outcome === 'redirect') {
    return {
      status: decision.status,
      tone: 'info',
      headline: 'Redirected by the route',
      facts: [['location', decision.location]],
    };
  }
  if (decision.outcome === 'respond') {
    const { body } = decision;
    return {
      status: decision.status,
      tone: 'info',
      headline: 'Answered by the route itself',
      facts: body === undefined ? [] : [['body', 'text' in body ? body.text : `${body.base64} (base64)`]],
    };
  }
  if (decision.outcome === 'reject') return rejected(decision);
  const { cluster, destination, upstreamPath, path, upstreamAuthority, timeoutMs } = decision;
  const where = `${destination.host}:${destination.port}${destination.subset === undefined ? '' : `, subset ${destination.subset}`}`;
  const facts: (readonly [string, string])[] = [
    ...(upstreamPath === path ? [] : ([['path', `${path} → ${upstreamPath}`]] as const)),
    ...(destination.authority === undefined ? [] : ([['host', upstreamAuthority]] as const)),
    ...(timeoutMs === undefined ? [] : ([['timeout', `${timeoutMs / 1000} s`]] as const)),
  ];
  if (cluster === undefined) {
    return {
      status: 503,
      tone: 'error',
      headline: `Nobody knows ${where}`,
      facts: [['response flag', flagWords('NC')], ...facts],
    };
  }
  if (cluster.endpoints.length === 0) {
    return {
      status: 503,
      tone: 'error',
      headline: `${where} has no address here`,
      facts: [['response flag', flagWords('UH')], ...facts],
    };
  }
  return { tone: 'ok', headline: `Forwarded to ${sharesOf(destinations) ?? where}`, facts };
};

/** So many shares are named. */
const most = 3;

const sharesOf = (destinations: readonly ExplainedDestination[]): string | undefined => {
  const drawn = destinations.filter(({ weight }) => weight > 0);
  if (drawn.length < 2) return undefined;
  const all = drawn.reduce((sum, { weight }) => sum + weight, 0);
  const words = drawn
    .slice(0, most)
    .map(
      ({ host, port, subset, weight }) =>
        `${host}:${port}${subset === undefined ? '' : `, subset ${subset}`} (${Math.round((weight / all) * 1000) / 10}%)`,
    );
  if (drawn.length > most) words.push(`${drawn.length - most} more`);
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
};

const rejected = (decision: Extract<Decision, { outcome: 'reject' }>): VerdictWords => {
  const { status, flag, details, location } = decision;
  if (details === 'invalid_url') return { tone: 'warn', headline: 'This URL cannot be asked for', facts: [] };
  if (details === 'no_listener') return { tone: 'warn', headline: 'No listener takes this request', facts: [] };
  const meaning = flag === '-' || flag === '' ? undefined : flagWords(flag);
  const why = reasonWords(details);
  return {
    status,
    tone: location === undefined ? 'warn' : 'info',
    headline: location === undefined ? 'No route answers' : 'Redirected to https',
    facts: [
      ...(meaning === undefined ? [] : ([['response flag', meaning]] as const)),
      // Where the flag has said it already, only its name is new.
      ['reason', why === undefined || why === '' || meaning?.includes(why) ? details : `${details}: ${why}`],
      ...(location === undefined ? [] : ([['location', location]] as const)),
    ],
  };
};

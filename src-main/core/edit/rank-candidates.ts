import type { Candidate } from './candidate.ts';

/** The destination that something is looked for. `targetPort`: where its Service sends requests in a cluster. */
export type Wanted = {
  readonly name: string;
  readonly namespace: string;
  readonly port: number;
  readonly targetPort?: number;
  /** It is asked in HTTP/2 alone, as services of gRPC are. */
  readonly http2?: boolean;
  readonly subset?: string;
};

/** Why a candidate fits, the strongest reason first; empty: nothing speaks for it. */
export type Reason =
  | { readonly because: 'name'; readonly word: string }
  | { readonly because: 'subset'; readonly word: string }
  | { readonly because: 'port'; readonly port: number }
  | { readonly because: 'used' };

export type Ranked = { readonly candidate: Candidate; readonly score: number; readonly reasons: readonly Reason[] };

/** From this score on a candidate is sure enough to be proposed unasked: its name is that of the service, or it was used for it before. */
export const sureScore = 80;

/**
 * Candidates for one destination, the likeliest first; the same score keeps the order that they came in.
 * `used`: ids of candidates that were bound to this destination before. `taken`: ids of those that serve another one now.
 */
export const rankCandidates = (
  candidates: readonly Candidate[],
  wanted: Wanted,
  { used = new Set(), taken = new Set() }: { used?: ReadonlySet<string>; taken?: ReadonlySet<string> } = {},
): readonly Ranked[] =>
  candidates
    .map((candidate): Ranked => {
      const found: (readonly [number, Reason])[] = [];
      const named = nameLikeness(candidate, wanted);
      if (named) found.push([named.score, { because: 'name', word: named.word }]);
      if (used.has(candidate.id)) found.push([95, { because: 'used' }]);
      const port = samePort(candidate, wanted);
      if (port !== undefined) {
        // What its Service names as the port of the program says more than the port of the Service.
        const score = (port === wanted.targetPort ? 55 : 35) + (port === candidate.port ? 5 : 0);
        found.push([score, { because: 'port', port }]);
      }
      const subset = wanted.subset !== undefined && wordsOf(candidate).find((word) => word === wanted.subset);
      if (subset) found.push([25, { because: 'subset', word: subset }]);
      const against =
        (taken.has(candidate.id) ? 45 : 0) +
        (candidate.about.speaks === 'other' ? 20 : 0) +
        (isNameless(candidate) ? 10 : 0);
      const alike = wanted.http2 === true && candidate.about.speaks === 'http2' ? 15 : 0;
      const score = found.reduce((sum, [one]) => sum + one, 0) + alike - against;
      const reasons = found.sort(([a], [b]) => b - a).map(([, reason]) => reason);
      return { candidate, score, reasons };
    })
    .sort((a, b) => b.score - a.score);

/** A port of which nothing more is known. */
const isNameless = ({ kind, about }: Candidate): boolean => kind === 'port' && about.process === undefined;

/** How much a name of the candidate is that of the service: the same, one within the other, or beginning alike. */
const nameLikeness = (
  candidate: Candidate,
  { name }: Wanted,
): { readonly score: number; readonly word: string } | undefined => {
  const wanted = partsOf(name);
  let best: { readonly score: number; readonly word: string } | undefined;
  for (const given of [candidate.label, ...candidate.names]) {
    const parts = partsOf(given);
    const score = likeness(wanted, parts);
    if (score > (best?.score ?? 0)) best = { score, word: given };
  }
  return best;
};

const likeness = (wanted: readonly string[], given: readonly string[]): number => {
  if (wanted.length === 0 || given.length === 0) return 0;
  if (wanted.join('') === given.join('')) return 100;
  const [few, many] = wanted.length <= given.length ? [wanted, given] : [given, wanted];
  if (few.every((part) => many.includes(part))) return 90 - 10 * Math.min(4, many.length - few.length);
  const shared = wanted.some((part) =>
    given.some((one) => Math.min(part.length, one.length) >= 4 && (part.startsWith(one) || one.startsWith(part))),
  );
  return shared ? 40 : 0;
};

const samePort = ({ port, innerPort }: Candidate, wanted: Wanted): number | undefined => {
  const own = [port, innerPort].filter((one) => one !== undefined);
  return own.find((one) => one === wanted.targetPort) ?? own.find((one) => one === wanted.port);
};

const wordsOf = (candidate: Candidate): readonly string[] =>
  [candidate.label, ...candidate.names].flatMap((one) => one.toLowerCase().split(/[^a-z0-9]+/));

/** `OrdersService`, `shop_orders-svc`: lower-case words without those that nearly every service has. */
const partsOf = (name: string): readonly string[] => {
  const parts = name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((part) => part !== '');
  const own = parts.filter((part) => !/^(service|svc|app|server|deployment|local|dev|\d+)$/.test(part));
  return own.length > 0 ? own : parts;
};

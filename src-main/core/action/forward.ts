import type { ForwardAction, Route } from '../route/table.ts';
import type { Dice } from '../world.ts';
import { explainCors } from './cors.ts';
import { explainFault } from './fault.ts';
import { explainMirror } from './mirror.ts';
import { explainRetry } from './retry.ts';
import { explainRewrite } from './rewrite.ts';
import { sayDestination } from './say-destination.ts';

/** One destination by weight; the dice is only thrown when there is a choice (reference 5.2). Absent when there is none at all. */
export const pickDestination = <D extends { readonly weight: number }>(
  { destinations, totalWeight }: { readonly destinations: readonly D[]; readonly totalWeight: number },
  dice: Dice,
): D | undefined => {
  if (destinations.length <= 1) return destinations[0];
  let left = Math.floor(dice() * totalWeight);
  for (const destination of destinations) {
    left -= destination.weight;
    if (left < 0) return destination;
  }
  return destinations.at(-1);
};

/** `forward to httpbin.default.svc.cluster.local:8000`, with shares where there are several, then everything else the route does. */
export const explainForward = (action: ForwardAction, matched: Route['matchedPath']): string => {
  const { destinations, totalWeight } = action;
  const [only] = destinations;
  let words: string;
  if (only === undefined) words = 'forward to no destination';
  else if (destinations.length === 1) words = `forward to ${sayDestination(only)}`;
  else {
    const shares = destinations.map((d) => `${percent(d.weight, totalWeight)} to ${sayDestination(d)}`);
    words = `forward ${shares.join(', ')}`;
  }
  const authorities = new Set(destinations.map((d) => d.authority));
  const [authority] = authorities;
  if (authorities.size === 1 && authority !== undefined) words += `, host replaced by "${authority}"`;
  if (action.rewrite) words += `, ${explainRewrite(action.rewrite, matched)}`;
  if (action.timeoutMs !== undefined) words += `, within ${action.timeoutMs} ms`;
  return [words, ...explainPolicies(action)].join(', ');
};

/** What happens to requests beside being forwarded: faults, CORS, retries that the user wrote, copies. One phrase each. */
export const explainPolicies = ({ fault, cors, retry, mirrors }: ForwardAction): readonly string[] => [
  ...(fault ? explainFault(fault) : []),
  ...(cors ? [explainCors(cors)] : []),
  ...(retry ? explainRetry(retry) : []),
  ...(mirrors ?? []).map(explainMirror),
];

const percent = (weight: number, total: number): string =>
  `${total > 0 ? Math.round((weight * 10000) / total) / 100 : 0}%`;

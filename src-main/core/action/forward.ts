import type { Destination, ForwardAction, Route } from '../route/table.ts';
import type { Dice } from '../world.ts';
import { explainRewrite } from './rewrite.ts';

/** One destination by weight; the dice is only thrown when there is a choice (reference 5.2). Absent when there is none at all. */
export const pickDestination = (action: ForwardAction, dice: Dice): Destination | undefined => {
  const { destinations, totalWeight } = action;
  if (destinations.length <= 1) return destinations[0];
  let left = Math.floor(dice() * totalWeight);
  for (const destination of destinations) {
    left -= destination.weight;
    if (left < 0) return destination;
  }
  return destinations.at(-1);
};

/** `httpbin.default.svc.cluster.local:8000` or `… (subset v2)`. */
export const sayDestination = ({ host, port, subset }: Destination): string =>
  `${host}:${port}${subset === undefined ? '' : ` (subset ${subset})`}`;

/** `forward to httpbin.default.svc.cluster.local:8000`, with shares where there are several, then rewriting and timeout. */
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
  return words;
};

const percent = (weight: number, total: number): string =>
  `${total > 0 ? Math.round((weight * 10000) / total) / 100 : 0}%`;

import type { Destination, ForwardAction, Route, Session } from '../route/table.ts';
import type { Dice } from '../world.ts';
import { explainCors } from './cors.ts';
import { explainFault } from './fault.ts';
import { explainMirror } from './mirror.ts';
import { explainRedirect } from './redirect.ts';
import { explainRespond } from './respond.ts';
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
  else if (destinations.length === 1) words = explainInstead(only, matched) ?? `forward to ${sayTarget(only, matched)}`;
  else {
    const shares = destinations.map((d) => {
      const instead = explainInstead(d, matched);
      const share = percent(d.weight, totalWeight);
      return instead === undefined ? `${share} to ${sayTarget(d, matched)}` : `${share} nowhere (${instead})`;
    });
    words = `forward ${shares.join(', ')}`;
  }
  const authorities = new Set(destinations.map((d) => d.authority));
  const [authority] = authorities;
  if (authorities.size === 1 && authority !== undefined) words += `, host replaced by "${authority}"`;
  if (action.rewrite) words += `, ${explainRewrite(action.rewrite, matched)}`;
  if (action.timeoutMs !== undefined) words += `, within ${action.timeoutMs} ms`;
  return [words, ...explainPolicies(action)].join(', ');
};

/** What requests of a destination's share get in place of being forwarded: `redirect with 302 to …`; absent where they are. */
export const explainInstead = ({ instead }: Destination, matched: Route['matchedPath']): string | undefined =>
  instead && (instead.do === 'redirect' ? explainRedirect(instead, matched) : explainRespond(instead));

const sayTarget = (destination: Destination, matched: Route['matchedPath']): string =>
  sayDestination(destination) + (destination.rewrite ? ` with ${explainRewrite(destination.rewrite, matched)}` : '');

const explainSession = ({ in: place, name, lifetimeMs }: Session): string =>
  `keep clients on their endpoint by the ${place} "${name}"${lifetimeMs === undefined ? '' : ` for ${lifetimeMs / 1000} s`}`;

/** What happens to requests beside being forwarded: faults, CORS, who is asked first, retries that the user wrote, copies, sessions. One phrase each. */
export const explainPolicies = ({ fault, cors, auth, retry, mirrors, session }: ForwardAction): readonly string[] => [
  ...(fault ? explainFault(fault) : []),
  ...(cors ? [explainCors(cors)] : []),
  ...(auth ? [`ask ${sayDestination(auth)} first whether requests may go on`] : []),
  ...(retry ? explainRetry(retry) : []),
  ...(mirrors ?? []).map(explainMirror),
  ...(session ? [explainSession(session)] : []),
];

const percent = (weight: number, total: number): string =>
  `${total > 0 ? Math.round((weight * 10000) / total) / 100 : 0}%`;

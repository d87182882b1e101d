import type { HintContext, Ranked } from './hints.ts';
import type { LoadedRoute } from './load.ts';
import type { Route } from './table.ts';

/** Of very many routes behind the winner only so many are looked at. */
const mostLooked = 2_000;

/** A rule behind the winner that asks for this very request more exactly, and never gets it. */
export const hiddenRoutes = ({ found, behind, subject }: HintContext): readonly Ranked[] => {
  if (found === undefined || subject === undefined) return [];
  const hidden = behind
    .slice(0, mostLooked)
    .find(
      (one) =>
        one.route.conditions.every(({ match }) => match.type !== 'regex') &&
        isNarrower(one.route, found.route) &&
        one.tests.every((test) => test(subject)),
    );
  if (hidden === undefined) return [];
  return [
    {
      kind: 'hidden',
      message: `a later rule asks for this more exactly and does not get it, because the rule ${sayPlace(found)} stands before it; move the later one up`,
      distance: 1,
      origin: hidden.route.origin,
      ...(hidden.route.conditions.some(({ on }) => on === 'path') && { field: 'path' as const }),
    },
  ];
};

const sayPlace = ({ route: { origin } }: LoadedRoute): string =>
  `${origin.path} of ${origin.kind} "${origin.namespace}/${origin.name}"`;

/** Both hold for the request: whoever asks for more of the path, or for more beside it and no less of the path, means it more. */
const isNarrower = (a: Route, b: Route): boolean => {
  const more = pathWeight(a) - pathWeight(b);
  return more > 0 || (more === 0 && a.conditions.length > b.conditions.length);
};

const pathWeight = ({ conditions }: Route): number => {
  const path = conditions.find((one) => one.on === 'path');
  if (path?.on !== 'path') return 0;
  if (path.match.type === 'exact') return 1_000_000;
  // How much of a path an expression asks for cannot be told.
  return path.match.type === 'regex' ? 500_000 : path.match.value.length;
};

import type { HintContext, Ranked } from './hints.ts';
import type { LoadedRoute } from './load.ts';
import type { Condition, Route } from './table.ts';

/** Of very many routes behind the winner only so many are looked at. */
const mostLooked = 2_000;

/**
 * A rule of the same VirtualService behind the winner that asks for more, and no less, so that it never gets any request. Other kinds rank
 * their rules themselves.
 */
export const hiddenRoutes = ({ found, behind, subject }: HintContext): readonly Ranked[] => {
  if (found === undefined || subject === undefined || found.route.origin.kind !== 'VirtualService') return [];
  const hidden = behind
    .slice(0, mostLooked)
    .find(
      (one) =>
        isSameOwner(one.route, found.route) &&
        isNarrower(one.route, found.route) &&
        one.route.conditions.every(({ match }) => match.type !== 'regex') &&
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

const isSameOwner = (a: Route, b: Route): boolean =>
  a.origin.kind === b.origin.kind && a.origin.namespace === b.origin.namespace && a.origin.name === b.origin.name;

const sayPlace = ({ route: { origin } }: LoadedRoute): string =>
  `${origin.path} of ${origin.kind} "${origin.namespace}/${origin.name}"`;

/** Both hold for the request: all that `b` asks for, `a` asks for too, and for more, of the path or beside it. */
const isNarrower = (a: Route, b: Route): boolean => {
  const own = new Set(a.conditions.map((one) => JSON.stringify(one)));
  const missing = b.conditions.filter((one) => !own.has(JSON.stringify(one)));
  if (missing.length === 0) return a.conditions.length > b.conditions.length;
  const [path, ...others] = missing;
  if (path?.on !== 'path' || others.length > 0) return false;
  const narrow = a.conditions.find((one) => one.on === 'path');
  // Where both hold for a path, the longer text holds for fewer.
  return narrow?.on === 'path' && narrow.ignoreCase === path.ignoreCase && weightOf(narrow) > weightOf(path);
};

const weightOf = ({ match }: Extract<Condition, { on: 'path' }>): number => {
  // How much of a path an expression asks for cannot be told.
  if (match.type === 'regex') return Number.POSITIVE_INFINITY;
  return match.type === 'exact' ? 1_000_000 : match.value.length;
};

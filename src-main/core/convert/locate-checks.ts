import type { Resource } from '../resource/resource.ts';
import type { Candidate, Effect, ExplainedField, Explanation } from '../route/explanation.ts';
import type { Origin } from '../route/table.ts';
import type { Place } from '../text/diagnostic.ts';
import type { Path } from '../text/tree.ts';
import { routeKinds } from './answers.ts';
import { fieldsOf, stepsOf, valueAt } from './source-fields.ts';

/** What is to be found: a part of the rule at `origin`, or of the one that delegates to it. */
export type SoughtField = { readonly origin: Origin; readonly via?: Origin; readonly field: ExplainedField };

/** Every part of a rule that an explanation speaks of, in the order that `placeFields` expects. */
export const soughtIn = ({ candidates, effects, hints, decision }: Explanation): readonly SoughtField[] => {
  const route = decision.outcome === 'reject' ? undefined : decision.route;
  return [
    ...candidates.flatMap(({ origin, via, checks }) =>
      checks.flatMap(({ field }) => (field === undefined ? [] : [{ origin, ...(via && { via }), field }])),
    ),
    ...(route === undefined
      ? []
      : effects.map(({ field }) => ({ origin: route.origin, ...(route.via && { via: route.via }), field }))),
    ...hints.flatMap(({ origin, field }) => (origin && field ? [{ origin, field }] : [])),
  ];
};

/** The places of parts of rules, undefined where they are written nowhere. */
export const findFields = (
  sought: readonly SoughtField[],
  resources: readonly Resource[],
): readonly (Place | undefined)[] => {
  const known = new Map(resources.map((one) => [keyOf(one), one] as const));
  return sought.map(({ origin, via, field }) => {
    const own = placeIn(known.get(keyOf(origin)), origin, field);
    return own ?? (via && placeInRoot(known.get(keyOf(via)), via, field));
  });
};

/** Puts places where `soughtIn` has asked for them. */
export const placeFields = (explanation: Explanation, places: readonly (Place | undefined)[]): Explanation => {
  let next = 0;
  const placed = <T extends object>(one: T): T => {
    const place = places[next++];
    return place === undefined ? one : { ...one, place };
  };
  const candidates = explanation.candidates.map(
    (one): Candidate => ({
      ...one,
      checks: one.checks.map((check) => (check.field === undefined ? check : placed(check))),
    }),
  );
  const effects =
    explanation.decision.outcome === 'reject'
      ? explanation.effects
      : explanation.effects.map((effect): Effect => placed(effect));
  const hints = explanation.hints.map((hint) => (hint.origin && hint.field ? placed(hint) : hint));
  return { ...explanation, candidates, effects, hints };
};

const keyOf = ({ kind, namespace, name }: Pick<Origin, 'kind' | 'namespace' | 'name'>): string =>
  `${kind} ${namespace}/${name}`;

/** A root's origin may be its entry, with conditions in any of its matches. */
const placeInRoot = (resource: Resource | undefined, via: Origin, field: ExplainedField): Place | undefined => {
  const matches = resource && valueAt(resource, [...stepsOf(via.path), 'match']);
  const origins = Array.isArray(matches) ? matches.map((_, i) => ({ ...via, path: `${via.path}.match[${i}]` })) : [];
  for (const origin of [via, ...origins]) {
    const place = placeIn(resource, origin, field);
    if (place !== undefined) return place;
  }
  return undefined;
};

const placeIn = (resource: Resource | undefined, origin: Origin, field: ExplainedField): Place | undefined => {
  if (resource === undefined) return undefined;
  const kind = routeKinds.find((one) => one === origin.kind);
  const [path] = kind === undefined ? fieldsOfOther(resource, origin, field) : fieldsOf(resource, kind, origin, field);
  return path && resource.at(leafOf(resource, path));
};

/** Of `uri: { prefix: /x }` the line of the prefix; of `{ type: Exact, value: /x }` that of the value. */
const leafOf = (resource: Resource, path: Path): Path => {
  const value = valueAt(resource, path);
  if (typeof value !== 'object' || value === null) return path;
  const key = ['exact', 'prefix', 'regex', 'value', 'method', 'service'].find((one) => Object.hasOwn(value, one));
  return key === undefined ? path : [...path, key];
};

/** GRPCRoutes: their method is a path, and their headers are a list. */
const fieldsOfOther = (resource: Resource, origin: Origin, field: ExplainedField): readonly Path[] => {
  const at = stepsOf(origin.path);
  const [word, name] = field.split(' ');
  const named = (): readonly Path[] => {
    const list = valueAt(resource, [...at, 'headers']);
    const index = Array.isArray(list)
      ? list.findIndex((one: { readonly name?: unknown }) => String(one.name).toLowerCase() === name)
      : -1;
    return index === -1 ? [] : [[...at, 'headers', index]];
  };
  if (word === 'header') return named();
  return word === 'path' && valueAt(resource, [...at, 'method']) !== undefined ? [[...at, 'method']] : [];
};

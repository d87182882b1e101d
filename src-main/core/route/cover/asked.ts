import { takesNothing } from '../../match/language/expression.ts';
import type { Condition } from '../table.ts';
import { type Shape, shapeOf, takesText } from './shape.ts';
import type { Universes } from './universe.ts';

/** What one condition asks of its subject: a text of the shape, or with `not` any other; `absent`: it may be missing. */
export type Demand = { readonly shape: Shape; readonly not: boolean; readonly absent: boolean };

/** What a route asks, by subject; what is not here may be as it likes. */
export type Asked = ReadonlyMap<string, readonly Demand[]>;

/**
 * The conditions of a route by what they are about. Two names of one thing (`host` and the authority) are one subject, because
 * `requestHeader` takes them for one. `shapes` keeps what was made of a pattern, for everybody who shares it.
 */
export const askedOf = (conditions: readonly Condition[], universes: Universes, shapes: Map<string, Shape>): Asked => {
  const asked = new Map<string, Demand[]>();
  for (const condition of conditions) {
    const subject = subjectOf(condition);
    const universe = universes(subject);
    const demand = demandOf(condition, (match, ignoreCase) => {
      if (match.type !== 'regex') return shapeOf(match, ignoreCase, universe.bytes);
      const key = `${universe.key} ${match.value}`;
      const known = shapes.get(key) ?? shapeOf(match, ignoreCase, universe.bytes);
      shapes.set(key, known);
      return known;
    });
    const others = asked.get(subject);
    if (others) others.push(demand);
    else asked.set(subject, [demand]);
  }
  return asked;
};

const pseudo: Readonly<Record<string, string>> = {
  host: 'authority',
  ':authority': 'authority',
  ':method': 'method',
  ':path': 'target',
  ':scheme': 'scheme',
  'x-forwarded-proto': 'scheme',
};

/** Ranges of addresses are compared by their words alone, so that each list is a subject of its own. */
const subjectOf = (condition: Condition): string => {
  switch (condition.on) {
    case 'header':
      return Object.hasOwn(pseudo, condition.name) ? (pseudo[condition.name] as string) : `header ${condition.name}`;
    case 'query':
      return `${condition.decoded ? 'decoded' : 'query'} ${condition.name}`;
    case 'source':
      return `source ${condition.without} ${[...condition.match.ranges].sort().join()}`;
    default:
      return condition.on;
  }
};

const demandOf = (
  condition: Condition,
  shape: (match: Exclude<Condition['match'], { type: 'present' } | { type: 'ranges' }>, ignoreCase: boolean) => Shape,
): Demand => {
  const { match } = condition;
  const without = condition.on === 'header' && condition.without;
  if (match.type === 'ranges') return { shape: { is: 'all' }, not: false, absent: false };
  if (match.type === 'present') return { shape: { is: 'all' }, not: without, absent: without };
  const own = condition.on === 'path' ? pathShape(shape(match, condition.ignoreCase)) : shape(match, false);
  // A missing header counts as the empty text before it is negated (reference 4.4).
  if (without) return { shape: own, not: true, absent: !takesMissing(own) };
  return { shape: own, not: false, absent: false };
};

/** Every path begins with a slash. */
const pathShape = (shape: Shape): Shape => {
  const isAll = (shape.is === 'prefix' && shape.value === '/') || (shape.is === 'segments' && shape.value === '');
  return isAll ? { is: 'all' } : shape;
};

/** Whether the shape takes the empty text; of a pattern that is not understood nobody asks. */
const takesMissing = (shape: Shape): boolean => {
  if (shape.is === 'unknown') return false;
  return shape.is === 'pattern' ? takesNothing(shape.expression) : takesText(shape, '') === true;
};

import { pathText } from '../route/compile/origin.ts';
import type { Route } from '../route/table.ts';
import type { Ordered } from './atoms.ts';
import { aKind, type Context } from './context.ts';

/** Tells where the order of the original could not be kept, and what no request can reach any more. */
export const tellConflicts = ({ conflicts, hidden, unchecked }: Ordered<Route>, context: Context): void => {
  if (unchecked) {
    const message = `there are too many matches to compare each with each; ${aKind(context.to)} chooses by how specific a match is, so that the order may not be kept`;
    context.ledger.tell('approximated', context.source, ['metadata', 'name'], message);
  }
  for (const { earlier, later } of conflicts) {
    if (JSON.stringify(earlier.rule.action) === JSON.stringify(later.rule.action)) continue;
    const place = context.placeOf(earlier.rule);
    const other = pathText(context.placeOf(later.rule).match);
    const message = `${aKind(context.to)} chooses by how specific a match is, so that requests which this match and ${other} both take may go to ${other} now`;
    context.ledger.tell('approximated', place.resource, place.match, message);
  }
  for (const { rule } of hidden) {
    const { resource, match } = context.placeOf(rule);
    context.ledger.tell('lost', resource, match, 'an earlier match takes all of its requests, and has its place');
  }
};

import { type FindNear, withPath } from './hint-near.ts';
import type { Route } from './table.ts';

/** People ask for the path that the service gets, which is not yet there when routes are chosen. */
export const nearRewritten: FindNear<'path'> = ({ match }, subject, route) => {
  const rewrite = rewriteOf(route);
  if (rewrite === undefined || rewrite.kind === 'regex' || match.type === 'regex') return undefined;
  const { value } = rewrite;
  const whole = match.type === 'exact' || rewrite.kind === 'path';
  if (whole ? subject.path !== value : !subject.path.startsWith(value)) return undefined;
  // What is rewritten to "/" could be meant by every path.
  const plain = value === '/' || value === '';
  const rest = whole ? '' : subject.path.slice(value.length);
  const joint = rest !== '' && !rest.startsWith('/') && !match.value.endsWith('/') ? '/' : '';
  const meant = match.value + joint + rest;
  return {
    kind: 'rewritten',
    words: `path "${subject.path}" is what the service gets after this rule has rewritten "${match.value}" to "${value}"`,
    ask: `ask for "${meant}"`,
    distance: plain ? 6 : 2,
    request: { target: withPath(subject, meant) },
  };
};

const rewriteOf = ({ action }: Route) =>
  action.do === 'forward' ? (action.rewrite ?? action.destinations[0]?.rewrite) : undefined;

import type { Subject, Test } from '../match/subject.ts';
import type { LoadedRoute } from './load.ts';
import type { Condition } from './table.ts';

/**
 * Of the first `end` routes, none of which takes the request, those that came nearest, at most `count`: fewest unmet conditions, then paths
 * that begin alike, then the order. No expression is compiled for it: of thousands most are far away, and nobody waits for their words.
 */
export const rankMisses = (
  list: readonly LoadedRoute[],
  end: number,
  subject: Subject,
  count: number,
): readonly LoadedRoute[] => {
  const nearest: { readonly i: number; readonly distance: number }[] = [];
  for (let i = 0; i < end; i++) {
    const distance = distanceOf(list[i] as LoadedRoute, subject);
    if (nearest.length === count && distance >= (nearest[count - 1]?.distance ?? -1)) continue;
    let at = nearest.length;
    while (at > 0 && (nearest[at - 1]?.distance ?? 0) > distance) at--;
    nearest.splice(at, 0, { i, distance });
    if (nearest.length > count) nearest.pop();
  }
  return nearest.map(({ i }) => list[i] as LoadedRoute);
};

const distanceOf = ({ route, tests }: LoadedRoute, subject: Subject): number => {
  const { path } = subject;
  const { conditions } = route;
  let misses = 0;
  let unlike = 0;
  for (let i = 0; i < conditions.length; i++) {
    const condition = conditions[i] as Condition;
    if (condition.on !== 'path') {
      if (condition.match.type !== 'regex' && !(tests[i] as Test)(subject)) misses += 1;
      continue;
    }
    const { type, value } = condition.match;
    if (type !== 'regex' && (tests[i] as Test)(subject)) continue;
    const alike = commonLength(value, path);
    unlike = 1 - alike / Math.max(1, value.length, Math.min(path.length, value.length + 4));
    // An expression that begins as the path does may well hold.
    if (type !== 'regex' || !special.has(value.charCodeAt(alike))) misses += 1;
    else unlike /= 2;
  }
  return misses + unlike * 0.9;
};

/** Characters with a meaning in expressions. */
const special: ReadonlySet<number> = new Set([...'\\.[](){}*+?|^$'].map((char) => char.charCodeAt(0)));

const commonLength = (a: string, b: string): number => {
  const end = Math.min(a.length, b.length);
  let i = 0;
  while (i < end && fold(a.charCodeAt(i)) === fold(b.charCodeAt(i))) i++;
  return i;
};

const fold = (code: number): number => (code >= 65 && code <= 90 ? code + 32 : code);

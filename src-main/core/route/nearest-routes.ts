import type { Subject, Test } from '../match/subject.ts';
import { literalPrefix } from './literal-prefix.ts';
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
  const path = subject.path.toLowerCase();
  const distances = new Float64Array(end);
  for (let i = 0; i < end; i++) distances[i] = distanceOf(list[i] as LoadedRoute, subject, path);
  const order = Array.from({ length: end }, (_, i) => i);
  order.sort((a, b) => (distances[a] as number) - (distances[b] as number) || a - b);
  return order.slice(0, count).map((i) => list[i] as LoadedRoute);
};

const distanceOf = ({ route, tests }: LoadedRoute, subject: Subject, path: string): number => {
  const { conditions } = route;
  let misses = 0;
  let unlike = 0;
  for (let i = 0; i < conditions.length; i++) {
    const condition = conditions[i] as Condition;
    if (condition.on !== 'path') {
      if (condition.match.type !== 'regex' && !(tests[i] as Test)(subject)) misses += 1;
      continue;
    }
    const { match } = condition;
    if (match.type !== 'regex' && (tests[i] as Test)(subject)) continue;
    const wanted = (match.type === 'regex' ? literalPrefix(match.value) : match.value).toLowerCase();
    const alike = commonLength(wanted, path);
    unlike = 1 - alike / Math.max(1, wanted.length, Math.min(path.length, wanted.length + 4));
    // An expression that begins as the path does may well hold.
    if (match.type !== 'regex' || alike < wanted.length) misses += 1;
    else unlike /= 2;
  }
  return misses + unlike * 0.9;
};

const commonLength = (a: string, b: string): number => {
  const end = Math.min(a.length, b.length);
  let i = 0;
  while (i < end && a.charCodeAt(i) === b.charCodeAt(i)) i++;
  return i;
};

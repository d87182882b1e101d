import { loadCondition } from '../match/index.ts';
import type { Subject, Test } from '../match/subject.ts';
import { conditionField } from './explain-condition.ts';
import type { RequestChange } from './hint.ts';
import { nearCaseOfPath } from './hint-case.ts';
import { changeSubject, joinChanges } from './hint-change.ts';
import { nearEncoded } from './hint-encoding.ts';
import { nearHeader } from './hint-header.ts';
import { nearAuthority, nearMethod, nearQuery, nearScheme } from './hint-line.ts';
import type { FindNear, Near } from './hint-near.ts';
import { nearAnchored, nearEscaped, nearGlob } from './hint-regex.ts';
import { nearRewritten } from './hint-rewritten.ts';
import { nearQueryInPath, nearSegments, nearSlash } from './hint-slash.ts';
import { nearTyping } from './hint-typing.ts';
import type { HintContext, Ranked } from './hints.ts';
import { firstMatch, type LoadedRoute } from './load.ts';
import type { Condition } from './table.ts';

/** The sorts of near misses of each condition; the nearest that is found counts. Nobody knows the client of a request that is not sent. */
const sorts: { readonly [On in Condition['on']]: readonly FindNear<On>[] } = {
  path: [
    nearCaseOfPath,
    nearSlash,
    nearSegments,
    nearQueryInPath,
    nearGlob,
    nearEscaped,
    nearAnchored,
    nearEncoded,
    nearRewritten,
    nearTyping,
  ],
  method: [nearMethod],
  authority: [nearAuthority],
  scheme: [nearScheme],
  header: [nearHeader],
  query: [nearQuery],
  source: [],
};

/** Of so many routes the near misses are looked for. */
const mostAsked = 20;
/** Of them so many with expressions, since each near miss of these is compiled. */
const mostExpressions = 6;
/** More is not near. */
const farthest = 7;

/** Rules that nearly take the request: each of their unmet conditions is nearly met. */
export const nearRoutes = ({ near, subject, host }: HintContext): readonly Ranked[] => {
  if (subject === undefined || host === undefined) return [];
  let expressions = 0;
  return near.slice(0, mostAsked).flatMap((loaded): Ranked[] => {
    if (loaded.route.conditions.some(({ on, match }) => on === 'path' && match.type === 'regex')) {
      expressions += 1;
      if (expressions > mostExpressions) return [];
    }
    const missed = missesOf(loaded, subject);
    if (missed === undefined || missed.length === 0) return [];
    const distance = missed.reduce((sum, { near: one }) => sum + one.distance, 0);
    const [worst] = [...missed].sort((a, b) => a.near.distance - b.near.distance);
    if (worst === undefined || distance > farthest) return [];
    const isWhole = missed.every(({ near: { request } }) => request !== undefined);
    const request = missed.reduce<RequestChange>((all, { near: one }) => joinChanges(all, one.request ?? {}), {});
    const reaches = isWhole && firstMatch(host.routes(), changeSubject(subject, request)) === loaded;
    const { match } = worst.near;
    const fits = missed.length === 1 && match !== undefined && holdsWith(worst.condition, match, subject);
    // What cannot be tried is advice; what was tried in vain is not said.
    const remedies = missed.flatMap(({ near: { remedy, ask, write } }) => {
      const clauses = [...(ask && (reaches || !isWhole) ? [ask] : []), ...(write && fits ? [write] : [])];
      return [...clauses, ...(remedy ? [remedy] : [])].join(', or ') || [];
    });
    const words = missed.map(({ near: one }) => one.words).join(', and ');
    return [
      {
        kind: worst.near.kind,
        message: remedies.length === 0 ? words : `${words}; ${[...new Set(remedies)].join(', and ')}`,
        origin: loaded.route.origin,
        field: conditionField(worst.condition),
        distance,
        ...(reaches && { request }),
        ...(fits && { match }),
      },
    ];
  });
};

/** Undefined where one of them is far from being met. Each looks at the request as those before it would have it. */
const missesOf = (
  { route, tests }: LoadedRoute,
  subject: Subject,
): readonly { readonly condition: Condition; readonly near: Near }[] | undefined => {
  const found: { readonly condition: Condition; readonly near: Near }[] = [];
  let asked = subject;
  for (const [i, condition] of route.conditions.entries()) {
    if ((tests[i] as Test)(subject)) continue;
    const [nearest] = (sorts[condition.on] as readonly FindNear<Condition['on']>[])
      .flatMap((find) => find(condition, asked, route) ?? [])
      .sort((a, b) => a.distance - b.distance);
    if (nearest === undefined) return undefined;
    found.push({ condition, near: nearest });
    if (nearest.request) asked = changeSubject(asked, nearest.request);
  }
  return found;
};

const holdsWith = (condition: Condition, match: NonNullable<Near['match']>, subject: Subject): boolean =>
  condition.on !== 'source' && loadCondition({ ...condition, match } as Condition)(subject);

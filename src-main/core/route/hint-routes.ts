import { loadCondition } from '../match/index.ts';
import type { Subject, Test } from '../match/subject.ts';
import { conditionField } from './explain-condition.ts';
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
    const changes = missed.map(({ near: { request } }) => request);
    const request = changes.every((one) => one !== undefined) ? joinChanges(changes) : undefined;
    const reaches = request !== undefined && firstMatch(host.routes(), changeSubject(subject, request)) === loaded;
    const { match } = worst.near;
    const fits = missed.length === 1 && match !== undefined && holdsWith(worst.condition, match, subject);
    const remedies = [...new Set(missed.flatMap(({ near: { remedy } }) => remedy ?? []))];
    return [
      {
        kind: worst.near.kind,
        message: `${missed.map(({ near: { words } }) => words).join(', and ')}${remedies.length === 0 ? '' : `; ${remedies.join(', and ')}`}`,
        origin: loaded.route.origin,
        field: conditionField(worst.condition),
        distance,
        ...(reaches && { request }),
        ...(fits && { match }),
      },
    ];
  });
};

/** Undefined where one of them is far from being met. */
const missesOf = (
  { route, tests }: LoadedRoute,
  subject: Subject,
): readonly { readonly condition: Condition; readonly near: Near }[] | undefined => {
  const found: { readonly condition: Condition; readonly near: Near }[] = [];
  for (const [i, condition] of route.conditions.entries()) {
    if ((tests[i] as Test)(subject)) continue;
    const [nearest] = (sorts[condition.on] as readonly FindNear<Condition['on']>[])
      .flatMap((find) => find(condition, subject, route) ?? [])
      .sort((a, b) => a.distance - b.distance);
    if (nearest === undefined) return undefined;
    found.push({ condition, near: nearest });
  }
  return found;
};

const holdsWith = (condition: Condition, match: NonNullable<Near['match']>, subject: Subject): boolean =>
  condition.on !== 'source' && loadCondition({ ...condition, match } as Condition)(subject);

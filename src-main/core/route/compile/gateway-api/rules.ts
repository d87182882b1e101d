import type { AttachedRoute } from '../../../snapshot/gateway-api/attached.ts';
import type { KnowsService } from '../../../snapshot/gateway-api/backends.ts';
import type { Granted } from '../../../snapshot/gateway-api/grants.ts';
import type { Path } from '../../../text/tree.ts';
import type { Action, Route } from '../../table.ts';
import type { ActionContext } from '../actions.ts';
import { originOf, pathText } from '../origin.ts';
import type { Regexes } from '../regexes.ts';
import type { ListenerFacts } from './filters.ts';
import { type Matched, type RefusedMatch, translateGrpcMatch, translateHttpMatch } from './match.ts';
import { type HttpLike, type Rule, translateRule } from './rule-action.ts';

export type RuleContext = ActionContext & { readonly granted: Granted; readonly knows: KnowsService };

/** A route with its rank among those of its listener and host. */
export type RankedRoute = { readonly route: Route; readonly rank: readonly number[] };

type TranslateMatch = (match: object, regexes: Regexes) => Matched | RefusedMatch;

/**
 * The routes of an HTTPRoute or a GRPCRoute on one listener, one for each match, in the order of rules and matches (reference 2.4 to
 * 2.8). `mark` ends their ids.
 */
export const translateRules = (
  attached: Extract<AttachedRoute, HttpLike>,
  listener: ListenerFacts,
  mark: string,
  context: RuleContext,
): readonly RankedRoute[] => {
  const { kind, resource } = attached;
  const isGrpc = kind === 'GRPCRoute';
  // What the schema of each kind has read, its own function takes.
  const translateMatch = (isGrpc ? translateGrpcMatch : translateHttpMatch) as TranslateMatch;
  const written = resource.spec.rules as readonly Rule[] | undefined;
  // Without rules an HTTPRoute takes every path and has no backend; a GRPCRoute takes nothing.
  const rules: readonly Rule[] = written ?? (isGrpc ? [] : [{}]);
  return rules.flatMap((rule, index) => {
    const path: Path = written ? ['spec', 'rules', index] : ['spec'];
    const matches = rule.matches?.length ? rule.matches : [{}];
    let action: Action | undefined;
    return matches.flatMap((match, number): readonly RankedRoute[] => {
      const at: Path = rule.matches?.length ? [...path, 'matches', number] : path;
      const found = translateMatch(match, context.regexes);
      if ('refused' in found) {
        context.report.add({
          severity: 'error',
          code: 'match/regex-refused',
          message: `RE2 refuses the regular expression "${found.refused}", so this match takes nothing; correct it`,
          place: resource.at(at),
        });
        return [];
      }
      action ??= translateRule(rule, attached, index, path, listener, context);
      const { conditions, matchedPath, rank } = found;
      const id = `${kind} ${resource.namespace}/${resource.name} ${pathText(at.slice(1)) || 'every path'}${mark}`;
      const name = rule.name ?? `${resource.namespace}.${resource.name}.${index}`;
      const route: Route = { id, name, origin: originOf(resource, at), conditions, action, matchedPath };
      return [{ route, rank }];
    });
  });
};

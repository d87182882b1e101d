import { isCatchAll } from '../precedence.ts';
import type { Omitted, Origin, Route } from '../table.ts';
import { type ActionContext, type ServerFacts, translateAction } from './actions.ts';
import { anyPath, type Conditions, translateConditions } from './conditions.ts';
import type { Entry, Match, ResolvedEntry, VirtualService } from './entry.ts';
import { keyOf, originOf, pathText } from './origin.ts';

/** The proxy and the Gateway server for which a VirtualService is translated. */
export type Target = ServerFacts & {
  /** `namespace/name` of the Gateway, or `mesh`. */
  readonly gateway: string;
  readonly proxyNamespace: string;
  readonly proxyLabels: Readonly<Record<string, string>>;
  /** Ends every route id. */
  readonly idSuffix: string;
};

export type Translated = { readonly routes: readonly Route[]; readonly omitted: readonly Omitted[] };

/**
 * The routes of one VirtualService at one Gateway, in source order, up to and including the first that takes everything
 * (reference 3.6, 4.1). Every `match[]` element becomes a route of its own.
 */
export const translateHttp = (
  entries: readonly ResolvedEntry[],
  target: Target,
  context: ActionContext,
): Translated => {
  const routes: Route[] = [];
  const omitted: Omitted[] = [];
  let stoppedBy: { readonly said: string; readonly by: Origin } | undefined;
  for (const entry of entries) {
    if ('omitted' in entry) {
      omitted.push(entry.omitted);
      continue;
    }
    // An entry without matches is tried once, with conditions that ask nothing.
    const alternatives: readonly (Match | undefined)[] = entry.matches.length === 0 ? [undefined] : entry.matches;
    let action: ReturnType<typeof translateAction> | undefined;
    for (const match of alternatives) {
      const omit = (reason: string, message: string, by?: Origin) =>
        omitted.push({ origin: originOf(...whereOf(entry, match)), reason, message, ...(by && { by }) });
      const excluded = match && exclude(match, target);
      if (stoppedBy !== undefined) {
        // What would not be here anyhow has nothing in front of it.
        const by = excluded ? undefined : stoppedBy.by;
        omit('after-catch-all', `${stoppedBy.said} takes every request before it`, by);
        continue;
      }
      if (excluded) {
        omit(excluded.reason, excluded.message);
        continue;
      }
      const found = match
        ? translateConditions(match, context.regexes, context.report)
        : { conditions: [], matchedPath: anyPath };
      if ('refused' in found) {
        omit('invalid', `RE2 refuses the regular expression "${found.refused}"`);
        continue;
      }
      action ??= translateAction(entry, target, context);
      if ('invalid' in action) omit('invalid', action.invalid);
      else routes.push(routeOf(entry, match, found, action, target));
      if (isCatchAll(found)) {
        stoppedBy = { said: `"${localPath(entry, match)}"`, by: originOf(...whereOf(entry, match)) };
      }
    }
  }
  return { routes, omitted };
};

const routeOf = (
  entry: Entry,
  match: Match | undefined,
  { conditions, matchedPath }: Conditions,
  action: Route['action'],
  { idSuffix }: Target,
): Route => ({
  id: `${idOf(entry, match)}${idSuffix}`,
  name: match?.spec.name ? `${entry.name}.${match.spec.name}` : entry.name,
  origin: originOf(...whereOf(entry, match)),
  ...(entry.via && { via: originOf(entry.via.in, entry.via.path) }),
  conditions,
  action,
  matchedPath,
});

/** The `match[]` element when the entry's own VirtualService has one, else the entry. */
const whereOf = (entry: Entry, match: Match | undefined): readonly [VirtualService, Entry['path']] => {
  const part = match?.parts[0];
  return part?.in === entry.in ? [part.in, part.path] : [entry.in, entry.path];
};

const short = (path: Entry['path']): string => pathText(path.slice(1));

const localPath = (entry: Entry, match: Match | undefined): string => short(whereOf(entry, match)[1]);

/** With both places for a delegate's route, because several roots may delegate to it and matches multiply. */
const idOf = (entry: Entry, match: Match | undefined): string => {
  const [vs, path] = whereOf(entry, match);
  const own = `VirtualService ${keyOf(vs)} ${short(path)}`;
  if (entry.via === undefined) return own;
  const outer = match?.parts.find((part) => part.in === entry.via?.in)?.path ?? entry.via.path;
  return `VirtualService ${keyOf(entry.via.in)} ${short(outer)} > ${own}`;
};

/** The conditions that are decided now (reference 4.1). A match that names gateways is not asked for its source. */
const exclude = (
  { spec, gateways }: Match,
  target: Target,
): { readonly reason: string; readonly message: string } | undefined => {
  if (spec.port && spec.port !== target.number) {
    return {
      reason: 'port',
      message:
        target.gateway === 'mesh'
          ? `it asks for port ${spec.port}, and these requests are for port ${target.number}`
          : `it asks for port ${spec.port}, and the server of Gateway "${target.gateway}" has port ${target.number}`,
    };
  }
  if (gateways.length > 0) {
    if (gateways.includes(target.gateway)) return undefined;
    return {
      reason: 'gateways',
      message: `it is for ${gateways.map((name) => `"${name}"`).join(', ')}, not for ${target.gateway === 'mesh' ? '"mesh"' : `Gateway "${target.gateway}"`}`,
    };
  }
  const wrong = Object.entries(spec.sourceLabels ?? {}).find(([key, value]) => labelOf(target, key) !== value);
  if (wrong) {
    return {
      reason: 'source-labels',
      message: `it asks for the label "${wrong[0]}: ${wrong[1]}", which the ${target.gateway === 'mesh' ? 'client' : 'gateway'} does not have`,
    };
  }
  if (spec.sourceNamespace && spec.sourceNamespace !== target.proxyNamespace) {
    return {
      reason: 'source-namespace',
      message: `it asks for namespace "${spec.sourceNamespace}", and the ${target.gateway === 'mesh' ? 'client' : 'gateway'} runs in "${target.proxyNamespace}"`,
    };
  }
  return undefined;
};

const labelOf = ({ proxyLabels }: Target, key: string): string | undefined =>
  Object.hasOwn(proxyLabels, key) ? proxyLabels[key] : undefined;

import type { Explanation } from './explanation.ts';
import { type RouteRow, routeRows } from './rows.ts';
import type { Origin, Table } from './table.ts';

/**
 * One rule as it is written: a route, or a single match of it where it has several, the redirect of a server to https, or an entry that
 * carries connections. However many hosts, listeners and gateways it serves, it is one.
 */
export type Rule = { readonly key: string; readonly origin: Origin; readonly via?: Origin };

export type CoveredRule = Rule & {
  readonly does: 'route' | 'redirect' | 'connections';
  /** How many requests of tests it decided about. */
  readonly tests: number;
  readonly runs: readonly RunningRule[];
};

/** A rule in the table that runs, by what its traffic is told by. */
export type RunningRule =
  | { readonly is: 'route'; readonly virtualHost: string; readonly route: string }
  | { readonly is: 'redirect'; readonly listener: string; readonly virtualHost: string }
  | {
      readonly is: 'connections';
      readonly listener: string;
      readonly entry: string;
      readonly clusters: readonly string[];
    };

export type Coverage = {
  /** In the order in which the gateway asks. */
  readonly rules: readonly CoveredRule[];
  readonly hit: number;
  /** Cut off to a tenth: 100 is every rule. 100 where there are no rules. */
  readonly percent: number;
};

/** The rule that decided about a request; undefined where none did, and for what is built in. */
export const ruleOf = ({ decision, connection }: Explanation): Rule | undefined => {
  if (connection) return ruleAt(connection.origin);
  if (decision.outcome === 'reject') return decision.origin && ruleAt(decision.origin);
  return ruleAt(decision.route.origin, decision.route.via);
};

const ruleAt = (origin: Origin, via?: Origin): Rule | undefined => {
  if (origin.place.file === '') return undefined;
  const key = [origin, ...(via ? [via] : [])].map(sayOrigin).join(' < ');
  return { key, origin, ...(via && { via }) };
};

const sayOrigin = ({ kind, namespace, name, path }: Origin): string => `${kind} ${namespace}/${name} ${path}`;

/** The rule of a row of the route table, as coverage counts it; undefined for rows that no request can be decided by. */
export const ruleOfRow = ({ does, origin }: RouteRow): Rule | undefined => {
  if (does.is === 'route') return ruleAt(does.route.origin, does.route.via);
  return (does.is === 'redirect' || does.is === 'connections') && origin ? ruleAt(origin) : undefined;
};

/** What runs of a row, each thing once; nothing where the row is not in force, or nothing runs. */
export const runningRulesOf = ({
  does,
  listener,
  virtualHost,
  runs,
  runsAs,
  targets,
}: RouteRow): readonly RunningRule[] => {
  if (does.is === 'route') return runs ? [{ is: 'route', ...runs }] : [];
  if (runsAs === undefined) return [];
  if (does.is === 'redirect' && virtualHost)
    return [{ is: 'redirect', listener: listener.id, virtualHost: virtualHost.name }];
  if (does.is !== 'connections') return [];
  const { kind, namespace, name, path } = runsAs;
  const entry = `${kind} ${namespace}/${name} ${path.replace(/^spec\./, '')}`;
  return [{ is: 'connections', listener: listener.id, entry, clusters: targets.map((one) => one.name) }];
};

/**
 * Every rule of the table with the tests that hit it. `hits` holds one key for each request that a rule decided about. With the table that
 * runs each rule knows what its traffic is counted under.
 */
export const coverageOf = (table: Table, hits: Iterable<string>, running?: Table): Coverage => {
  const counts = new Map<string, number>();
  for (const key of hits) counts.set(key, (counts.get(key) ?? 0) + 1);
  const rules = new Map<string, CoveredRule>();
  for (const row of routeRows(table, running)) {
    const rule = row.change === 'removed' ? undefined : ruleOfRow(row);
    const does = row.does.is;
    if (rule === undefined || (does !== 'route' && does !== 'redirect' && does !== 'connections')) continue;
    const known = rules.get(rule.key);
    const runs = [...(known?.runs ?? []), ...runningRulesOf(row)];
    rules.set(rule.key, { ...rule, does, tests: counts.get(rule.key) ?? 0, runs });
  }
  const all = [...rules.values()];
  const hit = all.filter(({ tests }) => tests > 0).length;
  return { rules: all, hit, percent: percentOf(hit, all.length) };
};

/** Cut off, so that 100 means all of them. */
export const percentOf = (hit: number, all: number): number => (all === 0 ? 100 : Math.floor((hit * 1000) / all) / 10);

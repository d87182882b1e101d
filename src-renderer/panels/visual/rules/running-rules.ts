import type { Route, Table } from '#core/route/table.ts';
import type { Path } from '#core/text/tree.ts';
import { rateKey } from '#core/traffic/rates.ts';
import { sayPath } from '#core/visual/change.ts';
import type { VisualDocument } from '#core/visual/document.ts';

/** Answers by which keys the traffic of a rule is counted, where a rule that means the same runs; undefined where none does. */
export type RuleKeys = (index: number) => readonly string[] | undefined;

type Made = { readonly virtualHost: string; readonly route: Route };

/**
 * Finds the rules of a list among those that run, `draft` being the table of the text as it is shown. A rule that was moved is found by its
 * meaning; one that was changed does not run. Cheap to make; a rule is looked for when it is asked for.
 */
export const findRunning = (draft: Table, running: Table, document: VisualDocument, list: Path): RuleKeys => {
  const drafted = byRule(draft, document, list);
  const ran = draft === running ? drafted : byRule(running, document, list);
  let moved: Map<string, readonly Made[]> | undefined;
  const elsewhere = (meaning: string): readonly Made[] | undefined => {
    moved ??= new Map(
      [...ran]
        .map(([index, made]) => [meaningOf(made), index] as const)
        // What still stands where it ran is nobody else's.
        .filter(([own, index]) => meaningOf(drafted.get(index) ?? []) !== own)
        .map(([own, index]) => [own, ran.get(index) ?? []]),
    );
    return moved.get(meaning);
  };
  const found = new Map<number, readonly string[] | undefined>();
  const find: RuleKeys = (index) => {
    const made = drafted.get(index);
    if (made === undefined) return undefined;
    const meaning = meaningOf(made);
    const same = meaningOf(ran.get(index) ?? []) === meaning ? ran.get(index) : elsewhere(meaning);
    return same?.map(({ virtualHost, route }) => rateKey.route(virtualHost, route.id));
  };
  return (index) => {
    if (!found.has(index)) found.set(index, find(index));
    return found.get(index);
  };
};

/** The routes that a table has of each rule: one for each match, in each virtual host. */
const byRule = (
  table: Table,
  { kind, namespace, name, root }: VisualDocument,
  list: Path,
): ReadonlyMap<number, readonly Made[]> => {
  const prefix = `${sayPath(list.slice(root.length))}[`;
  const rules = new Map<number, Made[]>();
  const seen = new Set<Route>();
  for (const { virtualHosts } of Object.values(table.routeConfigs))
    for (const { name: virtualHost, routes } of virtualHosts)
      for (const route of routes) {
        const { origin } = route;
        if (origin.name !== name || origin.kind !== kind || origin.namespace !== namespace) continue;
        if (!origin.path.startsWith(prefix) || seen.has(route)) continue;
        seen.add(route);
        const index = Number.parseInt(origin.path.slice(prefix.length), 10);
        const made = rules.get(index);
        if (made) made.push({ virtualHost, route });
        else rules.set(index, [{ virtualHost, route }]);
      }
  return rules;
};

/** What a rule does, wherever it is written. */
const meaningOf = (made: readonly Made[]): string =>
  JSON.stringify(made, (key, value: unknown) =>
    key === 'origin' || key === 'via' || key === 'id' ? undefined : value,
  );

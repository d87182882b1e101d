import type { ReadFile } from '../resource/read-file.ts';
import type { Resource } from '../resource/resource.ts';
import { pathText } from '../route/compile/origin.ts';
import type { Route } from '../route/table.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Path } from '../text/tree.ts';
import type { ReportEntry, RouteKind } from './answers.ts';
import type { Isolated } from './isolate.ts';
import type { Ledger } from './ledger.ts';
import { type Aspect, fieldsOf, rulePath, stepsOf } from './source-fields.ts';

/** What every writer of documents works with. */
export type Context = {
  readonly source: Resource;
  readonly kind: RouteKind;
  readonly to: RouteKind;
  readonly snapshot: Snapshot;
  readonly files: readonly ReadFile[];
  readonly isolated: Isolated;
  readonly ledger: Ledger;
  /** The new documents do this as the route does it. */
  readonly carry: (route: Route, ...aspects: readonly Aspect[]) => void;
  /** Tells it at the fields that an aspect comes from; at the rule where none is set. */
  readonly tell: (is: ReportEntry['is'], route: Route, aspect: Aspect, message: string) => void;
  /** Where a route is written: the resource (a delegate, perhaps), its rule in it, and the match. */
  readonly placeOf: (route: Route) => { readonly resource: Resource; readonly rule: Path; readonly match: Path };
  /** Tells that a match is in none of the new documents, and says no more about the rule. */
  readonly leaveOut: (route: Route, message: string) => void;
  /** Carries the rest of rules of which everything has been left out: no more is to be said about them. */
  readonly closeLeftOut: () => void;
};

export const createContext = (
  base: Omit<Context, 'carry' | 'tell' | 'placeOf' | 'leaveOut' | 'closeLeftOut'>,
): Context => {
  const { ledger, kind, snapshot, source } = base;
  const others: readonly Resource[] = [...snapshot.virtualServices, ...snapshot.ingresses];
  const placeOf = ({ origin }: Route): ReturnType<Context['placeOf']> => {
    const isMeant = (one: Resource): boolean =>
      one.kind === origin.kind && one.namespace === origin.namespace && one.name === origin.name;
    const resource = isMeant(source) ? source : (others.find(isMeant) ?? source);
    const match = stepsOf(origin.path);
    return { resource, rule: rulePath(kind, match), match };
  };
  const left = new Set<Route>();
  const ruleOf = (route: Route): string => {
    const { resource, rule } = placeOf(route);
    return `${resource.namespace}/${resource.name} ${pathText(rule)}`;
  };
  return {
    ...base,
    placeOf,
    carry: (route, ...aspects) => {
      const { resource } = placeOf(route);
      for (const aspect of aspects) {
        for (const path of fieldsOf(resource, kind, route.origin, aspect)) ledger.carry(resource, path);
      }
    },
    tell: (is, route, aspect, message) => {
      const { resource, match } = placeOf(route);
      const fields = fieldsOf(resource, kind, route.origin, aspect);
      const [first, ...rest] = fields.length > 0 ? fields : [match];
      if (first) ledger.tell(is, resource, first, message);
      for (const path of rest) ledger.carry(resource, path);
    },
    leaveOut: (route, message) => {
      const { resource, match } = placeOf(route);
      left.add(route);
      ledger.tell('lost', resource, match, message);
    },
    closeLeftOut: () => {
      const kept = new Set(
        base.isolated.groups
          .flatMap(({ routes }) => routes)
          .filter((route) => !left.has(route))
          .map(ruleOf),
      );
      for (const route of left) {
        const { resource, rule } = placeOf(route);
        if (!kept.has(ruleOf(route))) ledger.carry(resource, rule);
      }
    },
  };
};

/** A Service of the cluster by its full name; undefined for hosts outside of it. */
export const serviceOf = (
  host: string,
  { settings }: Snapshot,
): { readonly name: string; readonly namespace: string } | undefined => {
  const end = `.svc.${settings.clusterDomain}`;
  if (!host.endsWith(end)) return undefined;
  const [name = '', namespace = '', ...more] = host.slice(0, -end.length).split('.');
  return name !== '' && namespace !== '' && more.length === 0 ? { name, namespace } : undefined;
};

/** `an HTTPRoute`. */
export const aKind = (kind: string): string => (/^[AEIOUH]/.test(kind) ? `an ${kind}` : `a ${kind}`);

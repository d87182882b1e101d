import type { Diagnostic } from '../../text/diagnostic.ts';
import type { ActionContext } from './actions.ts';
import type { Resolved } from './clusters.ts';
import { resolveEntries } from './entries.ts';
import type { ResolvedEntry, VirtualService } from './entry.ts';
import { type Target, type Translated, translateHttp } from './http-routes.ts';
import { keyOf } from './origin.ts';

/** Entries and routes of VirtualServices, taken over from the build before where nothing that they were made of has changed. */
export type Translations = {
  /** As `resolveEntries`; the same list for the same documents. */
  readonly entries: (root: VirtualService, byKey: ReadonlyMap<string, VirtualService>) => readonly ResolvedEntry[];
  /** As `translateHttp`; the same routes for the same entries, target and destinations. */
  readonly routes: (entries: readonly ResolvedEntry[], target: Target, context: ActionContext) => Translated;
  /** What was asked for here, for the next build. */
  readonly memory: TranslationMemory;
};

/** Resources are known by their identity: `readFile` keeps those that did not change, and each stays where it stands. */
export type TranslationMemory = {
  readonly entries: Map<VirtualService, KeptEntries[]>;
  readonly routes: Map<readonly ResolvedEntry[], KeptRoutes[]>;
};

type KeptEntries = {
  readonly delegates: readonly (VirtualService | undefined)[];
  readonly entries: readonly ResolvedEntry[];
};

type KeptRoutes = { readonly target: Target; readonly steps: readonly Step[]; readonly translated: Translated };

/** What translation asks of the rest of the workspace, and what it says, in this order. */
type Step =
  | { readonly do: 'resolve'; readonly asked: Parameters<ActionContext['clusters']['resolve']>; readonly got: Resolved }
  | { readonly do: 'report'; readonly diagnostic: Diagnostic };

export const createTranslations = (before?: TranslationMemory): Translations => {
  const memory: TranslationMemory = { entries: new Map(), routes: new Map() };
  return {
    memory,
    entries: (root, byKey) => {
      const delegates = delegatesOf(root, byKey);
      const fits = (kept: KeptEntries) => isSameList(kept.delegates, delegates);
      const known = memory.entries.get(root)?.find(fits);
      if (known) return known.entries;
      const kept = before?.entries.get(root)?.find(fits) ?? { delegates, entries: resolveEntries(root, byKey) };
      push(memory.entries, root, kept);
      return kept.entries;
    },
    routes: (entries, target, context) => {
      const fits = (kept: KeptRoutes) => isSameTarget(kept.target, target) && isStillSo(kept.steps, context);
      const kept = before?.routes.get(entries)?.find(fits) ?? recorded(entries, target, context);
      push(memory.routes, entries, kept);
      return kept.translated;
    },
  };
};

const delegatesOf = (
  { spec, namespace }: VirtualService,
  byKey: ReadonlyMap<string, VirtualService>,
): readonly (VirtualService | undefined)[] =>
  (spec.http ?? []).flatMap(({ delegate }) =>
    delegate ? [byKey.get(keyOf({ namespace: delegate.namespace || namespace, name: delegate.name ?? '' }))] : [],
  );

const recorded = (entries: readonly ResolvedEntry[], target: Target, context: ActionContext): KeptRoutes => {
  const steps: Step[] = [];
  const { clusters, report } = context;
  const listening: ActionContext = {
    regexes: context.regexes,
    report: {
      ...report,
      add: (diagnostic) => {
        steps.push({ do: 'report', diagnostic });
        report.add(diagnostic);
      },
    },
    clusters: {
      ...clusters,
      resolve: (...asked) => {
        const got = clusters.resolve(...asked);
        steps.push({ do: 'resolve', asked, got });
        return got;
      },
    },
  };
  const translated = translateHttp(entries, target, listening);
  return { target, steps, translated };
};

/** Goes the same way again, because what is asked for is thereby made, and problems are said anew in each build. */
const isStillSo = (steps: readonly Step[], { clusters, report }: ActionContext): boolean => {
  for (const step of steps) {
    if (step.do === 'report') report.add(step.diagnostic);
    else if (!isSameResolved(clusters.resolve(...step.asked), step.got)) return false;
  }
  return true;
};

const isSameResolved = (a: Resolved, b: Resolved): boolean =>
  a.cluster === b.cluster &&
  a.host === b.host &&
  a.port === b.port &&
  (a.hash === b.hash || JSON.stringify(a.hash) === JSON.stringify(b.hash));

const isSameTarget = (a: Target, b: Target): boolean =>
  a.gateway === b.gateway &&
  a.number === b.number &&
  a.hasTls === b.hasTls &&
  a.idSuffix === b.idSuffix &&
  a.proxyNamespace === b.proxyNamespace &&
  (a.proxyLabels === b.proxyLabels || JSON.stringify(a.proxyLabels) === JSON.stringify(b.proxyLabels));

const isSameList = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((one, index) => one === b[index]);

const push = <K, V>(lists: Map<K, V[]>, key: K, value: V): void => {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
};

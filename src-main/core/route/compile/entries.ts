import type { HttpRoute } from '../../resource/istio/http-route.ts';
import { isVisibleFrom } from '../../resource/visibility.ts';
import type { Path } from '../../text/tree.ts';
import { mergeMatches, mergeName } from './delegate-match.ts';
import type { Entry, Match, ResolvedEntry, VirtualService } from './entry.ts';
import { gatewayKey } from './names.ts';
import { keyOf, originOf } from './origin.ts';

/**
 * The `http[]` entries of a root VirtualService in order, with each delegating entry replaced by its delegate's entries (reference 5.8).
 * What cannot be used (missing or invisible delegate, conflicting conditions, a delegate's own delegation) comes as omitted.
 */
export const resolveEntries = (
  root: VirtualService,
  byKey: ReadonlyMap<string, VirtualService>,
): readonly ResolvedEntry[] => {
  const result: ResolvedEntry[] = [];
  (root.spec.http ?? []).forEach((http, index) => {
    const path = ['spec', 'http', index];
    if (http.delegate === undefined) result.push(ownEntry(root, http, path));
    else result.push(...delegatedEntries(root, http, path, byKey));
  });
  return result;
};

const ownEntry = (vs: VirtualService, http: HttpRoute, path: Path): Entry => ({
  in: vs,
  path,
  name: http.name ?? '',
  matches: matchesOf(vs, http, path),
  ...written(vs, http, path, 'route'),
  ...written(vs, http, path, 'redirect'),
  ...written(vs, http, path, 'directResponse'),
  ...written(vs, http, path, 'rewrite'),
  ...written(vs, http, path, 'timeout'),
  ...written(vs, http, path, 'headers'),
  ...written(vs, http, path, 'fault'),
  ...written(vs, http, path, 'corsPolicy'),
  ...written(vs, http, path, 'retries'),
  ...written(vs, http, path, 'mirror'),
  ...written(vs, http, path, 'mirrors'),
  ...written(vs, http, path, 'mirrorPercent'),
  ...written(vs, http, path, 'mirrorPercentage'),
});

type Field = Exclude<keyof Entry, 'in' | 'path' | 'via' | 'name' | 'matches'>;

const written = <F extends Field>(
  vs: VirtualService,
  http: HttpRoute,
  path: Path,
  field: F,
): Pick<Entry, F> | Record<string, never> =>
  http[field] === undefined
    ? {}
    : ({ [field]: { value: http[field], in: vs, path: [...path, field] } } as unknown as Pick<Entry, F>);

const matchesOf = (vs: VirtualService, http: HttpRoute, path: Path): readonly Match[] =>
  (http.match ?? []).map((spec, index) => ({
    spec,
    gateways: (spec.gateways ?? []).map((name) => gatewayKey(name, vs.namespace)),
    parts: [{ in: vs, path: [...path, 'match', index], spec }],
  }));

const delegatedEntries = (
  root: VirtualService,
  http: HttpRoute,
  path: Path,
  byKey: ReadonlyMap<string, VirtualService>,
): readonly ResolvedEntry[] => {
  const key = keyOf({ namespace: http.delegate?.namespace || root.namespace, name: http.delegate?.name ?? '' });
  const omit = (vs: VirtualService, at: Path, message: string): ResolvedEntry => ({
    omitted: { origin: originOf(vs, at), reason: 'delegate', message },
  });
  const target = byKey.get(key);
  if (target === undefined) return [omit(root, path, `there is no VirtualService "${key}" to delegate to`)];
  if ((target.spec.hosts ?? []).length > 0) {
    return [omit(root, path, `VirtualService "${key}" has hosts of its own, so that nothing can be delegated to it`)];
  }
  if (!isVisibleFrom(target, root.namespace)) {
    return [omit(root, path, `VirtualService "${key}" is not exported to namespace "${root.namespace}"`)];
  }
  const outer = ownEntry(root, http, path);
  return (target.spec.http ?? []).map((inner, index) => {
    const innerPath = ['spec', 'http', index];
    if (inner.delegate !== undefined) {
      return omit(target, innerPath, 'a delegate cannot delegate in its turn');
    }
    const merged = mergeEntries(outer, ownEntry(target, inner, innerPath));
    return (
      merged ??
      omit(target, innerPath, `its conditions contradict those of VirtualService "${keyOf(root)}" that delegates to it`)
    );
  });
};

/** Undefined when some condition of the delegate fits none of the root's. Only the delegate's own `route` and `redirect` count. */
const mergeEntries = (root: Entry, own: Entry): Entry | undefined => {
  const matches = mergeMatches(root.matches, own.matches);
  if (matches === undefined) return undefined;
  const { route: _route, redirect: _redirect, via: _via, ...inherited } = root;
  return { ...inherited, ...own, matches, name: mergeName(root.name, own.name), via: { in: root.in, path: root.path } };
};

import type { HttpMatch } from '../../resource/istio/http-route.ts';
import type { StringMatch } from '../../resource/istio/string-match.ts';
import type { Match } from './entry.ts';

/**
 * The conditions of a delegate's entry within those of the entry that delegates: every pair that does not contradict itself, the
 * delegate's order first. Undefined when one of the delegate's conditions fits none of the root's: then the whole entry goes
 * (reference 5.8).
 */
export const mergeMatches = (root: readonly Match[], own: readonly Match[]): readonly Match[] | undefined => {
  if (root.length === 0) return own;
  if (own.length === 0) return root;
  const result: Match[] = [];
  for (const o of own) {
    const fitting = root.filter((r) => !contradict(r, o));
    if (fitting.length === 0) return undefined;
    for (const r of fitting) result.push(mergeMatch(r, o));
  }
  return result;
};

export const mergeName = (root: string, own: string): string =>
  root !== '' && own !== '' ? `${root}-${own}` : root || own;

const maps = ['headers', 'withoutHeaders', 'queryParams', 'sourceLabels'] as const;

const mergeMatch = (root: Match, own: Match): Match => {
  const spec: Record<string, unknown> = { ...root.spec, ...own.spec };
  for (const field of maps) {
    if (root.spec[field] !== undefined) spec[field] = { ...root.spec[field], ...own.spec[field] };
  }
  // Zero and "" are "not set" in the language these fields come from.
  for (const field of ['port', 'sourceNamespace', 'statPrefix'] as const) {
    if (!own.spec[field] && root.spec[field]) spec[field] = root.spec[field];
  }
  const name = mergeName(root.spec.name ?? '', own.spec.name ?? '');
  if (name !== '') spec.name = name;
  return {
    spec: spec as HttpMatch,
    gateways: own.gateways.length > 0 ? own.gateways : root.gateways,
    parts: [...own.parts, ...root.parts],
  };
};

const contradict = ({ spec: root, gateways: outer }: Match, { spec: own, gateways: inner }: Match): boolean => {
  if (textsContradict(root.uri, own.uri) || textsContradict(root.scheme, own.scheme)) return true;
  if (textsContradict(root.method, own.method) || textsContradict(root.authority, own.authority)) return true;
  for (const field of ['headers', 'withoutHeaders', 'queryParams'] as const) {
    const outer = root[field] ?? {};
    for (const [key, text] of Object.entries(own[field] ?? {})) {
      if (Object.hasOwn(outer, key) && textsContradict(outer[key], text)) return true;
    }
  }
  if ((root.ignoreUriCase ?? false) !== (own.ignoreUriCase ?? false)) return true;
  if (root.port && own.port && root.port !== own.port) return true;
  if (root.sourceNamespace && root.sourceNamespace !== own.sourceNamespace) return true;
  const labels = root.sourceLabels ?? {};
  for (const [key, value] of Object.entries(own.sourceLabels ?? {})) {
    if (Object.hasOwn(labels, key) && labels[key] !== value) return true;
  }
  return outer.length > 0 && inner.some((gateway) => !outer.includes(gateway));
};

/** Whether the delegate's text is not plainly a narrowing of the root's: Istio compares the two by their words alone. */
const textsContradict = (root: StringMatch | undefined, own: StringMatch | undefined): boolean => {
  if (root === undefined || own === undefined) return false;
  if (root.regex || own.regex) return true;
  if (root.exact) return own.exact !== root.exact || Boolean(own.prefix);
  if (root.prefix) return !(own.exact || own.prefix || '').startsWith(root.prefix);
  return true;
};

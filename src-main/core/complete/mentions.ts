import { resolveGatewayName } from '../resource/istio/gateway-name.ts';
import type { ReadFile } from '../resource/read-file.ts';
import type { ReadItem } from '../resource/read-resource.ts';
import { createFindSecret } from '../route/compile/find-secret.ts';
import { expandHost, isSubsetOf, isWildcard, withoutNamespace } from '../route/hostname.ts';
import { entryOf, treeAt } from '../text/cursor.ts';
import type { Range } from '../text/diagnostic.ts';
import type { YamlDocument } from '../text/document.ts';
import type { MapTree, Path, ScalarTree, Tree } from '../text/tree.ts';
import { type NameKind, nameAt } from './names.ts';
import type { Workspace } from './workspace.ts';

/** One place where something is named. */
export type Mention = {
  readonly file: string;
  /** All of the value, without quotes around it; offsets in the file. */
  readonly range: Range;
  /** The part that is the name itself, without a namespace in front or the domain of a service behind. */
  readonly name: Range;
  /** What is named, the same for every way to write it: `gateway edge/main`, `host reviews.default.svc.cluster.local`. */
  readonly identity: string;
  /** Here it comes into being. */
  readonly declares: boolean;
  /** The text is that of an alias, or has escapes: it cannot be changed in place. */
  readonly fixed: boolean;
};

type What = NameKind | 'listener' | 'host' | 'granted';

/** What else is declared or mentioned where nobody writes it by hand: kind, path, and what. */
const declarations: readonly (readonly [kind: string, path: string, what: What])[] = [
  ['ServiceEntry', 'spec.hosts', 'host'],
  ['EndpointSlice', 'metadata.labels.kubernetes.io/service-name', 'destination-host'],
  ['Gateway', 'spec.listeners.name', 'listener'],
  ['ListenerSet', 'spec.listeners.name', 'listener'],
  ['ReferenceGrant', 'spec.to.name', 'granted'],
];

/** Every place of the workspace where something is named that documents can refer to, in the order of files and text. */
export const mentionsIn = (workspace: Workspace): readonly Mention[] => {
  const context = { workspace, findSecret: createFindSecret(workspace.snapshot) };
  return workspace.files.flatMap((file) => file.documents.flatMap((document) => inDocument(file, document, context)));
};

type Context = { readonly workspace: Workspace; readonly findSecret: ReturnType<typeof createFindSecret> };

const inDocument = (file: ReadFile, document: YamlDocument, context: Context): readonly Mention[] => {
  const { tree } = document.parsed;
  if (!tree) return [];
  return (file.readings.get(document.parsed)?.items ?? []).flatMap((item) => {
    const body = treeAt(tree, item.prefix);
    if (body?.is !== 'map') return [];
    const found: Mention[] = [];
    const kinds = new Map<string, ReturnType<typeof namedAt>>();
    walk(body, [], body, (value, path, around) => {
      const pattern = path.filter((step) => typeof step === 'string').join('.');
      if (!kinds.has(pattern)) kinds.set(pattern, namedAt(item, path));
      const what = kinds.get(pattern);
      const mention = what && mentionOf({ value, path, around, item, document, body, what }, context);
      if (mention) found.push(mention);
    });
    return found;
  });
};

/** Visits the text values of a document itself; what aliases and merge keys bring in stands elsewhere. */
const walk = (
  tree: Tree,
  path: Path,
  around: MapTree,
  visit: (value: ScalarTree, path: Path, around: MapTree) => void,
): void => {
  if (tree.is === 'scalar') {
    if (typeof tree.value === 'string') visit(tree, path, around);
  } else if (tree.is === 'list') {
    for (const [index, item] of tree.items.entries())
      if (inside(item, tree)) walk(item, [...path, index], around, visit);
  } else {
    for (const { key, value } of tree.entries) if (inside(value, tree)) walk(value, [...path, key], tree, visit);
  }
};

const inside = ({ range }: Tree, { range: outer }: Tree): boolean => outer[0] <= range[0] && range[1] <= outer[1];

const namedAt = ({ kind, group }: ReadItem, path: Path): What | undefined => {
  const steps = path.filter((step) => typeof step === 'string').join('.');
  return declarations.find(([of, at]) => of === kind && at === steps)?.[2] ?? nameAt(kind, group, path);
};

type Named = {
  readonly value: ScalarTree;
  readonly path: Path;
  readonly around: MapTree;
  readonly item: ReadItem;
  readonly document: YamlDocument;
  readonly body: MapTree;
  readonly what: What;
};

const mentionOf = (named: Named, context: Context): Mention | undefined => {
  const { value, document } = named;
  const found = identify(named, context);
  if (!found) return undefined;
  const raw = document.parsed.text.slice(...value.range);
  const at = raw === value.source ? 0 : raw.slice(1, -1) === value.source ? 1 : -1;
  const start = document.start + value.range[0] + Math.max(0, at);
  const from = start + found.from;
  return {
    file: document.file,
    range: [start, at < 0 ? document.start + value.range[1] : start + value.source.length],
    name: [from, from + found.length],
    identity: found.identity,
    declares: found.declares ?? false,
    fixed: at < 0,
  };
};

/** `from` and `length`: the name within the written text. */
type Identified = {
  readonly identity: string;
  readonly from: number;
  readonly length: number;
  readonly declares?: boolean;
};

const identify = (named: Named, context: Context): Identified | undefined => {
  const { value, around, item, what, path } = named;
  const written = value.source;
  const { namespace } = item;
  const { settings } = context.workspace.snapshot;
  const beside = (key: string): string | undefined => {
    const one = entryOf(around, key)?.value;
    return one?.is === 'scalar' && one.source !== '' ? one.source : undefined;
  };
  const whole = (identity: string, declares = false): Identified => ({
    identity,
    from: 0,
    length: written.length,
    declares,
  });
  const host = (name: string, home = namespace, declares = false): Identified => {
    const expanded = expandHost(name, home, settings.clusterDomain);
    // Of a service its name stands in front of the domain.
    const isService = expanded.endsWith(`.svc.${settings.clusterDomain}`);
    const length = isService ? expanded.indexOf('.') : name.length;
    return { identity: `host ${expanded}`, from: 0, length, declares };
  };
  switch (what) {
    case 'own-name':
      return ownName(item, written, host, whole, named.body);
    case 'gateway': {
      const key = resolveGatewayName(written, namespace);
      if (key === 'mesh') return undefined;
      const slash = written.indexOf('/');
      const name = key.slice(key.indexOf('/') + 1);
      return { identity: `gateway ${key}`, from: slash + 1, length: name.length };
    }
    case 'destination-host':
    case 'route-host':
      return host(written);
    case 'host':
      return host(written, namespace, true);
    case 'server-host': {
      const name = withoutNamespace(written);
      return { ...host(name), from: written.length - name.length };
    }
    case 'subset':
    case 'subset-declared': {
      if (what === 'subset-declared') return whole(`subset ${namespace}/${item.name} ${written}`, true);
      const owner = expandHost(beside('host') ?? '', namespace, settings.clusterDomain);
      const rule = ruleOf(context.workspace, owner, written);
      return rule ? whole(`subset ${rule.namespace}/${rule.name} ${written}`) : undefined;
    }
    case 'credential': {
      const name = written.slice(written.lastIndexOf('/') + 1);
      const map = /^configmap:\/\/(.+)$/.exec(written)?.[1];
      const key = map ?? context.findSecret(written, namespace)?.key ?? `${settings.namespace}/${name}`;
      const identity = `${map === undefined ? 'secret' : 'config-map'} ${key}`;
      return { identity, from: written.length - name.length, length: name.length };
    }
    case 'secret':
      return whole(`secret ${beside('namespace') ?? namespace}/${written}`);
    case 'config-map':
      return whole(`config-map ${beside('namespace') ?? namespace}/${written}`);
    case 'delegate':
      return whole(`virtual-service ${beside('namespace') ?? namespace}/${written}`);
    case 'parent': {
      const kind = beside('kind') ?? 'Gateway';
      const home = beside('namespace') ?? namespace;
      return kind === 'Service' ? host(written, home) : whole(`${kind} ${home}/${written}`);
    }
    case 'parent-section':
      return whole(
        `listener ${beside('kind') ?? 'Gateway'} ${beside('namespace') ?? namespace}/${beside('name') ?? ''} ${written}`,
      );
    case 'listener':
      return whole(`listener ${item.kind} ${namespace}/${item.name} ${written}`, true);
    case 'backend':
      return (beside('kind') ?? 'Service') === 'Service' ? host(written, beside('namespace') ?? namespace) : undefined;
    case 'granted': {
      const kind = beside('kind');
      if (kind === 'Service') return host(written);
      if (kind === 'Secret') return whole(`secret ${namespace}/${written}`);
      return kind === 'ConfigMap' ? whole(`config-map ${namespace}/${written}`) : undefined;
    }
    case 'gateway-class':
      return whole(`GatewayClass ${written}`);
    case 'ingress-class':
      return whole(`IngressClass ${written}`);
    case 'namespace':
      return path.at(0) === 'metadata' && item.kind === 'Namespace' ? undefined : whole(`namespace ${written}`);
    default:
      return undefined;
  }
};

/**
 * The rule that defines a subset of a host: those for just this gateway before those for all, those for just this host before wildcards,
 * the longest of these first (reference 6.1).
 */
const ruleOf = ({ snapshot }: Workspace, host: string, subset: string) => {
  const { labels = {}, clusterDomain } = snapshot.settings;
  return snapshot.destinationRules
    .filter(({ spec }) => spec.subsets?.some(({ name }) => name === subset))
    .map((rule) => {
      const selected = Object.entries(rule.spec.workloadSelector?.matchLabels ?? {});
      const applies = selected.every(([key, value]) => labels[key] === value);
      const covers = expandHost(rule.spec.host, rule.namespace, clusterDomain);
      return { rule, covers, applies, rank: (selected.length > 0 ? 2 : 0) + (isWildcard(covers) ? 0 : 1) };
    })
    .filter(({ covers, applies }) => applies && isSubsetOf(host, covers))
    .sort((a, b) => b.rank - a.rank || b.covers.length - a.covers.length)[0]?.rule;
};

const ownName = (
  { kind, group, namespace }: ReadItem,
  name: string,
  host: (name: string, home?: string, declares?: boolean) => Identified,
  whole: (identity: string, declares?: boolean) => Identified,
  body: MapTree,
): Identified | undefined => {
  switch (`${group}/${kind}`) {
    case 'networking.istio.io/Gateway':
      return whole(`gateway ${namespace}/${name}`, true);
    case 'networking.istio.io/VirtualService':
      return whole(`virtual-service ${namespace}/${name}`, true);
    case 'gateway.networking.k8s.io/Gateway':
    case 'gateway.networking.k8s.io/ListenerSet':
      return whole(`${kind} ${namespace}/${name}`, true);
    case 'gateway.networking.k8s.io/GatewayClass':
    case 'networking.k8s.io/IngressClass':
      return whole(`${kind} ${name}`, true);
    case '/Endpoints':
      return host(name);
    case '/Service':
      return host(name, namespace, true);
    case 'slipway.dev/LocalService':
      // With a service of its own it only points at it, which is a mention there.
      return treeAt(body, ['spec', 'service']) ? undefined : host(name, namespace, true);
    case '/Secret':
      return whole(`secret ${namespace}/${name}`, true);
    case '/ConfigMap':
      return whole(`config-map ${namespace}/${name}`, true);
    case '/Namespace':
      return whole(`namespace ${name}`, true);
    default:
      return undefined;
  }
};

import type { ParentRef } from '../../resource/gateway-api/references.ts';
import type { Resource } from '../../resource/resource.ts';
import type { Diagnostic } from '../../text/diagnostic.ts';
import { nearest } from '../../text/nearest.ts';
import type { Path } from '../../text/tree.ts';
import { quotedList } from '../../text/words.ts';
import type { Condition, ResourceStatus } from '../status.ts';
import type { RouteResource } from './attached.ts';
import type { KnowsService } from './backends.ts';
import { condition, gatewayApiGroup, judged, type Verdict } from './conditions.ts';
import type { Granted } from './grants.ts';
import { commonHosts } from './hostnames.ts';
import type { ListenerState } from './listener-state.ts';
import { refusedRules, unresolvedBackend } from './route-references.ts';
import { allows, type LabelsOf } from './selectors.ts';

/** What a route may name as its parent: a Gateway or a ListenerSet that is served here, with its own listeners. */
export type Parent = {
  readonly resource: Resource;
  readonly controller: string;
  readonly listeners: readonly ListenerState[];
  /** A ListenerSet that its Gateway does not take. */
  readonly outside?: string;
};

export type RouteContext = {
  /** By `Gateway namespace/name` and `ListenerSet namespace/name`. */
  readonly parents: ReadonlyMap<string, Parent>;
  /** Named by nobody, but by `useDefaultGateways`. */
  readonly defaults: readonly Parent[];
  /** The keys of parents that exist and are not served here, or have errors of their own. */
  readonly others: ReadonlySet<string>;
  /** Istio's Gateways, as `namespace/name`: another kind of the same name. */
  readonly istioGateways: ReadonlySet<string>;
  readonly labelsOf: LabelsOf;
  readonly granted: Granted;
  readonly knows: KnowsService;
};

export type RouteOutcome = {
  readonly status: ResourceStatus;
  readonly diagnostics: readonly Diagnostic[];
  /** The Gateways that have accepted it. */
  readonly gateways: readonly Resource[];
};

/** Attaches a route to every listener that it names and that takes it, and says how that went for each of its parents (reference 2.1). */
export const attachRoute = (route: RouteResource, context: RouteContext): RouteOutcome => {
  const { resource } = route;
  const diagnostics: Diagnostic[] = [];
  const unresolved = unresolvedBackend(route, context.granted, context.knows);
  const refused = refusedRules(route);
  const gateways = new Set<Resource>();
  const { parentRefs = [], useDefaultGateways } = resource.spec;
  const join = (parentRef: ParentRef, parent: Parent, path: Path | undefined) => {
    const failure = attachTo(route, parentRef, parent, context.labelsOf, (listener) => gateways.add(listener.gateway));
    if (failure && path) {
      diagnostics.push({
        severity: 'error',
        code: 'route/not-attached',
        ...(isAnalysed(route.kind) && { istio: 'IST0171' }),
        message: failure.message,
        place: resource.at([...path, ...failure.at]),
        ...(failure.related && { related: failure.related }),
      });
    }
    const { group = gatewayApiGroup, kind = 'Gateway', ...rest } = parentRef;
    const accepted = failure ?? (refused?.all ? refused.verdict : undefined);
    const conditions: Condition[] = [
      judged(resource, 'Accepted', 'Accepted', accepted),
      judged(resource, 'ResolvedRefs', 'ResolvedRefs', unresolved),
      ...(refused && !refused.all
        ? [condition(resource, 'PartiallyInvalid', 'True', refused.verdict.reason, refused.verdict.message)]
        : []),
    ];
    return { parentRef: { group, kind, ...rest }, controllerName: parent.controller, conditions };
  };
  const named = parentRefs.flatMap((parentRef, index) => {
    const path = ['spec', 'parentRefs', index];
    const parent = parentOf(route, parentRef, path, context, diagnostics);
    return parent ? [join(parentRef, parent, path)] : [];
  });
  const usual =
    useDefaultGateways === 'All'
      ? context.defaults.map((parent) => {
          const { name, namespace } = parent.resource;
          return join({ name, namespace }, parent, undefined);
        })
      : [];
  if (parentRefs.length === 0 && usual.length === 0) {
    diagnostics.push({
      severity: 'warning',
      code: 'route/no-parents',
      message: `no Gateway serves this ${route.kind}, because it names none; add "parentRefs"`,
      place: resource.at(['metadata', 'name']),
    });
  }
  const { kind, apiVersion, namespace, name } = resource;
  return {
    status: { apiVersion, kind, namespace, name, status: { parents: [...named, ...usual] } },
    diagnostics,
    gateways: [...gateways],
  };
};

const parentOf = (
  { resource, kind: routeKind }: RouteResource,
  { group = gatewayApiGroup, kind = 'Gateway', namespace = resource.namespace, name }: ParentRef,
  path: Path,
  { parents, others, istioGateways }: RouteContext,
  diagnostics: Diagnostic[],
): Parent | undefined => {
  if (group !== gatewayApiGroup || (kind !== 'Gateway' && kind !== 'ListenerSet')) {
    diagnostics.push({
      severity: 'information',
      code: 'route/parent-kind',
      message: `${aKind(routeKind)} of a ${kind} is not acted on here; name a Gateway or a ListenerSet`,
      place: resource.at([...path, 'kind']),
    });
    return undefined;
  }
  const key = `${kind} ${namespace}/${name}`;
  const parent = parents.get(key);
  if (parent || others.has(key)) return parent;
  const known = [...parents.keys()]
    .filter((one) => one.startsWith(`${kind} `))
    .map((one) => one.slice(kind.length + 1));
  const meant = known.find((one) => one.endsWith(`/${name}`)) ?? nearest(`${namespace}/${name}`, known);
  const isIstio = kind === 'Gateway' && istioGateways.has(`${namespace}/${name}`);
  const other = `the one of that name is Istio's, which takes VirtualServices; add one of "${gatewayApiGroup}", or write a VirtualService`;
  diagnostics.push({
    severity: 'error',
    code: 'reference/missing',
    message: `no ${kind} "${namespace}/${name}" of the Gateway API; ${isIstio ? other : meant ? `did you mean "${meant}"?` : 'add it or correct the name'}`,
    place: resource.at([...path, 'name']),
  });
  return undefined;
};

/** The routes whose conditions Istio's analyzer reads. */
const isAnalysed = (kind: string): boolean => kind === 'HTTPRoute' || kind === 'GRPCRoute';

const aKind = (kind: string): string => (kind === 'HTTPRoute' ? 'an HTTPRoute' : `a ${kind}`);

type Failure = Verdict & { readonly at: Path; readonly related?: Diagnostic['related'] };

/** Attaches where it can; what is told otherwise is how far it came at the listener where it came farthest. */
const attachTo = (
  route: RouteResource,
  { sectionName, port }: ParentRef,
  { listeners, resource: parent, outside }: Parent,
  labelsOf: LabelsOf,
  joined: (listener: ListenerState) => void,
): Failure | undefined => {
  const { kind, resource } = route;
  const who = `${parent.kind} "${parent.namespace}/${parent.name}"`;
  if (outside !== undefined) return { reason: 'NoMatchingParent', message: outside, at: ['name'] };
  const named = listeners.filter(
    ({ spec }) =>
      (sectionName === undefined || spec.name === sectionName) && (port === undefined || spec.port === port),
  );
  if (named.length === 0) {
    const wanted = [
      ...(sectionName === undefined ? [] : [`named "${sectionName}"`]),
      ...(port === undefined ? [] : [`on port ${port}`]),
    ].join(' ');
    const names = quotedList(listeners.map(({ spec }) => `${spec.name}:${spec.port}`));
    const message = `${who} has no listener ${wanted}; it has ${names}`;
    return { reason: 'NoMatchingParent', message, at: [sectionName === undefined ? 'port' : 'sectionName'] };
  }
  const related = [
    { message: 'the listener', place: (named[0] as ListenerState).owner.at((named[0] as ListenerState).path) },
  ];
  const ofKind = named.filter(({ supportedKinds }) => supportedKinds.includes(kind));
  if (ofKind.length === 0) {
    const takes = [...new Set(named.flatMap(({ supportedKinds }) => supportedKinds))];
    const remedy = takes.length === 0 ? 'correct the listener' : `it takes ${takes.join(' and ')}`;
    return {
      reason: 'NotAllowedByListeners',
      message: `no listener of ${who} takes ${aKind(kind)}; ${remedy}`,
      at: ['name'],
      related,
    };
  }
  const open = ofKind.filter(({ spec, owner }) =>
    allows(spec.allowedRoutes?.namespaces, 'Same', owner.namespace, resource.namespace, labelsOf),
  );
  if (open.length === 0) {
    const message = `no listener of ${who} takes routes of namespace "${resource.namespace}"; allow it under "allowedRoutes.namespaces" there`;
    return { reason: 'NotAllowedByListeners', message, at: ['name'], related };
  }
  const hosts = 'hostnames' in route.resource.spec ? (route.resource.spec.hostnames ?? []) : [];
  const layer4 = kind === 'TCPRoute' || kind === 'UDPRoute';
  let attached = false;
  for (const listener of open) {
    const hostnames = layer4 ? ['*'] : commonHosts(listener.hostname, hosts);
    if (hostnames.length === 0) continue;
    attached = true;
    joined(listener);
    // Named by several parents it is on the listener once.
    if (listener.routes.at(-1)?.resource !== resource) listener.routes.push({ ...route, hostnames });
  }
  if (attached) return undefined;
  const names = quotedList([...new Set(open.map(({ hostname }) => hostname))]);
  return {
    reason: 'NoMatchingListenerHostname',
    message: `none of its hosts is one of ${names}, which is all that ${who} takes; change "hostnames" or the "hostname" of the listener`,
    at: ['name'],
    related,
  };
};

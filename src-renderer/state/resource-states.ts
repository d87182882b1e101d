import type { Build } from '#core/build.ts';
import { groupOf, type Resource } from '#core/resource/resource.ts';
import type { Condition, ResourceStatus } from '#core/snapshot/status.ts';
import type { Place } from '#core/text/diagnostic.ts';

/** How one of several places in which a resource takes part is doing: its listener, or whom it belongs to. */
export type ResourcePart = {
  readonly is: 'listener' | 'parent' | 'ancestor';
  /** `listener http`, `Gateway default/main listener http`. */
  readonly name: string;
  readonly conditions: readonly Condition[];
  /** Of listeners. */
  readonly listener?: {
    readonly port?: number;
    readonly protocol?: string;
    readonly attachedRoutes: number;
    readonly supportedKinds: readonly string[];
  };
  readonly place?: Place;
};

/** The status of one resource as the window shows it, with the places that it speaks of. Plain JSON, because it comes out of a worker. */
export type ResourceState = {
  /** Unique in its workspace. */
  readonly id: string;
  readonly kind: string;
  /** Empty for what has none. */
  readonly namespace: string;
  readonly name: string;
  readonly addresses: readonly string[];
  /** Whether its status is to have addresses at all. */
  readonly hasAddresses: boolean;
  /** ListenerSets that joined a Gateway. */
  readonly listenerSets: number;
  readonly conditions: readonly Condition[];
  readonly parts: readonly ResourcePart[];
  readonly place?: Place;
};

/** What a status of any kind holds (gateway-api reference 2.13 and the `loadBalancer` of Ingress and Service). */
type Body = {
  readonly conditions?: readonly Condition[];
  readonly addresses?: readonly { readonly value: string }[];
  readonly attachedListenerSets?: number;
  readonly loadBalancer?: { readonly ingress?: readonly { readonly ip?: string; readonly hostname?: string }[] };
  readonly listeners?: readonly {
    readonly name: string;
    readonly attachedRoutes: number;
    readonly supportedKinds: readonly { readonly kind: string }[];
    readonly conditions: readonly Condition[];
  }[];
  readonly parents?: readonly { readonly parentRef: Ref; readonly conditions: readonly Condition[] }[];
  readonly ancestors?: readonly { readonly ancestorRef: Ref; readonly conditions: readonly Condition[] }[];
};

type Ref = {
  readonly kind?: string;
  readonly name: string;
  readonly namespace?: string;
  readonly sectionName?: string;
  readonly port?: number;
};

/** What of a spec leads from its status to the text. */
type Spec = {
  readonly listeners?: readonly { readonly name: string; readonly port?: number; readonly protocol?: string }[];
  readonly parentRefs?: readonly Ref[];
};

/** The statuses of a build, each with where its resource, its listeners and its references stand. In the order of the build. */
export const resourceStates = ({ statuses, resources }: Pick<Build, 'statuses' | 'resources'>) => {
  const found = new Map<string, Resource>();
  for (const resource of resources) {
    const key = keyOf(resource);
    if (!found.has(key)) found.set(key, resource);
    // The status of what belongs to no namespace names none.
    const clusterWide = keyOf({ ...resource, namespace: '' });
    if (!found.has(clusterWide)) found.set(clusterWide, resource);
  }
  return statuses.map((one) => stateOf(one, found.get(keyOf(one))));
};

const keyOf = (one: Pick<Resource, 'apiVersion' | 'kind' | 'namespace' | 'name'>): string =>
  `${groupOf(one)}/${one.kind} ${one.namespace}/${one.name}`;

const stateOf = (one: ResourceStatus, resource: Resource | undefined): ResourceState => {
  const { kind, namespace, name } = one;
  const body = one.status as Body;
  const balanced = (body.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip ?? hostname ?? '');
  return {
    id: keyOf(one),
    kind,
    namespace,
    name,
    addresses: [...(body.addresses ?? []).map(({ value }) => value), ...balanced],
    hasAddresses: body.addresses !== undefined || body.loadBalancer !== undefined,
    listenerSets: body.attachedListenerSets ?? 0,
    conditions: body.conditions ?? [],
    parts: partsOf(body, resource),
    ...(resource && { place: resource.keyAt(['metadata', 'name']) }),
  };
};

const partsOf = (body: Body, resource: Resource | undefined): readonly ResourcePart[] => {
  const { listeners = [], parentRefs = [] } = (resource?.spec ?? {}) as Spec;
  return [
    ...(body.listeners ?? []).map(({ name, attachedRoutes, supportedKinds, conditions }): ResourcePart => {
      const index = listeners.findIndex((listener) => listener.name === name);
      const { port, protocol } = listeners[index] ?? {};
      return {
        is: 'listener',
        name: `listener ${name}`,
        conditions,
        listener: {
          ...(port !== undefined && { port }),
          ...(protocol !== undefined && { protocol }),
          attachedRoutes,
          supportedKinds: supportedKinds.map(({ kind }) => kind),
        },
        ...(resource && index >= 0 && { place: resource.at(['spec', 'listeners', index, 'name']) }),
      };
    }),
    ...(body.parents ?? []).map(({ parentRef, conditions }): ResourcePart => {
      const index = parentRefs.findIndex((ref) => sameRef(ref, parentRef, resource?.namespace));
      return {
        is: 'parent',
        name: sayRef(parentRef),
        conditions,
        ...(resource && index >= 0 && { place: resource.at(['spec', 'parentRefs', index, 'name']) }),
      };
    }),
    ...(body.ancestors ?? []).map(
      ({ ancestorRef, conditions }): ResourcePart => ({ is: 'ancestor', name: sayRef(ancestorRef), conditions }),
    ),
  ];
};

const sameRef = (a: Ref, b: Ref, namespace: string | undefined): boolean =>
  (a.kind ?? 'Gateway') === (b.kind ?? 'Gateway') &&
  a.name === b.name &&
  (a.namespace ?? namespace) === (b.namespace ?? namespace) &&
  a.sectionName === b.sectionName &&
  a.port === b.port;

const sayRef = ({ kind = 'Gateway', name, namespace, sectionName, port }: Ref): string =>
  [
    `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`,
    ...(sectionName === undefined ? [] : [`listener ${sectionName}`]),
    ...(port === undefined ? [] : [`port ${port}`]),
  ].join(' ');

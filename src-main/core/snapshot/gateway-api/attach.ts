import type { GatewaySpec } from '../../resource/gateway-api/gateway.ts';
import type { Resource } from '../../resource/resource.ts';
import type { Diagnostic } from '../../text/diagnostic.ts';
import type { Snapshot } from '../snapshot.ts';
import type { ResourceStatus } from '../status.ts';
import { assignAddresses, type GatewayAddresses } from './addresses.ts';
import { attachRoute, type Parent } from './attach-routes.ts';
import type { RouteResource, ServedListener } from './attached.ts';
import { backendTlsOf, backendTlsStatus, type PolicyState } from './backend-tls.ts';
import type { KnowsService } from './backends.ts';
import { checkGateway } from './check-gateway.ts';
import { checkListener } from './check-listener.ts';
import { createClasses } from './classes.ts';
import { byAge, condition } from './conditions.ts';
import { markConflicts, markOverlaps } from './conflicts.ts';
import { createFoundObjects } from './found-objects.ts';
import { type GatewayFaults, gatewayStatus, listenerSetStatus } from './gateway-status.ts';
import { createGranted } from './grants.ts';
import { joinListenerSets, type SetState } from './listener-sets.ts';
import { isUsable, type ListenerState, listenersOf } from './listener-state.ts';
import { createPortUses, type PortUse } from './port-uses.ts';
import { reportListeners } from './report-listeners.ts';
import { backendsOf } from './route-references.ts';
import { createLabelsOf } from './selectors.ts';

/** Everything that the documents of the Gateway API come to before requests are looked at. */
export type Attachment = {
  /** In the order of their Gateways by age, a Gateway's own before those of its ListenerSets. */
  readonly listeners: readonly ServedListener[];
  /** Of every resource of the API that has a status and whose class is served here. */
  readonly statuses: readonly ResourceStatus[];
  readonly diagnostics: readonly Diagnostic[];
};

/**
 * Works out classes, Gateways, listeners, references and routes in the order of reference 2.1, with the conditions that Kubernetes would
 * store. `taken`: ports that others have on this machine; `unusable`: resources that are there with errors of their own (`identityOf`).
 */
export const attach = (
  snapshot: Snapshot,
  knows: KnowsService,
  taken: readonly PortUse[] = [],
  unusable: ReadonlySet<string> = new Set(),
): Attachment => {
  const { gatewayApi, settings } = snapshot;
  const diagnostics: Diagnostic[] = [];
  const granted = createGranted(gatewayApi.grants);
  const objects = createFoundObjects(snapshot, granted);
  const labelsOf = createLabelsOf(snapshot.namespaces);
  const classes = createClasses(snapshot);
  for (const { resource, verdict } of classes.refused) {
    const place = resource.at(['spec', 'parametersRef', 'kind']);
    diagnostics.push({ severity: 'error', code: 'gateway/parameters', message: verdict.message, place });
  }
  const others = new Set<string>();
  for (const key of unusable) {
    if (key.startsWith('gateway.networking.k8s.io/')) others.add(key.slice('gateway.networking.k8s.io/'.length));
  }

  const statuses: ResourceStatus[] = [...classes.statuses];
  const served = [...gatewayApi.gateways].sort(byAge).filter((gateway) => {
    const { isServed, refused } = classes.of(gateway.spec.gatewayClassName);
    if (isServed && refused === undefined) return true;
    others.add(keyOf(gateway));
    diagnostics.push({
      severity: refused ? 'warning' : 'information',
      code: 'gateway/class',
      message: refused
        ? `the GatewayClass "${gateway.spec.gatewayClassName}" is not accepted, so the Gateway waits: ${refused.message}`
        : `the LocalGateway does not name the class "${gateway.spec.gatewayClassName}", so the Gateway is left alone; add it to "gatewayClasses"`,
      place: gateway.at(['spec', 'gatewayClassName']),
    });
    if (refused) statuses.push(pending(gateway));
    return false;
  });
  const addresses = assignAddresses(served, settings);
  const takePorts = createPortUses(taken);
  const sets = joinListenerSets(gatewayApi.listenerSets, served, { labelsOf, others, diagnostics });
  const states = served.map((gateway): GatewayState => {
    const own = listenersOf(gateway, gateway);
    const joined = sets.of(gateway);
    const place = addresses.get(gateway) ?? { bind: [], reported: [] };
    const faults = checkGateway(gateway, place, objects, diagnostics);
    const inside = joined.filter(({ refused }) => refused === undefined);
    const all = [...own, ...inside.flatMap(({ listeners }) => listeners)];
    for (const listener of all) checkListener(listener, objects);
    markConflicts([own, ...inside.map(({ listeners }) => listeners)]);
    markOverlaps(all);
    if (!faults.refused) takePorts(all.filter(isUsable), place.bind);
    reportListeners(all, diagnostics);
    const { controller } = classes.of(gateway.spec.gatewayClassName);
    return { gateway, own, sets: joined, all, faults, addresses: place, controller };
  });

  const routes = routesOf(snapshot);
  const istioGateways = new Set(snapshot.gateways.map(({ namespace, name }) => `${namespace}/${name}`));
  const context = { ...parentsOf(states), others, istioGateways, labelsOf, granted, knows };
  const reached = new Map<string, Set<Resource>>();
  const routeStatuses = routes.map((route) => {
    const { status, diagnostics: own, gateways } = attachRoute(route, context);
    diagnostics.push(...own);
    for (const { name, namespace = route.resource.namespace } of gateways.length > 0 ? backendsOf(route) : []) {
      const key = `${namespace}/${name}`;
      const known = reached.get(key) ?? new Set();
      for (const gateway of gateways) known.add(gateway);
      reached.set(key, known);
    }
    return status;
  });

  for (const { gateway, own, sets: joined, faults, addresses: place } of states) {
    const attached = joined.filter(({ refused, listeners }) => refused === undefined && listeners.some(isUsable));
    statuses.push(gatewayStatus(gateway, own, faults, place, faults.refused ? 0 : attached.length));
    for (const { set, listeners, refused } of joined) {
      const outside = refused ?? (faults.refused && { reason: 'ParentNotAccepted', message: faults.refused.message });
      statuses.push(listenerSetStatus(set, listeners, outside));
    }
  }
  const tls = backendTlsOf(snapshot, objects);
  const controllers = new Map<Resource, string>(states.map(({ gateway, controller }) => [gateway, controller]));
  for (const state of tls.policies) {
    const { policy } = state;
    const gateways = new Set(
      policy.spec.targetRefs.flatMap(({ name }) => [...(reached.get(`${policy.namespace}/${name}`) ?? [])]),
    );
    const ancestors = states.flatMap(({ gateway: resource }) =>
      gateways.has(resource) ? [{ resource, controller: controllers.get(resource) ?? '' }] : [],
    );
    routeStatuses.push(backendTlsStatus(state, ancestors));
  }
  return {
    listeners: states.flatMap((state) => servedOf(state, tls.policies)),
    statuses: [...statuses, ...routeStatuses],
    diagnostics: [...diagnostics, ...tls.diagnostics],
  };
};

type GatewayState = {
  readonly gateway: Resource<GatewaySpec>;
  readonly own: readonly ListenerState[];
  readonly sets: readonly SetState[];
  /** Its own listeners and those of the sets that it takes. */
  readonly all: readonly ListenerState[];
  readonly faults: GatewayFaults;
  readonly addresses: GatewayAddresses;
  readonly controller: string;
};

const keyOf = ({ kind, namespace, name }: Resource): string => `${kind} ${namespace}/${name}`;

/** What Kubernetes says of a Gateway that no controller has looked at yet. */
const pending = (gateway: Resource<GatewaySpec>): ResourceStatus => {
  const { apiVersion, kind, namespace, name } = gateway;
  const message = 'its GatewayClass is not accepted';
  const conditions = ['Accepted', 'Programmed'].map((type) => condition(gateway, type, 'Unknown', 'Pending', message));
  return { apiVersion, kind, namespace, name, status: { conditions } };
};

/** All routes in their order of precedence: older ones, then by namespace and name. */
export const routesOf = ({ gatewayApi }: Snapshot): readonly RouteResource[] => {
  const { httpRoutes, grpcRoutes, tlsRoutes, tcpRoutes, udpRoutes } = gatewayApi;
  const all: readonly RouteResource[] = [
    ...httpRoutes.map((resource) => ({ kind: 'HTTPRoute', resource }) as const),
    ...grpcRoutes.map((resource) => ({ kind: 'GRPCRoute', resource }) as const),
    ...tlsRoutes.map((resource) => ({ kind: 'TLSRoute', resource }) as const),
    ...tcpRoutes.map((resource) => ({ kind: 'TCPRoute', resource }) as const),
    ...udpRoutes.map((resource) => ({ kind: 'UDPRoute', resource }) as const),
  ];
  return [...all].sort((a, b) => byAge(a.resource, b.resource));
};

const parentsOf = (states: readonly GatewayState[]) => {
  const parents = new Map<string, Parent>();
  const defaults: Parent[] = [];
  for (const { gateway, own, sets, controller } of states) {
    const parent = { resource: gateway, controller, listeners: own };
    parents.set(keyOf(gateway), parent);
    if (gateway.spec.defaultScope === 'All') defaults.push(parent);
    for (const { set, listeners, refused } of sets) {
      parents.set(keyOf(set), { resource: set, controller, listeners, ...(refused && { outside: refused.message }) });
    }
  }
  return { parents, defaults };
};

const servedOf = (
  { all, faults, addresses }: GatewayState,
  policies: readonly PolicyState[],
): readonly ServedListener[] => {
  if (faults.refused || addresses.bind.length === 0) return [];
  const { clientCertificate } = faults;
  const backendTls = { policies, ...(clientCertificate && { clientCertificate }) };
  // A listener without a usable certificate is served as one that refuses, so that no wider one answers for its names.
  return all
    .filter(({ refused }) => refused === undefined)
    .map(({ gateway, owner, path, spec, hostname, tls, routes }) => ({
      gateway,
      owner,
      path,
      spec,
      hostname,
      ...(tls && { tls }),
      addresses: addresses.bind,
      routes,
      backendTls,
    }));
};

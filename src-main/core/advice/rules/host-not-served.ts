import type { ParentRef } from '../../resource/gateway-api/references.ts';
import { resolveGatewayName } from '../../resource/istio/gateway-name.ts';
import type { Resource } from '../../resource/resource.ts';
import { hostsMeet, sanitiseServerHosts, serverHostsFor } from '../../route/hostname.ts';
import { hostnameOf, hostsOverlap } from '../../snapshot/gateway-api/hostnames.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { Diagnostic } from '../../text/diagnostic.ts';
import { nearest } from '../../text/nearest.ts';
import type { Rule } from '../rule.ts';

/**
 * One host of several that no listener serves, while it serves others (references 3.4; Gateway API 2.3): nothing is wrong for Istio,
 * and the host answers nobody. Where none is served, that is told by other rules.
 */
export const hostNotServed: Rule = (snapshot) => [...ofVirtualServices(snapshot), ...ofGatewayApi(snapshot)];

/** What the list does not have already. */
const without = (served: readonly string[], hosts: readonly string[]): readonly string[] =>
  served.filter((one) => !hosts.includes(one));

/** Did-you-mean compares with every host that is served, so it stops after this many. */
const mostSuggestions = 50;

const createTell = (): ((
  resource: Resource,
  field: string,
  index: number,
  host: string,
  served: readonly string[],
) => Diagnostic) => {
  let asked = 0;
  return (resource, field, index, host, served) => {
    const near = asked++ < mostSuggestions ? nearest(host, served) : undefined;
    const remedy =
      near === undefined ? 'add it to the hosts of a listener, or remove it here' : `did you mean "${near}"?`;
    return {
      severity: 'information',
      code: 'host/not-served',
      message: `no listener of these Gateways serves "${host}", only other hosts of this list; ${remedy}`,
      place: resource.at(['spec', field, index]),
    };
  };
};

const ofVirtualServices = ({ gateways, virtualServices }: Snapshot): readonly Diagnostic[] => {
  const tell = createTell();
  const byName = new Map(
    gateways.map(({ namespace, name, spec }) => {
      const all = [...new Set(spec.servers.flatMap((server) => sanitiseServerHosts(server.hosts, namespace)))];
      return [`${namespace}/${name}`, all];
    }),
  );
  return virtualServices.flatMap((resource) => {
    const { hosts = [], gateways: names = [] } = resource.spec;
    if (hosts.length < 2) return [];
    const found = names.map((name) => byName.get(resolveGatewayName(name, resource.namespace)));
    // The mesh, or a Gateway that is not in these files, may serve any of them.
    if (found.length === 0 || found.some((one) => one === undefined)) return [];
    const served = serverHostsFor(
      found.flatMap((one) => one ?? []),
      resource.namespace,
    );
    const exact = new Set(served);
    const wildcards = served.filter((one) => one.startsWith('*'));
    const isServed = (host: string): boolean =>
      exact.has(host) || hostsMeet(host.startsWith('*') ? served : wildcards, [host]);
    const missing = hosts.flatMap((host, index) => (isServed(host) ? [] : [{ host, index }]));
    if (missing.length === hosts.length) return [];
    return missing.map(({ host, index }) => tell(resource, 'hosts', index, host, without(served, hosts)));
  });
};

type Route = Resource<{ readonly parentRefs?: readonly ParentRef[]; readonly hostnames?: readonly string[] }>;

const ofGatewayApi = ({ gatewayApi, gateways: istio }: Snapshot): readonly Diagnostic[] => {
  const tell = createTell();
  const { gateways, listenerSets, httpRoutes, grpcRoutes, tlsRoutes } = gatewayApi;
  // Listeners of a ListenerSet are found through its Gateway, too.
  if (listenerSets.length > 0) return [];
  const byName = new Map(gateways.map((one) => [`${one.namespace}/${one.name}`, one.spec.listeners]));
  const istioNames = new Set(istio.map(({ namespace, name }) => `${namespace}/${name}`));
  const routes: readonly Route[] = [...httpRoutes, ...grpcRoutes, ...tlsRoutes];
  return routes.flatMap((resource) => {
    const { parentRefs = [], hostnames = [] } = resource.spec;
    if (hostnames.length < 2 || parentRefs.length === 0) return [];
    const listeners = parentRefs.map(
      ({ kind = 'Gateway', namespace = resource.namespace, name, sectionName, port }) => {
        const key = `${namespace}/${name}`;
        const all = kind === 'Gateway' && !istioNames.has(key) ? byName.get(key) : undefined;
        return all?.filter((one) => (sectionName ?? one.name) === one.name && (port ?? one.port) === one.port);
      },
    );
    if (listeners.some((one) => one === undefined || one.length === 0)) return [];
    const served = [...new Set(listeners.flatMap((one) => (one ?? []).map(({ hostname }) => hostnameOf(hostname))))];
    const missing = hostnames.flatMap((host, index) =>
      served.some((one) => hostsOverlap(one, hostnameOf(host))) ? [] : [{ host, index }],
    );
    if (missing.length === hostnames.length) return [];
    return missing.map(({ host, index }) => tell(resource, 'hostnames', index, host, without(served, hostnames)));
  });
};

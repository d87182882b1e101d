import { resolveGatewayName } from '../../resource/istio/gateway-name.ts';
import type { VirtualServiceSpec } from '../../resource/istio/virtual-service.ts';
import type { Resource } from '../../resource/resource.ts';
import { isHttpServer, isTlsServer, isUnserved } from '../../route/compile/protocol.ts';
import { isSubsetOf, isWildcard, sanitiseServerHosts, serverHostsFor } from '../../route/hostname.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { Condition, ResourceStatus } from '../../snapshot/status.ts';
import type { Diagnostic } from '../../text/diagnostic.ts';
import { nearest } from '../../text/nearest.ts';
import type { Rule } from '../rule.ts';

/**
 * Listeners that are opened and lead nowhere: no VirtualService brings routes for a server of an Istio Gateway (reference 2.8: requests
 * get 404). Told only beside others that are used, since a Gateway alone is one half of something, and not where a name or a host that
 * is told elsewhere already is the reason. A listener of the Gateway API is unused when no route has attached to it.
 */
export const listenerUnused: Rule = (snapshot, _, { statuses }) => [
  ...ofIstio(snapshot),
  ...ofGatewayApi(snapshot, statuses),
];

const ofIstio = (snapshot: Snapshot): readonly Diagnostic[] => {
  const users = usersOf(snapshot);
  const names = new Set(snapshot.gateways.map(({ namespace, name }) => `${namespace}/${name}`));
  const missing = [...users.keys()].filter((key) => !names.has(key)).slice(0, mostSuggestions);
  if (users.size === missing.length) return [];
  return snapshot.gateways.flatMap((gateway): readonly Diagnostic[] => {
    const { namespace, name, spec } = gateway;
    const own = users.get(`${namespace}/${name}`);
    if (own === undefined) {
      const meant = missing.some((key) => key.endsWith(`/${name}`) || nearest(key, [`${namespace}/${name}`]));
      if (meant) return [];
      return [
        {
          severity: 'information',
          code: 'listener/unused',
          message: `no VirtualService names this Gateway, so it answers 404; write "${namespace}/${name}" under "gateways" of one, or remove it`,
          place: gateway.at(['metadata', 'name']),
        },
      ];
    }
    const judged = spec.servers.flatMap((server, index) => {
      const redirects = server.tls?.httpsRedirect === true && !isTlsServer(server);
      const { mode } = server.tls ?? {};
      if (redirects || isUnserved(server) || server.bind?.startsWith('unix://') || mode === 'AUTO_PASSTHROUGH')
        return [];
      const isHttp = isHttpServer(server);
      const hosts = sanitiseServerHosts(server.hosts, namespace);
      return [
        { index, isHttp, used: own.some((user) => (isHttp ? user.http : user.connections) && isUsedBy(hosts, user)) },
      ];
    });
    if (judged.every(({ used }) => !used)) return [];
    return judged
      .filter(({ used }) => !used)
      .map(({ index, isHttp }) => ({
        severity: 'information',
        code: 'listener/unused',
        message: isHttp
          ? 'no VirtualService has "http" routes for a host of this server, so requests get 404; add one, or remove the server'
          : 'no VirtualService has "tls" or "tcp" routes for a host of this server, so nothing answers there; add one, or remove the server',
        place: gateway.at(['spec', 'servers', index, 'port', 'number']),
      }));
  });
};

/** What a Gateway's status says of its listeners. */
type Attached = {
  readonly listeners?: readonly {
    readonly name: string;
    readonly attachedRoutes: number;
    readonly conditions: readonly Condition[];
  }[];
};

/** A listener that is refused or in conflict has worse troubles than that. */
const isWell = (conditions: readonly Condition[]): boolean =>
  conditions.every(({ type, status }) => status === (type === 'Conflicted' ? 'False' : 'True'));

const ofGatewayApi = ({ gatewayApi }: Snapshot, statuses: readonly ResourceStatus[]): readonly Diagnostic[] => {
  const byName = new Map(gatewayApi.gateways.map((one) => [`${one.namespace}/${one.name}`, one]));
  return statuses.flatMap(({ apiVersion, kind, namespace, name, status }): readonly Diagnostic[] => {
    const gateway = byName.get(`${namespace}/${name}`);
    if (kind !== 'Gateway' || gateway?.apiVersion !== apiVersion) return [];
    const { listeners = [] } = status as Attached;
    const used = new Set(listeners.filter((one) => one.attachedRoutes > 0).map((one) => one.name));
    if (used.size === 0) return [];
    const well = new Set(listeners.filter((one) => isWell(one.conditions)).map((one) => one.name));
    return gateway.spec.listeners.flatMap((listener, index) =>
      used.has(listener.name) || !well.has(listener.name)
        ? []
        : [
            {
              severity: 'information',
              code: 'listener/unused',
              message: `no route is attached to the listener "${listener.name}", so nothing answers there; attach one, or remove the listener`,
              place: gateway.at(['spec', 'listeners', index, 'name']),
            },
          ],
    );
  });
};

/** Names that are not there are compared with every Gateway that nobody names, so only so many are. */
const mostSuggestions = 50;

/** The hosts of VirtualServices of one namespace that name one Gateway. */
type User = {
  readonly namespace: string;
  readonly hosts: Set<string>;
  readonly wildcards: string[];
  /** Which sorts of routes they bring. */
  readonly http: boolean;
  readonly connections: boolean;
};

/** By `namespace/name` of the Gateway. */
const usersOf = ({ virtualServices }: Snapshot): ReadonlyMap<string, readonly User[]> => {
  const users = new Map<string, Map<string, User>>();
  for (const resource of virtualServices) {
    const { hosts = [], http, tls, tcp } = resource.spec;
    if (hosts.length === 0) continue;
    const sorts = { http: (http ?? []).length > 0, connections: (tls ?? []).length + (tcp ?? []).length > 0 };
    for (const key of gatewaysOf(resource)) {
      const own = users.get(key) ?? new Map<string, User>();
      users.set(key, own);
      const sort = `${resource.namespace} ${sorts.http} ${sorts.connections}`;
      const user = own.get(sort) ?? { namespace: resource.namespace, hosts: new Set(), wildcards: [], ...sorts };
      own.set(sort, user);
      for (const host of hosts) {
        user.hosts.add(host);
        if (isWildcard(host)) user.wildcards.push(host);
      }
    }
  }
  return new Map([...users].map(([key, own]) => [key, [...own.values()]]));
};

/** Those of its own list and those that conditions name. */
const gatewaysOf = ({ namespace, spec }: Resource<VirtualServiceSpec>): ReadonlySet<string> => {
  const conditions = [...(spec.http ?? []), ...(spec.tls ?? []), ...(spec.tcp ?? [])].flatMap(({ match = [] }) =>
    match.flatMap(({ gateways = [] }) => gateways),
  );
  const keys = [...(spec.gateways ?? []), ...conditions].map((name) => resolveGatewayName(name, namespace));
  return new Set(keys.filter((key) => key !== 'mesh'));
};

const isUsedBy = (sanitised: readonly string[], { namespace, hosts, wildcards }: User): boolean =>
  serverHostsFor(sanitised, namespace).some((host) => {
    if (hosts.has(host) || wildcards.some((one) => isSubsetOf(host, one))) return true;
    if (!isWildcard(host)) return false;
    for (const one of hosts) if (isSubsetOf(one, host)) return true;
    return false;
  });

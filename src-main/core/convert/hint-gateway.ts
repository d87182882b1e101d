import type { Resource } from '../resource/resource.ts';
import { isVisibleFrom } from '../resource/visibility.ts';
import { hostOf } from '../route/authority.ts';
import type { Explanation } from '../route/explanation.ts';
import type { Hint } from '../route/hint.ts';
import { isSubsetOf, sanitiseServerHosts, serverHostsFor } from '../route/hostname.ts';
import { meantName } from '../route/nearest-names.ts';
import type { ResourceStatus } from '../snapshot/status.ts';
import type { Path } from '../text/tree.ts';
import { unattachedHints } from './hint-attach.ts';

type Named = {
  readonly hosts?: readonly string[];
  readonly gateways?: readonly string[];
  readonly exportTo?: readonly string[];
};
type Servers = { readonly servers?: readonly { readonly hosts?: readonly string[] }[] };

/** The host that nobody serves, for `gatewayHints`; undefined where one does, or where something else is wrong. */
export const unservedHost = ({ decision, hosts, request, candidates }: Explanation): string | undefined => {
  if (decision.outcome !== 'reject' || decision.details !== 'route_not_found') return undefined;
  const chosen = hosts.find((one) => one.chosen);
  // A listener of the Gateway API has its host even where no route is attached.
  const isServed = chosen !== undefined && !chosen.domain.startsWith('*') && candidates.length > 0;
  return isServed ? undefined : hostOf(request.authority);
};

/** What of a build hints about hosts are made from. */
export type HostDocuments = {
  readonly resources: readonly Resource[];
  readonly statuses?: readonly ResourceStatus[];
  readonly snapshot: { readonly settings: { readonly namespace: string } };
};

/** Routes that name a host and do not reach the gateway with it, and why: at most three. Asked where no virtual host has the name. */
export const gatewayHints = (host: string, { resources, statuses = [], snapshot }: HostDocuments): readonly Hint[] => {
  const gateways = resources.filter(({ kind, apiVersion }) => kind === 'Gateway' && apiVersion.includes('istio'));
  const services = resources
    .filter(
      ({ kind, spec }) =>
        kind === 'VirtualService' && ((spec as Named).hosts ?? []).some((one) => isSubsetOf(host, one.toLowerCase())),
    )
    .flatMap((one) => reasonsOf(one, host, gateways, snapshot.settings.namespace));
  return [...services, ...unattachedHints(host, resources, statuses)].slice(0, 3);
};

const reasonsOf = (
  service: Resource,
  host: string,
  gateways: readonly Resource[],
  proxyNamespace: string,
): readonly Hint[] => {
  const { gateways: named = [], exportTo } = service.spec as Named;
  const called = `VirtualService "${service.namespace}/${service.name}"`;
  if (named.length === 0) {
    return [
      hint(
        service,
        ['spec'],
        `${called} is for "${host}", but names no gateways, so it is for the mesh alone; add "gateways" to it`,
      ),
    ];
  }
  if (named.every((one) => one === 'mesh')) {
    return [
      hint(
        service,
        ['spec', 'gateways', 0],
        `${called} is for "${host}", but only for the mesh; name a Gateway in "gateways"`,
      ),
    ];
  }
  const found = named.flatMap((one, index): readonly Hint[] => {
    if (one === 'mesh') return [];
    const at: Path = ['spec', 'gateways', index];
    const slash = one.indexOf('/');
    const namespace = slash === -1 ? service.namespace : one.slice(0, slash);
    const name = one.slice(slash + 1);
    const gateway = gateways.find((each) => each.namespace === namespace && each.name === name);
    if (gateway === undefined) {
      const meant = otherGateway(namespace, name, gateways);
      return [
        hint(
          service,
          at,
          `${called} is for "${host}" at Gateway "${namespace}/${name}", which does not exist${meant === undefined ? '; add it' : `; did you mean "${meant}"?`}`,
        ),
      ];
    }
    const servers = (gateway.spec as Servers).servers ?? [];
    const admits = servers.some(({ hosts = [] }) =>
      serverHostsFor(sanitiseServerHosts(hosts, gateway.namespace), service.namespace).some((each) =>
        isSubsetOf(host, each.toLowerCase()),
      ),
    );
    if (admits) return [];
    const listed = [...new Set(servers.flatMap(({ hosts = [] }) => hosts))].map((each) => `"${each}"`).join(', ');
    return [
      hint(
        gateway,
        ['spec', 'servers', 0, 'hosts'],
        `${called} is for "${host}", but Gateway "${namespace}/${name}" admits only ${listed} from namespace "${service.namespace}"; add the host there`,
      ),
    ];
  });
  const exported = {
    name: service.name,
    namespace: service.namespace,
    spec: exportTo === undefined ? {} : { exportTo },
  };
  if (found.length > 0 || isVisibleFrom(exported, proxyNamespace)) return found;
  return [
    hint(
      service,
      ['spec', 'exportTo'],
      `${called} is for "${host}", but "exportTo" shows it to ${(exportTo ?? []).map((one) => `"${one}"`).join(', ')} alone; add the namespace of the gateway, "${proxyNamespace}"`,
    ),
  ];
};

const otherGateway = (namespace: string, name: string, gateways: readonly Resource[]): string | undefined => {
  const elsewhere = gateways.find((one) => one.name === name);
  if (elsewhere) return `${elsewhere.namespace}/${name}`;
  const meant = meantName(
    name,
    gateways.filter((one) => one.namespace === namespace).map((one) => one.name),
  );
  return meant === undefined ? undefined : `${namespace}/${meant}`;
};

const hint = (resource: Resource, path: Path, message: string): Hint => {
  const { kind, namespace, name } = resource;
  const place = resource.at(path);
  return { kind: 'wrong-gateway', message, place, origin: { kind, namespace, name, path: path.join('.'), place } };
};

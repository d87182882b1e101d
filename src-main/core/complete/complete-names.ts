import { resolveGatewayName } from '../resource/istio/gateway-name.ts';
import type { Resource } from '../resource/resource.ts';
import { expandHost } from '../route/hostname.ts';
import { type Context, textAt } from './context.ts';
import { knownHosts } from './known-hosts.ts';
import { type NameKind, nameAt } from './names.ts';
import type { Workspace } from './workspace.ts';

/** A name of the workspace: how it is written here, what it is, and where it is declared. */
export type KnownName = { readonly written: string; readonly detail: string; readonly resource?: Resource };

/** The names that the value at a path may have; undefined where a value names nothing. */
export const namesAt = (workspace: Workspace, context: Context): readonly KnownName[] | undefined => {
  const what = nameAt(context.kind, context.group, context.path);
  return what && distinct(namesOf(what, workspace, context));
};

const namesOf = (what: NameKind, workspace: Workspace, context: Context): readonly KnownName[] => {
  const { snapshot } = workspace;
  const { gatewayApi } = snapshot;
  const beside = (key: string): string => textAt(context.body, [...context.path.slice(0, -1), key]);
  const outside = (key: string): string => textAt(context.body, [...context.path.slice(0, -2), key]);
  const home = beside('namespace') || context.namespace;
  const inHome = (one: Resource): boolean => one.namespace === home;
  switch (what) {
    case 'gateway':
      return [
        ...snapshot.gateways.map((one) => ({
          ...named(one, context.namespace),
          detail: `Gateway for ${one.spec.servers.flatMap(({ hosts }) => hosts).join(', ')}`,
        })),
        { written: 'mesh', detail: 'the sidecars of the mesh' },
      ];
    case 'destination-host':
      return knownHosts(workspace, context.namespace).map(hostName);
    case 'route-host':
      return routeHosts(workspace, context);
    case 'server-host':
      return snapshot.virtualServices.flatMap((one) => each(one.spec.hosts, one, `of VirtualService ${one.name}`));
    case 'subset': {
      const domain = snapshot.settings.clusterDomain;
      const host = expandHost(beside('host'), context.namespace, domain);
      return snapshot.destinationRules
        .filter((rule) => expandHost(rule.spec.host, rule.namespace, domain) === host)
        .flatMap((rule) =>
          (rule.spec.subsets ?? []).map((one) => ({
            written: one.name,
            detail: `of DestinationRule ${rule.name}: ${sayLabels(one.labels)}`,
            resource: rule,
          })),
        );
    }
    case 'destination-port':
      return portsOf(workspace, outside('host'), context.namespace);
    case 'credential':
      return snapshot.secrets.map((one) => ({ written: one.name, detail: `Secret ${one.namespace}`, resource: one }));
    case 'secret':
      return snapshot.secrets.filter(inHome).map((one) => plain(one, 'Secret'));
    case 'config-map':
      return snapshot.configMaps.filter(inHome).map((one) => plain(one, 'ConfigMap'));
    case 'delegate':
      return snapshot.virtualServices
        .filter((one) => inHome(one) && !one.spec.hosts?.length)
        .map((one) => plain(one, 'delegate'));
    case 'namespace':
      return namespaces(workspace);
    case 'export-to':
      return [
        { written: '.', detail: 'its own namespace' },
        { written: '*', detail: 'every namespace' },
        ...namespaces(workspace),
      ];
    case 'parent': {
      const sets = beside('kind') === 'ListenerSet' ? gatewayApi.listenerSets : gatewayApi.gateways;
      return sets.filter(inHome).map((one) => plain(one, one.kind));
    }
    case 'parent-section':
    case 'parent-port': {
      const parent = [...gatewayApi.gateways, ...gatewayApi.listenerSets].find(
        (one) => inHome(one) && one.name === beside('name') && one.kind === (beside('kind') || 'Gateway'),
      );
      return (parent?.spec.listeners ?? []).map((one) => ({
        written: what === 'parent-port' ? String(one.port) : one.name,
        detail: `${one.protocol} ${one.port}${one.hostname ? ` ${one.hostname}` : ''}`,
        ...(parent && { resource: parent }),
      }));
    }
    case 'backend':
      return [
        ...snapshot.services.filter(inHome).map((one) => plain(one, 'Service')),
        ...snapshot.localServices.filter(inHome).map((one) => plain(one, 'LocalService')),
      ];
    case 'backend-port':
    case 'backend-port-name': {
      const service =
        beside('name') !== '' && what === 'backend-port' && context.kind !== 'Ingress'
          ? beside('name')
          : outside('name') || beside('name');
      const found = portsOf(workspace, service, home);
      return what === 'backend-port'
        ? found
        : found.flatMap(({ name, ...one }) => (name ? [{ ...one, written: name }] : []));
    }
    case 'gateway-class':
      return gatewayApi.classes.map((one) => plain(one, 'GatewayClass'));
    case 'ingress-class':
      return snapshot.ingressClasses.map((one) => plain(one, 'IngressClass'));
    case 'gateway-label': {
      const key = String(context.path.at(-1));
      const used = [...snapshot.gateways.map(({ spec }) => spec.selector), snapshot.localGateway?.spec.labels];
      return used.flatMap((labels) => (labels?.[key] ? [{ written: labels[key], detail: 'a label in use' }] : []));
    }
    case 'subset-declared':
    case 'own-name':
      return [];
  }
};

/** Names of labels that Gateways select, for the keys of a `selector`. */
export const labelNames = ({ snapshot }: Workspace): readonly string[] => [
  ...new Set([
    ...snapshot.gateways.flatMap(({ spec }) => Object.keys(spec.selector ?? {})),
    ...Object.keys(snapshot.localGateway?.spec.labels ?? {}),
    'istio',
  ]),
];

const named = (one: Resource, namespace: string): KnownName => ({
  written: one.namespace === namespace ? one.name : `${one.namespace}/${one.name}`,
  detail: one.kind,
  resource: one,
});

const plain = (one: Resource, what: string): KnownName => ({ written: one.name, detail: what, resource: one });

const each = (hosts: readonly string[] | undefined, resource: Resource, detail: string): readonly KnownName[] =>
  (hosts ?? []).map((written) => ({ written, detail, resource }));

const hostName = ({ written, ports, resource }: ReturnType<typeof knownHosts>[number]): KnownName => ({
  written,
  detail: `${resource?.kind ?? 'bundled sample'}${ports.length ? `, ports ${ports.map(({ number }) => number).join(', ')}` : ''}`,
  ...(resource && { resource }),
});

const portsOf = (
  workspace: Workspace,
  host: string,
  namespace: string,
): readonly (KnownName & { readonly name?: string })[] => {
  const full = expandHost(host, namespace, workspace.snapshot.settings.clusterDomain);
  const found = knownHosts(workspace, namespace).find((one) => one.host === full || one.written === host);
  return (found?.ports ?? []).map(({ number, name }) => ({
    written: String(number),
    detail: `port of ${host}${name ? `, "${name}"` : ''}`,
    ...(name && { name }),
    ...(found?.resource && { resource: found.resource }),
  }));
};

/** Hosts that the resource's own parents serve; in their absence, those of all. */
const routeHosts = ({ snapshot }: Workspace, { body, kind, namespace }: Context): readonly KnownName[] => {
  if (kind === 'VirtualService') {
    const wanted = listAt(body, 'gateways').map((name) => resolveGatewayName(name, namespace));
    const serving = snapshot.gateways.filter(
      (one) => wanted.length === 0 || wanted.includes(`${one.namespace}/${one.name}`),
    );
    return serving.flatMap((one) =>
      one.spec.servers.flatMap(({ hosts }) =>
        each(
          hosts.map((host) => host.slice(host.indexOf('/') + 1)),
          one,
          `served by Gateway ${one.name}`,
        ),
      ),
    );
  }
  if (kind === 'RouteTest')
    return snapshot.virtualServices.flatMap((one) => each(one.spec.hosts, one, `of VirtualService ${one.name}`));
  return snapshot.gatewayApi.gateways.flatMap((one) =>
    one.spec.listeners.flatMap(({ hostname }) =>
      each(hostname ? [hostname] : [], one, `served by Gateway ${one.name}`),
    ),
  );
};

const listAt = (body: Context['body'], key: string): readonly string[] => {
  const found: string[] = [];
  for (let index = 0; index < 100; index++) {
    const written = textAt(body, ['spec', key, index]);
    if (written === '') break;
    found.push(written);
  }
  return found;
};

const namespaces = ({ snapshot, resources }: Workspace): readonly KnownName[] => [
  ...snapshot.namespaces.map((one) => ({ written: one.name, detail: 'Namespace', resource: one })),
  ...resources.map(({ namespace }) => ({ written: namespace, detail: 'namespace of resources here' })),
  { written: 'default', detail: 'namespace' },
];

const sayLabels = (labels: Readonly<Record<string, string>> | undefined): string =>
  Object.entries(labels ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(', ') || 'every endpoint';

/** The first of each written name. */
const distinct = (all: readonly KnownName[]): readonly KnownName[] =>
  [...new Map([...all].reverse().map((one) => [one.written, one])).values()].reverse();

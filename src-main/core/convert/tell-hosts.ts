import type { HttpRouteSpec } from '../resource/gateway-api/http-route.ts';
import type { VirtualServiceSpec } from '../resource/istio/virtual-service.ts';
import type { IngressSpec } from '../resource/kubernetes/ingress.ts';
import type { Resource } from '../resource/resource.ts';
import { expandHost, isSubsetOf } from '../route/hostname.ts';
import type { Path } from '../text/tree.ts';
import type { Context } from './context.ts';

/** Says which hosts of the original nobody serves, and which of its rules never take a request; the others are carried. */
export const tellHosts = (context: Context): void => {
  const { source, kind, isolated, ledger, snapshot } = context;
  const domains = isolated.groups.flatMap(({ hosts }) => hosts);
  for (const { host, path } of hostsOf(source, kind, snapshot.settings.clusterDomain)) {
    const isServed = domains.some((domain) => isSubsetOf(domain, host) || isSubsetOf(host, domain));
    if (isServed) ledger.carry(source, path);
    else
      ledger.tell(
        'lost',
        source,
        path,
        `no listener serves "${host}" to this route, so that nothing of it is in the new documents`,
      );
  }
  for (const route of isolated.elsewhere) {
    context.leaveOut(
      route,
      'this is for another port or Gateway than the other rules; the new documents have those of one listener alone',
    );
  }
  for (const route of isolated.partial) {
    const { resource, match } = context.placeOf(route);
    const message = 'this is for one port or Gateway alone; the new documents have it wherever their hosts are served';
    ledger.tell('approximated', resource, match, message);
  }
  for (const route of isolated.varied) {
    context.tell(
      'approximated',
      route,
      'destinations',
      'the port of the Service is not written, and is that of the listener; the new documents have one for all',
    );
  }
  tellOmitted(context);
};

const tellOmitted = ({ isolated, source, kind, ledger }: Context): void => {
  if (kind !== 'VirtualService') return;
  const taken = new Set(isolated.groups.flatMap(({ routes }) => routes.map(({ origin }) => origin.path)));
  const hosts = Object.values(isolated.table.routeConfigs).flatMap(({ virtualHosts }) => virtualHosts);
  for (const { origin, message } of hosts.flatMap(({ omitted }) => omitted)) {
    if (origin.kind !== source.kind || origin.namespace !== source.namespace || origin.name !== source.name) continue;
    if (taken.has(origin.path)) continue;
    const path = [...origin.path.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, name]) =>
      index === undefined ? (name ?? '') : Number(index),
    );
    ledger.tell('lost', source, path, `this takes no request now, because ${message}; it is left out`);
  }
};

type Host = { readonly host: string; readonly path: Path };

const hostsOf = (source: Resource, kind: Context['kind'], clusterDomain: string): readonly Host[] => {
  if (kind === 'VirtualService') {
    const { hosts = [] } = (source as Resource<VirtualServiceSpec>).spec;
    return hosts.map((host, index) => ({
      host: expandHost(host, source.namespace, clusterDomain).toLowerCase(),
      path: ['spec', 'hosts', index],
    }));
  }
  if (kind === 'HTTPRoute') {
    const { hostnames = [] } = (source as Resource<HttpRouteSpec>).spec;
    return hostnames.map((host, index) => ({ host, path: ['spec', 'hostnames', index] }));
  }
  const { rules = [] } = (source as Resource<IngressSpec>).spec;
  return rules.flatMap(({ host }, index) =>
    host === undefined ? [] : [{ host: host.toLowerCase() || '*', path: ['spec', 'rules', index, 'host'] }],
  );
};

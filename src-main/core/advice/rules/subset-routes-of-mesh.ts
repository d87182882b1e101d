import type { VirtualServiceSpec } from '../../resource/istio/virtual-service.ts';
import type { Resource } from '../../resource/resource.ts';
import { expandHost } from '../../route/hostname.ts';
import type { Path } from '../../text/tree.ts';
import type { Rule } from '../rule.ts';

type Split = { readonly resource: Resource<VirtualServiceSpec>; readonly path: Path };

/**
 * A route of a gateway that sends everything to a service whose own VirtualService splits it by subset: gateways do not look at routes
 * of the mesh (analyzer IST0140).
 */
export const subsetRoutesOfMesh: Rule = ({ virtualServices, settings }) => {
  const expand = (host: string, { namespace }: Resource): string => expandHost(host, namespace, settings.clusterDomain);
  const splits = new Map<string, Split>();
  for (const resource of virtualServices) {
    const hosts = new Set((resource.spec.hosts ?? []).map((host) => expand(host, resource)));
    resource.spec.http?.forEach(({ route = [] }, entry) => {
      route.forEach(({ destination }, index) => {
        const host = expand(destination.host, resource);
        if (!destination.subset || !hosts.has(host) || splits.has(host)) return;
        splits.set(host, { resource, path: ['spec', 'http', entry, 'route', index, 'destination', 'subset'] });
      });
    });
  }
  if (splits.size === 0) return [];
  return virtualServices.flatMap((resource) => {
    const { gateways = [], http = [] } = resource.spec;
    if (gateways.every((name) => name === 'mesh')) return [];
    return http.flatMap(({ route = [] }, entry) =>
      route.flatMap(({ destination }, index) => {
        const split = splits.get(expand(destination.host, resource));
        if (destination.subset || !split || split.resource === resource) return [];
        const other = `VirtualService "${split.resource.namespace}/${split.resource.name}"`;
        return [
          {
            severity: 'warning' as const,
            code: 'route/subsets-not-used',
            istio: 'IST0140',
            message: `${other} splits this service by subset, but its routes are for the mesh and do not count at a gateway; name the subsets here too`,
            place: resource.at(['spec', 'http', entry, 'route', index, 'destination', 'host']),
            related: [{ message: 'a subset there', place: split.resource.at(split.path) }],
          },
        ];
      }),
    );
  });
};

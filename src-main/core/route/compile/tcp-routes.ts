import type { TcpRoute as WrittenTcp, TlsRoute as WrittenTls } from '../../resource/istio/virtual-service.ts';
import type { Path } from '../../text/tree.ts';
import type { TcpDestination, TcpRoute } from '../table.ts';
import type { Clusters } from './clusters.ts';
import type { VirtualService } from './entry.ts';
import { originOf } from './origin.ts';

/**
 * Where the connections of a `tls[]` or `tcp[]` entry go. `path` leads to the entry, `serverNumber` is the port of the Gateway server.
 * Absent where nothing is left to choose from.
 */
export const translateTcpRoute = (
  written: WrittenTcp | WrittenTls,
  vs: VirtualService,
  path: Path,
  serverNumber: number,
  clusters: Clusters,
): TcpRoute | undefined => {
  const all = written.route ?? [];
  const single = all.length === 1;
  const destinations: TcpDestination[] = [];
  for (const [index, { destination, weight }] of all.entries()) {
    const share = single ? 1 : (weight ?? 0);
    if (share === 0) continue;
    const at = [...path, 'route', index];
    destinations.push({
      ...clusters.resolve(destination, vs, [...at, 'destination'], serverNumber),
      ...(destination.subset && { subset: destination.subset }),
      weight: share,
      origin: originOf(vs, at),
    });
  }
  if (destinations.length === 0) return undefined;
  const totalWeight = destinations.reduce((sum, { weight }) => sum + weight, 0);
  return { origin: originOf(vs, path), destinations, totalWeight };
};

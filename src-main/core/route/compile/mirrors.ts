import { perMillionOf } from '../../action/chance.ts';
import type { Destination } from '../../resource/istio/destination.ts';
import type { Path } from '../../text/tree.ts';
import type { Mirror } from '../table.ts';
import type { Clusters } from './clusters.ts';
import type { Entry, VirtualService } from './entry.ts';
import { originOf } from './origin.ts';

/** Where copies go (reference 5.12): `mirror` before `mirrors`, without those of no share. A missing percentage means all requests. */
export const translateMirrors = (entry: Entry, clusters: Clusters, serverNumber: number): readonly Mirror[] => {
  const result: Mirror[] = [];
  const add = (destination: Destination, vs: VirtualService, path: Path, at: Path, percent: number) => {
    const perMillion = perMillionOf(percent);
    if (perMillion <= 0) return;
    const { cluster, host, port } = clusters.resolve(destination, vs, path, serverNumber);
    result.push({
      cluster,
      host,
      port,
      ...(destination.subset && { subset: destination.subset }),
      perMillion,
      origin: originOf(vs, at),
    });
  };
  const { mirror, mirrors, mirrorPercentage, mirrorPercent } = entry;
  if (mirror) {
    const percent = mirrorPercentage ? (mirrorPercentage.value.value ?? 0) : (mirrorPercent?.value ?? 100);
    add(mirror.value, mirror.in, mirror.path, mirror.path, percent);
  }
  mirrors?.value.forEach(({ destination, percentage }, index) => {
    const at = [...mirrors.path, index];
    add(destination, mirrors.in, [...at, 'destination'], at, percentage ? (percentage.value ?? 0) : 100);
  });
  return result;
};

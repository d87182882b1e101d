import type { KnowsService } from '../../../snapshot/gateway-api/backends.ts';
import type { Snapshot } from '../../../snapshot/snapshot.ts';
import { implicitSample, knownServices } from '../known-services.ts';

/** What the workspace knows of Services: those that are declared (with ports of any transport), LocalServices, bundled samples. */
export const createKnowsService = (snapshot: Snapshot): KnowsService => {
  const { clusterDomain } = snapshot.settings;
  const known = knownServices(snapshot, { byHost: new Map(), hidden: new Map() });
  return (namespace, name, port) => {
    const host = `${name}.${namespace}.svc.${clusterDomain}`;
    const found = known.get(host) ?? implicitSample(host, clusterDomain);
    if (found === undefined) return 'no-service';
    const declared = found.service?.spec.ports ?? [];
    const has =
      found.anyPort || [...found.ports.map(({ number }) => number), ...declared.map((one) => one.port)].includes(port);
    return has ? 'known' : 'no-port';
  };
};

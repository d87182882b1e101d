import type { KnowsService } from '../../../snapshot/gateway-api/backends.ts';
import type { Snapshot } from '../../../snapshot/snapshot.ts';
import { implicitSample, knownServices } from '../known-services.ts';

/** What the workspace knows of Services: those that are declared (with ports of any transport), LocalServices, bundled samples. */
export const createKnowsService = (snapshot: Snapshot): KnowsService => {
  const { clusterDomain } = snapshot.settings;
  const known = knownServices(snapshot, { byHost: new Map(), hidden: new Map() });
  const ports = new Map<string, ReadonlySet<number> | 'any' | undefined>();
  const portsOf = (namespace: string, name: string): ReadonlySet<number> | 'any' | undefined => {
    const host = `${name}.${namespace}.svc.${clusterDomain}`;
    const found = known.get(host) ?? implicitSample(host, clusterDomain);
    if (found === undefined || found.anyPort) return found && 'any';
    const declared = found.service?.spec.ports ?? [];
    return new Set([...found.ports.map(({ number }) => number), ...declared.map((one) => one.port)]);
  };
  return (namespace, name, port) => {
    const key = `${namespace}/${name}`;
    if (!ports.has(key)) ports.set(key, portsOf(namespace, name));
    const known = ports.get(key);
    if (known === undefined) return 'no-service';
    return known === 'any' || known.has(port) ? 'known' : 'no-port';
  };
};

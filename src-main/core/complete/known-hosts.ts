import type { Resource } from '../resource/resource.ts';
import { expandHost } from '../route/hostname.ts';
import type { Workspace } from './workspace.ts';

/** A host that routes may name, as a resource of some namespace would write it. */
export type KnownHost = {
  readonly written: string;
  /** With the domain of the cluster where it is that of a Service. */
  readonly host: string;
  readonly ports: readonly { readonly number: number; readonly name?: string }[];
  /** Absent for bundled samples. */
  readonly resource?: Resource;
};

const samples: readonly (readonly [string, number])[] = [
  ['httpbin', 8000],
  ['details', 9080],
];

/** The hosts of Services, ServiceEntries, LocalServices and bundled samples, the shortest way to write each from a namespace. */
export const knownHosts = ({ snapshot }: Workspace, namespace: string): readonly KnownHost[] => {
  const domain = snapshot.settings.clusterDomain;
  const short = (host: string): string => {
    const tail = `.svc.${domain}`;
    if (!host.endsWith(tail)) return host;
    const [name = host, home = ''] = host.slice(0, -tail.length).split('.');
    return home === namespace ? name : `${name}.${home}.svc.${domain}`;
  };
  const found = new Map<string, KnownHost>();
  const add = (host: string, ports: KnownHost['ports'], resource?: Resource): void => {
    // What comes first says which ports there are.
    if (!found.has(host)) found.set(host, { written: short(host), host, ports, ...(resource && { resource }) });
  };
  for (const one of snapshot.services) {
    const ports = (one.spec.ports ?? []).map(({ port, name }) => ({ number: port, ...(name && { name }) }));
    add(expandHost(one.name, one.namespace, domain), ports, one);
  }
  for (const one of snapshot.serviceEntries) {
    const ports = (one.spec.ports ?? []).map(({ number, name }) => ({ number, name }));
    for (const host of one.spec.hosts) add(host, ports, one);
  }
  for (const one of snapshot.localServices) {
    const ports = (one.spec.ports ?? []).map(({ port, name }) => ({ number: port, ...(name && { name }) }));
    add(expandHost(one.spec.service || one.name, one.namespace, domain), ports, one);
  }
  for (const [name, number] of samples) add(expandHost(name, namespace, domain), [{ number }]);
  return [...found.values()];
};

import { expandHost } from '../route/hostname.ts';
import { knownHosts } from './known-hosts.ts';
import type { Workspace } from './workspace.ts';

/** `host` in full; port 0: the service says none. */
export type KnownTarget = { readonly host: string; readonly port: number; readonly subset?: string };

/**
 * Every service of the workspace that a route of this namespace can lead to, one for each port and subset, by name: what files declare,
 * the bundled samples, and what other routes name already.
 */
export const knownTargets = (workspace: Workspace, namespace: string): readonly KnownTarget[] => {
  const { snapshot, table } = workspace;
  const found = new Map<string, KnownTarget>();
  const add = (target: KnownTarget) => {
    found.set(`${target.host}:${target.port} ${target.subset ?? ''}`, target);
  };
  const ports = new Map<string, Set<number>>();
  for (const one of knownHosts(workspace, namespace))
    ports.set(one.host, new Set(one.ports.map(({ number }) => number)));
  for (const { host, port } of Object.values(table.clusters)) {
    if (port === 0) continue;
    const known = ports.get(host);
    if (known) known.add(port);
    else ports.set(host, new Set([port]));
  }
  for (const [host, numbers] of ports) for (const port of numbers.size === 0 ? [0] : numbers) add({ host, port });
  for (const rule of snapshot.destinationRules) {
    const host = expandHost(rule.spec.host, rule.namespace, snapshot.settings.clusterDomain);
    for (const { name: subset } of rule.spec.subsets ?? [])
      for (const port of ports.get(host) ?? []) add({ host, port, subset });
  }
  return [...found.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, target]) => target);
};

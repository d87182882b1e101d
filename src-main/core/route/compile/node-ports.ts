import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { Listener } from '../table.ts';
import type { Clusters } from './clusters.ts';
import { originOf } from './origin.ts';
import type { Report } from './report.ts';

/**
 * A listener for every node port (gateway-api reference 4.2): this machine is the node, so connections to the port go to the
 * Service's port as they are. Of two Services with one port the first by name has it. A port that nobody has written is the cluster's to choose, and
 * none is opened for it.
 */
export const buildNodePorts = (
  { services, settings }: Snapshot,
  clusters: Clusters,
  report: Report,
): readonly Listener[] => {
  const listeners = new Map<number, Listener>();
  for (const service of services) {
    const { type, ports = [] } = service.spec;
    if (type !== 'NodePort' && type !== 'LoadBalancer') continue;
    for (const [index, { port, nodePort, protocol = 'TCP', name }] of ports.entries()) {
      if (!nodePort || protocol !== 'TCP') continue;
      const path = ['spec', 'ports', index, 'nodePort'];
      const taken = listeners.get(nodePort)?.chains[0]?.servers[0]?.origin;
      if (taken) {
        report.add({
          severity: 'error',
          code: 'service/node-port-taken',
          message: `the node port ${nodePort} already belongs to the Service "${taken.namespace}/${taken.name}"; choose another one`,
          place: service.at(path),
          related: [{ message: 'the one that has it', place: taken.place }],
        });
        continue;
      }
      const origin = originOf(service, path);
      const host = `${service.name}.${service.namespace}.svc.${settings.clusterDomain}`;
      const target = clusters.named({ host, port: { number: port } }, service.namespace);
      listeners.set(nodePort, {
        id: `node-port_${nodePort}`,
        port: nodePort,
        declaredPorts: [nodePort],
        chains: [
          {
            protocol: 'TCP',
            tcp: { origin, destinations: [{ ...target, weight: 1, origin }], totalWeight: 1 },
            servers: [{ origin, portName: name ?? '', number: nodePort, hosts: ['*'] }],
          },
        ],
      });
    }
  }
  return [...listeners.values()];
};

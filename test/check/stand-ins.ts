import type { Cluster, Endpoint, Table } from '#core/route/table.ts';
import { type Behaviour, type EchoService, startEchoService } from './echo-service.ts';

/** A service on this machine in the place of one that a ServiceEntry or a WorkloadEntry names. */
export type StandIn = {
  /** Of the cluster. */
  readonly host: string;
  readonly port: number;
  /** As the documents write it: `10.0.0.1:9500`, `api.vendor.test:80`. */
  readonly address: string;
  readonly echo: EchoService;
};

/**
 * The same table with nothing in it that leads off this machine: every endpoint of a ServiceEntry or WorkloadEntry is a service of its
 * own on a port chosen by the system. Tests may look nothing up and dial nobody else.
 */
export async function standIn(
  table: Table,
  behaviour?: Behaviour,
): Promise<{ readonly table: Table; readonly services: readonly StandIn[] }> {
  const services = new Map<string, StandIn>();
  const clusters: Record<string, Cluster> = {};
  for (const [name, cluster] of Object.entries(table.clusters)) {
    const { boundBy, host, port } = cluster;
    if (boundBy !== 'service-entry' && boundBy !== 'workload-entry') {
      clusters[name] = cluster;
      continue;
    }
    const endpoints: Endpoint[] = [];
    const { lookup, ...written } = cluster;
    // Every name that a request asks for is the same service.
    const asked: Endpoint = { at: 'address', address: host, port, labels: {} };
    for (const endpoint of lookup === 'host' ? [asked] : cluster.endpoints) {
      if (endpoint.at !== 'address') throw new Error(`a ${boundBy} cannot have the endpoint "${endpoint.at}"`);
      const address = `${endpoint.address}:${endpoint.port}`;
      const key = `${host}:${port} ${address}`;
      const service = services.get(key) ?? { host, port, address, echo: await startEchoService(behaviour) };
      services.set(key, service);
      endpoints.push({ ...endpoint, address: '127.0.0.1', port: service.echo.port });
    }
    clusters[name] = lookup === 'original' ? { ...cluster, endpoints } : { ...written, endpoints };
  }
  return { table: { ...table, clusters }, services: [...services.values()] };
}

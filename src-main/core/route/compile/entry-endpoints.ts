import type { WorkloadEntrySpec } from '../../resource/istio/workload-entry.ts';
import type { Resource } from '../../resource/resource.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { Path } from '../../text/tree.ts';
import type { Endpoint, Origin } from '../table.ts';
import type { Binding } from './endpoints.ts';
import { selects } from './gateway-ports.ts';
import type { KnownPort, KnownService } from './known-services.ts';
import { originOf } from './origin.ts';
import type { EntryHost, EntryPort, ServiceEntry } from './service-entries.ts';

type Labels = Readonly<Record<string, string>>;
type WorkloadEntry = Resource<WorkloadEntrySpec>;
type Found = { readonly endpoint: Endpoint; readonly origin: Origin };

/** The WorkloadEntries of a namespace that have all labels of a selector; in the snapshot's order. */
export type SelectWorkloads = (namespace: string, selector: Labels) => readonly WorkloadEntry[];

export const createWorkloads = (snapshot: Snapshot): SelectWorkloads => {
  const byNamespace = Map.groupBy(snapshot.workloadEntries, ({ namespace }) => namespace);
  // Thousands of selectors over thousands of workloads would be compared each with each; by one of its labels few remain.
  const byLabel = new Map<string, WorkloadEntry[]>();
  for (const one of snapshot.workloadEntries) {
    for (const label of Object.entries(labelsOf(one))) {
      const key = labelKey(one.namespace, label);
      const others = byLabel.get(key);
      if (others) others.push(one);
      else byLabel.set(key, [one]);
    }
  }
  return (namespace, selector) => {
    const [label] = Object.entries(selector);
    const candidates = label ? byLabel.get(labelKey(namespace, label)) : byNamespace.get(namespace);
    return (candidates ?? []).filter((one) => selects(selector, labelsOf(one)));
  };
};

const labelKey = (namespace: string, [key, value]: readonly [string, string]): string =>
  JSON.stringify([namespace, key, value]);

/** Labels of the metadata win over those of the same key in `spec`. */
const labelsOf = ({ spec, labels }: WorkloadEntry): Labels => ({ ...spec.labels, ...labels });

/**
 * Where one port of a ServiceEntry's host is served (reference 7.1): the endpoints as they are written or selected, or the host itself
 * where it is to be looked up. All of them are dialled, wherever they are: who writes a ServiceEntry asks for just that.
 * Without a way to find addresses there is no endpoint: DYNAMIC_DNS asks for the name of the request, NONE for where a client of the mesh
 * was going, and at a gateway nothing.
 */
export const bindEntry = (
  known: EntryHost,
  { port }: EntryPort,
  workloads: SelectWorkloads,
  isSidecar: boolean,
): Binding => {
  const found = known.entries.flatMap((entry): readonly Found[] => {
    // An entry that adds endpoints to the port of another one knows it by the same name.
    const own = entry.spec.ports?.find(({ name }) => name === port.name);
    return own ? endpointsOf(entry, known.host, own, workloads) : [];
  });
  const [first] = found;
  const [entry] = known.entries;
  const origin = first?.origin ?? originOf(entry, ['spec', 'resolution']);
  const lookup = lookupOf(entry, isSidecar);
  const reached = first !== undefined || lookup === 'original' || lookup === 'host';
  return {
    boundBy: reached ? 'service-entry' : 'nothing',
    endpoints: found.map(({ endpoint }) => endpoint),
    ...(lookup && { lookup }),
    origin,
  };
};

/** Reference 7.1. */
const lookupOf = ({ spec: { resolution = 'NONE' } }: ServiceEntry, isSidecar: boolean): Binding['lookup'] => {
  switch (resolution) {
    case 'DNS':
      return 'all';
    case 'DNS_ROUND_ROBIN':
      return 'first';
    case 'DYNAMIC_DNS':
      return 'host';
    case 'NONE':
      // Only a sidecar knows where its client was going; a gateway has an empty cluster instead.
      return isSidecar ? 'original' : undefined;
    case 'STATIC':
      return undefined;
  }
};

const endpointsOf = (
  entry: ServiceEntry,
  host: string,
  port: EntryPort['port'],
  workloads: SelectWorkloads,
): readonly Found[] => {
  const { resolution = 'NONE', endpoints = [], workloadSelector } = entry.spec;
  if (resolution === 'NONE' || resolution === 'DYNAMIC_DNS') return [];
  const usual = port.targetPort || port.number;
  if (workloadSelector) {
    return workloads(entry.namespace, workloadSelector.labels ?? {}).flatMap((one) =>
      workloadAt(one.spec, one.spec.ports?.[port.name] ?? usual, labelsOf(one), one, ['spec']),
    );
  }
  if (endpoints.length === 0 && resolution !== 'STATIC') {
    const endpoint = { at: 'address', address: host, port: usual, labels: {} } as const;
    return [{ endpoint, origin: originOf(entry, ['spec', 'hosts', entry.spec.hosts.indexOf(host)]) }];
  }
  return endpoints.flatMap((one, index) =>
    workloadAt(one, one.ports?.[port.name] ?? usual, one.labels ?? {}, entry, ['spec', 'endpoints', index]),
  );
};

/** The WorkloadEntries that a Service selects, each at its own port of that name or number, else at the target port. */
export const bindWorkloads = (
  { service, namespace }: KnownService,
  { number }: KnownPort,
  workloads: SelectWorkloads,
): readonly Found[] => {
  const selector = service?.spec.selector ?? {};
  if (Object.keys(selector).length === 0) return [];
  const port = service?.spec.ports?.find((one) => one.port === number);
  const target = port?.targetPort || number;
  return workloads(namespace, selector).flatMap((one) => {
    const named = one.spec.ports?.[port?.name ?? ''];
    const at = named ?? (typeof target === 'number' ? target : one.spec.ports?.[target]);
    return at === undefined ? [] : workloadAt(one.spec, at, labelsOf(one), one, ['spec']);
  });
};

const workloadAt = (
  { address = '', weight, locality }: WorkloadEntrySpec,
  port: number,
  labels: Labels,
  resource: Resource,
  path: Path,
): readonly Found[] => {
  if (address === '') return [];
  const at = [...path, 'address'];
  const endpoint = {
    at: 'address',
    address,
    // A socket of the file system has none.
    port: address.startsWith('unix://') ? 0 : port,
    labels,
    ...(weight ? { weight } : {}),
    ...(locality ? { locality } : {}),
  } as const;
  return [{ endpoint, origin: originOf(resource, at) }];
};

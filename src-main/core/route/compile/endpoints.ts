import { serviceNameLabel } from '../../resource/kubernetes/endpoint-slice.ts';
import { type LocalEndpoint, type LocalServiceSpec, servedBy } from '../../resource/local/local-service.ts';
import type { Resource } from '../../resource/resource.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { Path } from '../../text/tree.ts';
import type { Cluster, Endpoint } from '../table.ts';
import { bindEntry, bindWorkloads, createWorkloads } from './entry-endpoints.ts';
import type { Hops } from './hops.ts';
import type { KnownPort, KnownService } from './known-services.ts';
import { isLocalAddress } from './local-address.ts';
import { localEndpoint } from './local-endpoint.ts';
import { keyOf, originOf } from './origin.ts';
import type { Report } from './report.ts';

export type Binding = Pick<Cluster, 'boundBy' | 'endpoints' | 'lookup' | 'origin'>;

/** Who asks: a gateway, or the sidecar of a client. */
export type Seer = { readonly hops?: Hops; readonly isSidecar?: boolean };

/**
 * Where one port of a service is served: LocalService, then the listeners of the gateway that it stands before, then what its ServiceEntry says; for a Service addresses of this machine in
 * EndpointSlice or Endpoints together with the WorkloadEntries it selects, then a sample.
 */
export const createBindings = (snapshot: Snapshot, report: Report, { hops, isSidecar = false }: Seer = {}) => {
  const slices = new Map<string, Snapshot['endpointSlices'][number][]>();
  for (const slice of snapshot.endpointSlices) {
    const name = slice.labels[serviceNameLabel];
    if (name === undefined) continue;
    const key = keyOf({ namespace: slice.namespace, name });
    const others = slices.get(key);
    if (others) others.push(slice);
    else slices.set(key, [slice]);
  }
  const workloads = createWorkloads(snapshot);
  const olderForm = new Map(snapshot.endpoints.map((one) => [keyOf(one), one]));

  return (service: KnownService, port: KnownPort): Binding => {
    const local = boundByLocalServices(service, port);
    if (local) return local;
    const hop = hops?.endpoint(service.host, port.number);
    if (hop) {
      const origin = service.service && originOf(service.service, ['metadata', 'name']);
      return { boundBy: 'gateway', endpoints: [hop], ...(origin && { origin }) };
    }
    const entryPort = service.entry?.ports.find((one) => one.port.number === port.number);
    if (service.entry && entryPort) return bindEntry(service.entry, entryPort, workloads, isSidecar);
    const key = keyOf(service);
    const older = olderForm.get(key);
    const addressed =
      service.service &&
      (boundBySlices(slices.get(key) ?? [], service, port, report) ??
        (older && boundByEndpoints(older, service, port, report)));
    const selected = bindWorkloads(service, port, workloads);
    const [first] = selected;
    if (first) {
      const endpoints = [...(addressed?.endpoints ?? []), ...selected.map(({ endpoint }) => endpoint)];
      return { boundBy: 'workload-entry', origin: first.origin, ...addressed, endpoints };
    }
    if (addressed) return addressed;
    const origin = service.service ?? service.localServices[0];
    const declared = origin && { origin: originOf(origin, ['metadata', 'name']) };
    if (service.sample === undefined) {
      reportPods(service, report);
      return { boundBy: 'nothing', endpoints: [], ...declared };
    }
    return { boundBy: 'sample', endpoints: [{ at: 'sample', sample: service.sample, labels: {} }], ...declared };
  };
};

/** Says at a Service what a cluster would run behind it, and that nothing does here. */
const reportPods = ({ service, pods, name, namespace }: KnownService, report: Report): void => {
  if (service === undefined || pods === undefined) return;
  const { workload, image } = pods;
  report.add({
    severity: 'information',
    code: 'binding/workload',
    message: `${workload.kind} "${workload.name}"${image && ` with the image "${image}"`} does not run here, so nothing answers for this Service; start it on this machine and bind it with a LocalService "${name}" in namespace "${namespace}"`,
    place: service.at(['metadata', 'name']),
    related: [{ message: 'what a cluster would run', place: workload.at(['metadata', 'name']) }],
  });
};

const boundByLocalServices = ({ localServices }: KnownService, { number }: KnownPort): Binding | undefined => {
  const found = localServices.flatMap((resource) =>
    localEndpoints(resource, number).map(({ endpoint, path }) => ({ endpoint, resource, path })),
  );
  const [first] = found;
  if (first === undefined) return undefined;
  const endpoints = found.map(({ endpoint }) => endpoint);
  return { boundBy: 'local-service', endpoints, origin: originOf(first.resource, first.path) };
};

type Found = { readonly endpoint: Endpoint; readonly path: Path };

const localEndpoints = (resource: Resource<LocalServiceSpec>, number: number): readonly Found[] => {
  const { spec } = resource;
  const labels = spec.labels ?? {};
  const found: (Found | undefined)[] = [];
  const at = (one: Served, its: Readonly<Record<string, string>>, path: Path) =>
    localEndpoint(one, its, (by) => originOf(resource, [...path, by]), path);
  const index = (spec.ports ?? []).findIndex((p) => p.port === number && servedBy.some((by) => p[by] !== undefined));
  const special = spec.ports?.[index];
  if (special) found.push(at(special, labels, ['spec', 'ports', index]));
  else found.push(at(spec, labels, ['spec']));
  (spec.endpoints ?? []).forEach((one, i) => {
    if (one.port === undefined || one.port === number) found.push(at(one, one.labels ?? {}, ['spec', 'endpoints', i]));
  });
  return found.filter((one) => one !== undefined);
};

type Served = Pick<LocalEndpoint, (typeof servedBy)[number]>;

const boundBySlices = (
  slices: readonly Snapshot['endpointSlices'][number][],
  service: KnownService,
  port: KnownPort,
  report: Report,
): Binding | undefined => {
  const endpoints = new Map<string, Endpoint>();
  let origin: Binding['origin'];
  for (const slice of slices) {
    const elsewhere: Elsewhere[] = [];
    const labels = ownLabels(slice);
    const target = slice.spec.ports?.find((p) => (p.name ?? '') === port.name)?.port;
    (slice.spec.endpoints ?? []).forEach((one, i) => {
      if (one.conditions?.ready === false) return;
      one.addresses.forEach((address, j) => {
        const path = ['endpoints', i, 'addresses', j];
        if (!isLocalAddress(address)) elsewhere.push({ path, address });
        else if (target !== undefined) {
          endpoints.set(`${address} ${target}`, { at: 'address', address, port: target, labels });
          origin ??= originOf(slice, path);
        }
      });
    });
    reportElsewhere(slice, elsewhere, service, report);
  }
  return origin && { boundBy: 'endpoint-slice', endpoints: [...endpoints.values()], origin };
};

const boundByEndpoints = (
  resource: Snapshot['endpoints'][number],
  service: KnownService,
  port: KnownPort,
  report: Report,
): Binding | undefined => {
  const endpoints: Endpoint[] = [];
  const elsewhere: Elsewhere[] = [];
  let origin: Binding['origin'];
  (resource.spec.subsets ?? []).forEach((subset, i) => {
    const target = subset.ports?.find((p) => (p.name ?? '') === port.name)?.port;
    (subset.addresses ?? []).forEach(({ ip }, j) => {
      const path = ['subsets', i, 'addresses', j, 'ip'];
      if (!isLocalAddress(ip)) elsewhere.push({ path, address: ip });
      else if (target !== undefined) {
        endpoints.push({ at: 'address', address: ip, port: target, labels: ownLabels(resource) });
        origin ??= originOf(resource, path);
      }
    });
  });
  reportElsewhere(resource, elsewhere, service, report);
  return origin && { boundBy: 'endpoint-slice', endpoints, origin };
};

/** The labels of the document stand for those of the pods behind it, without those that Kubernetes keeps for itself. */
const ownLabels = ({ labels }: Resource): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(labels).filter(([key]) => !/^(?:[^/]*\.)?kubernetes\.io\//.test(key)));

type Elsewhere = { readonly path: Path; readonly address: string };

/** Says it once per document, at the first such address. */
const reportElsewhere = (
  resource: Resource,
  elsewhere: readonly Elsewhere[],
  { name, namespace }: KnownService,
  report: Report,
): void => {
  const [first] = elsewhere;
  if (first === undefined) return;
  const others = elsewhere.length === 1 ? '' : ` (and ${elsewhere.length - 1} more)`;
  report.add({
    severity: 'information',
    code: 'binding/address-elsewhere',
    message: `"${first.address}"${others} is not an address of this machine and is left out; bind "${name}" of namespace "${namespace}" with a LocalService if it should be reached`,
    place: resource.at(first.path),
  });
};

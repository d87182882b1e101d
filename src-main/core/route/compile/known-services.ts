import { parseAddress } from '../../resource/local/address.ts';
import { type LocalServiceSpec, servedBy } from '../../resource/local/local-service.ts';
import type { Resource } from '../../resource/resource.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { expandHost } from '../hostname.ts';
import type { Cluster, SampleName } from '../table.ts';
import { createPods, type Pods } from './pods.ts';
import type { EntryHost, EntryHosts } from './service-entries.ts';

export type Protocol = Cluster['protocol'];

/** A port of a service; `name` is what endpoints refer to it by. */
export type KnownPort = {
  readonly number: number;
  readonly name: string;
  readonly protocol: Protocol;
  /** Where a cluster sends requests, where it is known and another one. */
  readonly targetPort?: number;
};

/** A host that routes may name. */
export type KnownService = {
  readonly host: string;
  readonly name: string;
  readonly namespace: string;
  readonly ports: readonly KnownPort[];
  /** A LocalService serves whatever port routes name where neither it nor a Service says which there are. */
  readonly anyPort: boolean;
  readonly service?: Snapshot['services'][number];
  /** What ServiceEntries say of it; never beside `service`. */
  readonly entry?: EntryHost;
  readonly localServices: readonly Resource<LocalServiceSpec>[];
  /** The bundled sample that answers when nothing else does. */
  readonly sample?: SampleName;
  /** What would run behind it in a cluster. */
  readonly pods?: Pods;
  /** The labels of the gateways behind it, where it is one that Istio brings along. */
  readonly gateway?: Readonly<Record<string, string>>;
  /** The host behind a Service of type ExternalName. */
  readonly alias?: string;
};

/** The ports of the bundled samples, the usual one first. */
export const samplePorts: Readonly<Record<SampleName, readonly number[]>> = {
  httpbin: [8000],
  details: [9080],
  echo: [80, 8080],
};

/** The hosts of the declared Services. */
export const serviceHosts = ({ services, settings }: Snapshot): ReadonlySet<string> =>
  new Set(services.map(({ name, namespace }) => `${name}.${namespace}.svc.${settings.clusterDomain}`));

/** Every host that a Service, a ServiceEntry or a LocalService declares, by host name, in this order, each in the snapshot's. */
export const knownServices = (snapshot: Snapshot, { byHost }: EntryHosts): ReadonlyMap<string, KnownService> => {
  const { clusterDomain } = snapshot.settings;
  const locals = new Map<string, Resource<LocalServiceSpec>[]>();
  for (const local of snapshot.localServices) {
    const host = expandHost(local.spec.service || local.name, local.namespace, clusterDomain);
    const others = locals.get(host);
    if (others) others.push(local);
    else locals.set(host, [local]);
  }
  const known = new Map<string, KnownService>();
  const podsOf = createPods(snapshot);
  for (const service of snapshot.services) {
    const host = `${service.name}.${service.namespace}.svc.${clusterDomain}`;
    const { type, externalName } = service.spec;
    const localServices = locals.get(host) ?? [];
    const behind = podsOf(service);
    const ports = (service.spec.ports ?? []).filter((port) => (port.protocol ?? 'TCP') === 'TCP');
    known.set(host, {
      host,
      name: service.name,
      namespace: service.namespace,
      ports: ports.map(({ port, name, appProtocol, targetPort }) => ({
        number: port,
        name: name ?? '',
        protocol: protocolOf(appProtocol, name),
        ...targetOf(port, targetPort, behind),
      })),
      anyPort: ports.length === 0 && localServices.length > 0,
      service,
      localServices,
      ...(behind?.sample ? { sample: behind.sample } : sampleOf(service.name)),
      ...(behind && { pods: behind }),
      // Who binds the name itself wants it served here, not looked up elsewhere.
      ...(type === 'ExternalName' && externalName && localServices.length === 0 ? { alias: externalName } : {}),
    });
  }
  for (const [host, entry] of byHost) {
    known.set(host, {
      host,
      name: host,
      namespace: entry.namespace,
      ports: entry.ports.map(({ port: { number, name, protocol } }) => ({
        number,
        name,
        protocol: protocolOf(protocol, undefined),
      })),
      anyPort: false,
      entry,
      localServices: locals.get(host) ?? [],
    });
  }
  for (const [host, resources] of locals) {
    if (!known.has(host)) known.set(host, fromLocal(host, resources, clusterDomain));
  }
  return known;
};

const targetOf = (port: number, target: number | string | undefined, pods: Pods | undefined) => {
  const named = pods && Object.hasOwn(pods.ports, String(target)) ? pods.ports[String(target)] : undefined;
  const number = named ?? (/^\d+$/.test(String(target)) ? Number(target) : undefined);
  return number === undefined || number === port ? {} : { targetPort: number };
};

/** The service that a bundled sample stands for where no document declares it: `httpbin` in any namespace. */
export const implicitSample = (host: string, clusterDomain: string): KnownService | undefined => {
  const [name = '', namespace = '', ...rest] = host.split('.');
  if (namespace === '' || rest.join('.') !== `svc.${clusterDomain}`) return undefined;
  const found = sampleOf(name);
  if (found.sample === undefined) return undefined;
  const ports = samplePorts[found.sample].map((number) => ({ number, name: 'http', protocol: 'http1' as const }));
  return { host, name, namespace, ports, anyPort: false, localServices: [], sample: found.sample };
};

const sampleOf = (name: string): { readonly sample?: SampleName } =>
  Object.hasOwn(samplePorts, name) ? { sample: name as SampleName } : {};

const fromLocal = (
  host: string,
  localServices: readonly Resource<LocalServiceSpec>[],
  clusterDomain: string,
): KnownService => {
  const ports = new Map<number, KnownPort>();
  let anyPort = false;
  for (const { spec } of localServices) {
    for (const { port, name } of spec.ports ?? []) {
      if (!ports.has(port))
        ports.set(port, { number: port, name: name ?? 'http', protocol: protocolOf(undefined, name) });
    }
    for (const { port } of spec.endpoints ?? []) {
      if (port === undefined) anyPort = true;
      else if (!ports.has(port)) ports.set(port, { number: port, name: 'http', protocol: 'http1' });
    }
    if (servedBy.some((by) => spec[by] !== undefined)) anyPort = true;
  }
  const [name = host, namespace = ''] = host.endsWith(`.svc.${clusterDomain}`) ? host.split('.') : [host, 'default'];
  return { host, name, namespace, ports: [...ports.values()], anyPort, localServices, ...sampleOf(name) };
};

/** The port under which a service that takes any is listed while no route names it. */
export const usualPort = ({ sample, localServices }: KnownService): number | undefined => {
  if (sample) return samplePorts[sample][0];
  for (const { spec } of localServices) {
    if (spec.sample) return samplePorts[spec.sample][0];
    const written = spec.address ?? spec.endpoints?.find(({ address }) => address !== undefined)?.address;
    const address = written === undefined ? undefined : parseAddress(written);
    if (address) return address.port;
  }
  return undefined;
};

/** By appProtocol, else by the first part of the port's name; what neither tells is sniffed in Istio and HTTP/1.1 here (reference 2.2). */
const protocolOf = (appProtocol: string | undefined, name: string | undefined): Protocol => {
  const text = (appProtocol ?? name ?? '').toLowerCase();
  const word = appProtocol === undefined ? (text.split('-')[0] ?? '') : text;
  return (Object.hasOwn(words, word) ? words[word] : undefined) ?? 'http1';
};

const words: Readonly<Partial<Record<string, Protocol>>> = {
  http: 'http1',
  http2: 'http2',
  'kubernetes.io/h2c': 'http2',
  grpc: 'http2',
  'grpc-web': 'http2',
  https: 'tls',
  tls: 'tls',
  tcp: 'tcp',
  mongo: 'tcp',
  redis: 'tcp',
  mysql: 'tcp',
};

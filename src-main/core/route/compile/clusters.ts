import type { Destination } from '../../resource/istio/destination.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { Path } from '../../text/tree.ts';
import type { HashKey } from '../cluster-policy.ts';
import { expandHost } from '../hostname.ts';
import type { Cluster } from '../table.ts';
import { hashKeyOf, policyOf, protocolUnder } from './cluster-policies.ts';
import { createDestinationProblems, type DestinationProblem, placeDestinationProblem } from './destination-problem.ts';
import { createRules, type KnownSubset, type Rules } from './destination-rules.ts';
import { balancerOfRoute, effectiveBlocks } from './effective-policy.ts';
import { createBindings, type Seer } from './endpoints.ts';
import type { VirtualService } from './entry.ts';
import { createFindSecret } from './find-secret.ts';
import { selects } from './gateway-ports.ts';
import {
  implicitSample,
  type KnownPort,
  type KnownService,
  knownServices,
  samplePorts,
  serviceHosts,
  usualPort,
} from './known-services.ts';
import { originOf } from './origin.ts';
import type { Report } from './report.ts';
import { entryHosts } from './service-entries.ts';
import { createCredentials, withoutSecrets } from './upstream-credentials.ts';

/** What a destination leads to. `hash` is what its route looks at where the cluster balances by hash. */
export type Resolved = {
  readonly cluster: string;
  readonly host: string;
  readonly port: number;
  readonly hash?: HashKey;
};

export type Clusters = {
  /**
   * The cluster that a destination names, by reference 5.1; makes it where it can exist, and says what is missing where it cannot.
   * `path` leads to the destination inside the VirtualService that writes it; `serverNumber` is the port of the Gateway server.
   */
  readonly resolve: (destination: Destination, vs: VirtualService, path: Path, serverNumber: number) => Resolved;
  /**
   * The cluster that a destination outside of a VirtualService names, with a full host name. `speaks`: it is asked in HTTP/2 whatever
   * its port says, by a cluster of its own (` @ http2` behind its name) where the port says something else; or it is the port for
   * datagrams that is meant (` @ udp`).
   */
  readonly named: (destination: Destination, namespace: string, speaks?: 'http2' | 'udp') => Resolved;
  /** A cluster beside another one: what `change` makes of it, under its name with `mark` behind it. Its name, also where there is none. */
  readonly variant: (name: string, mark: string, change: (cluster: Cluster) => Cluster) => string;
  /** The cluster of a service as a whole, with what its route looks at where it balances by hash. */
  readonly whole: (service: KnownService, port: KnownPort) => Resolved;
  /** Those of all declared services, and of what routes have named by now. */
  readonly all: () => Readonly<Record<string, Cluster>>;
  /** Names that destinations have and no cluster. */
  readonly missing: ReadonlySet<string>;
  /** Every service that is known by now: the declared ones first. */
  readonly services: () => readonly KnownService[];
  readonly rules: Rules;
};

export type ClusterOptions = Seer & {
  /** The clusters of other proxies. What is the same is shared; a cluster that differs gets `mark` behind its name. */
  readonly beside?: Beside & { readonly mark: string };
};

/** What other proxies have made, and the names of clusters that they look for in vain: nothing may take these later. */
export type Beside = {
  readonly clusters: Readonly<Record<string, Cluster>>;
  readonly missing: ReadonlySet<string>;
};

/** The clusters of all declared services, and of the samples that routes name, for the proxy that the snapshot's settings describe. */
export const createClusters = (snapshot: Snapshot, report: Report, options: ClusterOptions = {}): Clusters => {
  const { hops, beside } = options;
  const { clusterDomain } = snapshot.settings;
  const entries = entryHosts(snapshot, serviceHosts(snapshot), report);
  const declared = knownServices(snapshot, entries);
  const samples = new Map<string, KnownService>();
  const bindingOf = createBindings(snapshot, report, options);
  const rules = createRules(snapshot);
  const credentialsOf = createCredentials(createFindSecret(snapshot), report);
  const clusters = new Map<string, Cluster>();
  const made = new Set<string>();
  const nowhere = new Set<string>();
  const problemOf = createDestinationProblems({
    rules,
    hidden: entries.hidden,
    declared,
    clusterDomain,
    sidecar: options.isSidecar ?? false,
    proxyNamespace: snapshot.settings.namespace,
  });

  const find = (host: string): KnownService | undefined => {
    const found =
      declared.get(host) ?? samples.get(host) ?? implicitSample(host, clusterDomain) ?? hops?.implicit(host);
    if (found && !declared.has(host)) samples.set(host, found);
    return found;
  };

  const keep = (bound: Cluster): void => {
    // PASSTHROUGH: connections go where they were going anyway, which is nowhere at a gateway (reference 6.4).
    const passes = bound.policy?.balance?.by === 'original-destination';
    const cluster: Cluster = passes ? { ...bound, endpoints: [], lookup: 'original' } : bound;
    // Istio makes no cluster that looks names up where there is no name (503 NC); others stay empty (503 UH).
    if ((cluster.lookup === 'all' || cluster.lookup === 'first') && cluster.endpoints.length === 0) return;
    const other = beside && Object.hasOwn(beside.clusters, cluster.name) ? beside.clusters[cluster.name] : undefined;
    if (beside && (other ? !isSame(other, cluster) : beside.missing.has(cluster.name))) {
      const name = `${cluster.name}${beside.mark}`;
      clusters.set(name, { ...cluster, name });
    } else clusters.set(cluster.name, other ?? cluster);
  };

  /** What a cluster of this proxy is called; another proxy's of the same name is not meant. */
  const keyOf = (name: string): string =>
    beside === undefined || clusters.has(name) || !(Object.hasOwn(beside.clusters, name) || beside.missing.has(name))
      ? name
      : name + beside.mark;
  const get = (name: string): Cluster | undefined => clusters.get(keyOf(name));

  /** Makes the cluster of a port, and those of the subsets that the rule in force defines. */
  const make = (service: KnownService, port: KnownPort): void => {
    const { host } = service;
    const name = clusterName(port.number, undefined, host);
    if (made.has(name)) return;
    made.add(name);
    const rule = rules.inForce(service);
    const names = service.entry?.entries.flatMap(({ spec }) => spec.subjectAltNames ?? []) ?? [];
    const common = (subset?: KnownSubset) => {
      const effective = rule ? effectiveBlocks(rule, subset, port.number) : {};
      const blocks = options.isSidecar && rule ? withoutSecrets(effective, rule) : effective;
      const policy = policyOf(blocks, names, credentialsOf);
      const protocol = protocolUnder(port.protocol, blocks);
      const target = port.targetPort === undefined ? {} : { targetPort: port.targetPort };
      return { host, port: port.number, ...target, protocol, ...(policy && { policy }) };
    };
    const binding = bindingOf(service, port);
    keep({ name, ...common(), ...binding, ...(rule && { rule: originOf(rule.rules[0], ['spec', 'host']) }) });
    for (const subset of rule?.subsets ?? []) {
      const origin = originOf(subset.in, subset.path);
      const endpoints = binding.endpoints.filter(({ labels }) => selects(subset.labels, labels));
      keep({
        name: clusterName(port.number, subset.name, host),
        ...common(subset),
        subset: subset.name,
        ...binding,
        ...(endpoints.length === 0 && !isAsked(binding) && { boundBy: 'nothing', origin }),
        endpoints,
        rule: origin,
        subsetLabels: subset.labels,
      });
    }
  };

  /** Neither samples nor other listeners take datagrams; TLS and HTTP of a rule mean nothing to them. */
  const keepDatagrams = (service: KnownService, number: number, name: string): void => {
    const declared = service.service?.spec.ports?.find((one) => one.port === number && one.protocol === 'UDP');
    const known = declared ? { number, name: declared.name ?? '' } : portOf(service, number);
    if (known === undefined) return;
    const { host } = service;
    const rule = rules.inForce(service);
    const blocks = rule ? effectiveBlocks(rule, undefined, number) : {};
    const { balance } = policyOf(blocks, [], () => undefined) ?? {};
    const binding = bindingOf(service, { number, name: known.name, protocol: 'udp' });
    const endpoints = binding.endpoints.filter(({ at }) => at === 'address');
    clusters.set(name, {
      ...{ name, host, port: number, protocol: 'udp' },
      ...binding,
      ...(endpoints.length === 0 && { boundBy: 'nothing' }),
      endpoints,
      ...(rule && { rule: originOf(rule.rules[0], ['spec', 'host']) }),
      ...(balance && { policy: { balance } }),
    });
  };

  const hashOf = (service: KnownService, destination: Destination, port: number): HashKey | undefined => {
    const rule = rules.inForce(service);
    const subset = rule?.subsets.find(({ name }) => name === destination.subset);
    const balancer = rule && balancerOfRoute(rule, subset, port, destination.port?.number !== undefined);
    return balancer && hashKeyOf(balancer);
  };

  /** Thousands of routes name the same few destinations, and each of those leads to the same. */
  const sought = new Map<string, { readonly resolved: Resolved; readonly problem: DestinationProblem | undefined }>();
  const seek = (destination: Destination, namespace: string, serverNumber: number) => {
    const written = expandHost(destination.host, namespace, clusterDomain);
    const first = find(written);
    const host = first?.alias ?? written;
    const service = first?.alias === undefined ? first : find(host);
    const port = destination.port?.number ?? defaultPort(service, serverNumber);
    const known = service && portOf(service, port);
    if (service && known) make(service, known);
    const cluster = keyOf(clusterName(port, destination.subset, host));
    const problem = problemOf({
      destination,
      namespace,
      host,
      number: port,
      service,
      hasPort: known !== undefined,
      whole: get(clusterName(port, undefined, host)),
      part: clusters.get(cluster),
    });
    if (!clusters.has(cluster)) nowhere.add(cluster);
    const hash = service && hashOf(service, destination, port);
    return { resolved: { cluster, host, port, ...(hash && { hash }) }, problem };
  };

  for (const service of declared.values()) {
    if (service.alias === undefined) for (const port of service.ports) make(service, port);
  }

  return {
    resolve: (destination, vs, path, serverNumber) => {
      const { host, subset = '', port } = destination;
      const key = `${port?.number ?? ''} ${serverNumber} ${vs.namespace}\n${host}\n${subset}`;
      let found = sought.get(key);
      if (found === undefined) {
        found = seek(destination, vs.namespace, serverNumber);
        sought.set(key, found);
      }
      if (found.problem) report.add(placeDestinationProblem(found.problem, vs, path));
      return found.resolved;
    },
    named: (destination, namespace, speaks) => {
      const host = expandHost(destination.host, namespace, clusterDomain);
      const service = find(host);
      const port = destination.port?.number ?? defaultPort(service, 80);
      const hash = service && hashOf(service, destination, port);
      if (speaks === 'udp') {
        const cluster = `${clusterName(port, undefined, host)} @ udp`;
        if (service && !clusters.has(cluster)) keepDatagrams(service, port, cluster);
        return { cluster, host, port, ...(hash && { hash }) };
      }
      const known = service && portOf(service, port);
      if (service && known) make(service, known);
      const name = keyOf(clusterName(port, destination.subset, host));
      const cluster = clusters.get(name);
      const other = speaks && cluster && cluster.protocol !== speaks ? `${name} @ ${speaks}` : undefined;
      if (cluster && speaks && other) clusters.set(other, { ...cluster, name: other, protocol: speaks });
      return { cluster: other ?? name, host, port, ...(hash && { hash }) };
    },
    variant: (name, mark, change) => {
      const cluster = clusters.get(name);
      const other = name + mark;
      if (cluster && !clusters.has(other)) clusters.set(other, { ...change(cluster), name: other });
      return other;
    },
    whole: (written, port) => {
      // A Service of type ExternalName stands for another host.
      const service = written.alias === undefined ? written : find(written.alias);
      const host = service?.host ?? written.alias ?? written.host;
      const known = service && portOf(service, port.number);
      if (service === undefined || known === undefined) {
        return { cluster: keyOf(clusterName(port.number, undefined, host)), host, port: port.number };
      }
      make(service, known);
      const hash = hashOf(service, { host, port: { number: port.number } }, port.number);
      return {
        cluster: keyOf(clusterName(port.number, undefined, host)),
        host,
        port: port.number,
        ...(hash && { hash }),
      };
    },
    all: () => {
      const named = new Set([...clusters.values()].map(({ host }) => host));
      for (const service of declared.values()) {
        const number = service.anyPort && !named.has(service.host) ? usualPort(service) : undefined;
        if (number !== undefined) make(service, anyPort(number));
      }
      return Object.fromEntries(clusters);
    },
    missing: nowhere,
    services: () => [...declared.values(), ...samples.values()],
    rules,
  };
};

/** Whether each request says itself where it goes. */
const isAsked = ({ lookup }: Pick<Cluster, 'lookup'>): boolean => lookup === 'original' || lookup === 'host';

/** Plain JSON, compared without writing it out: this is asked for every cluster in every build. */
const isSame = (a: unknown, b: unknown): boolean => {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((one, index) => isSame(one, b[index]));
  }
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isSame(a[key as keyof typeof a], b[key as keyof typeof b]))
  );
};

/** `outbound|8000||httpbin.default.svc.cluster.local`. */
export const clusterName = (port: number, subset: string | undefined, host: string): string =>
  `outbound|${port}|${subset ?? ''}|${host}`;

const anyPort = (number: number): KnownPort => ({ number, name: 'http', protocol: 'http1' });

const portOf = (service: KnownService, number: number): KnownPort | undefined =>
  service.ports.find((port) => port.number === number) ?? (service.anyPort ? anyPort(number) : undefined);

const defaultPort = (service: KnownService | undefined, serverNumber: number): number => {
  if (service === undefined) return serverNumber;
  const [first, ...others] = service.ports;
  if (first && others.length === 0) return first.number;
  if (service.sample && service.service === undefined) {
    // A sample stands in for a Service that nobody declared; its usual port is what that Service would have.
    const ports = samplePorts[service.sample];
    return ports.includes(serverNumber) ? serverNumber : (ports[0] ?? serverNumber);
  }
  return serverNumber;
};

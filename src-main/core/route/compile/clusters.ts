import type { Destination } from '../../resource/istio/destination.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { Diagnostic } from '../../text/diagnostic.ts';
import { nearest } from '../../text/nearest.ts';
import type { Path } from '../../text/tree.ts';
import { expandHost } from '../hostname.ts';
import type { Cluster } from '../table.ts';
import { createBindings } from './endpoints.ts';
import type { VirtualService } from './entry.ts';
import {
  implicitSample,
  type KnownPort,
  type KnownService,
  knownServices,
  samplePorts,
  usualPort,
} from './known-services.ts';
import type { Report } from './report.ts';

export type Clusters = {
  /**
   * The cluster that a destination names, by reference 5.1; makes it where it can exist, and says what is missing where it cannot.
   * `path` leads to the destination inside the VirtualService that writes it; `serverNumber` is the port of the Gateway server.
   */
  readonly resolve: (
    destination: Destination,
    vs: VirtualService,
    path: Path,
    serverNumber: number,
  ) => { readonly cluster: string; readonly host: string; readonly port: number };
  readonly all: () => Readonly<Record<string, Cluster>>;
};

/** Did-you-mean compares with every service, so it stops after this many unknown hosts. */
const mostSuggestions = 50;

/** The clusters of all declared services, and of the samples that routes name. */
export const createClusters = (snapshot: Snapshot, report: Report): Clusters => {
  const { clusterDomain } = snapshot.settings;
  const declared = knownServices(snapshot);
  const samples = new Map<string, KnownService>();
  const bindingOf = createBindings(snapshot, report);
  const clusters = new Map<string, Cluster>();
  const suggestions = new Map<string, string | undefined>();

  const find = (host: string): KnownService | undefined => {
    const found = declared.get(host) ?? samples.get(host) ?? implicitSample(host, clusterDomain);
    if (found && !declared.has(host)) samples.set(host, found);
    return found;
  };

  const clusterOf = (service: KnownService, port: KnownPort): Cluster => {
    const name = clusterName(port.number, undefined, service.host);
    let cluster = clusters.get(name);
    if (cluster === undefined) {
      const { host } = service;
      cluster = { name, host, port: port.number, protocol: port.protocol, ...bindingOf(service, port) };
      clusters.set(name, cluster);
    }
    return cluster;
  };

  for (const service of declared.values()) {
    if (service.alias === undefined) for (const port of service.ports) clusterOf(service, port);
  }

  const suggestion = (host: string): string | undefined => {
    if (!suggestions.has(host) && suggestions.size < mostSuggestions) {
      suggestions.set(host, suggest(host, declared, clusterDomain));
    }
    return suggestions.get(host);
  };

  /** What keeps requests from being answered, or undefined. Makes the cluster where there can be one. */
  const problem = (
    service: KnownService | undefined,
    host: string,
    number: number,
    { subset, port }: Destination,
    vs: VirtualService,
    path: Path,
  ): Diagnostic | undefined => {
    if (service === undefined) {
      const near = suggestion(host);
      const question = near === undefined ? '' : `did you mean "${near}"? Otherwise `;
      return {
        severity: 'warning',
        code: 'reference/missing-destination',
        message: `no Service and no LocalService declares the host "${host}", so requests are answered with 503; ${question}${bindRemedy(host, vs.namespace, clusterDomain)}`,
        place: vs.at([...path, 'host']),
      };
    }
    const known = portOf(service, number);
    if (known === undefined) {
      return {
        severity: 'warning',
        code: 'reference/missing-port',
        message: `"${host}" has no port ${number}, so requests are answered with 503; ${portRemedy(service, port !== undefined)}`,
        place: vs.at(port === undefined ? [...path, 'host'] : [...path, 'port', 'number']),
      };
    }
    if (subset) {
      return {
        severity: 'information',
        code: 'subset/planned',
        message: `subsets come from a DestinationRule, which is not read yet, so "${subset}" is unknown and requests are answered with 503; leave "subset" out to reach the whole service`,
        place: vs.at([...path, 'subset']),
      };
    }
    if (clusterOf(service, known).boundBy !== 'nothing') return undefined;
    return {
      severity: 'warning',
      code: 'binding/missing',
      message: `"${host}:${number}" is bound to nothing on this machine, so requests are answered with 503; ${bindRemedy(host, vs.namespace, clusterDomain)}`,
      place: vs.at([...path, 'host']),
    };
  };

  return {
    resolve: (destination, vs, path, serverNumber) => {
      const written = expandHost(destination.host, vs.namespace, clusterDomain);
      const first = find(written);
      const host = first?.alias ?? written;
      const service = first?.alias === undefined ? first : find(host);
      const port = destination.port?.number ?? defaultPort(service, serverNumber);
      const missing = problem(service, host, port, destination, vs, path);
      if (missing) report.add(missing);
      return { cluster: clusterName(port, destination.subset, host), host, port };
    },
    all: () => {
      const named = new Set([...clusters.values()].map(({ host }) => host));
      for (const service of declared.values()) {
        const number = service.anyPort && !named.has(service.host) ? usualPort(service) : undefined;
        if (number !== undefined) clusterOf(service, anyPort(number));
      }
      return Object.fromEntries(clusters);
    },
  };
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

const bindRemedy = (host: string, namespace: string, clusterDomain: string): string => {
  const suffix = `.svc.${clusterDomain}`;
  if (!host.endsWith(suffix)) {
    return `bind it with a LocalService in namespace "${namespace}" with service "${host}", or in the services panel`;
  }
  const [name = host, home = namespace] = host.slice(0, -suffix.length).split('.');
  return `bind it with a LocalService "${name}" in namespace "${home}", or in the services panel`;
};

const portRemedy = ({ ports }: KnownService, isWritten: boolean): string => {
  const numbers = ports.map(({ number }) => number);
  if (numbers.length === 0) return 'declare the port in the Service';
  const list = numbers.length === 1 ? `port ${numbers[0]}` : `one of ${numbers.join(', ')}`;
  return isWritten
    ? `use ${list}`
    : `say which port is meant with "port.number", ${list}, because the port of the Gateway is taken for a service with several`;
};

const suggest = (host: string, known: ReadonlyMap<string, KnownService>, clusterDomain: string): string | undefined => {
  const full = `${host}.svc.${clusterDomain}`;
  // `reviews.prod` is not completed in Istio; the full name is what was meant.
  if (known.has(full)) return full;
  const suffix = `.svc.${clusterDomain}`;
  if (!host.endsWith(suffix)) return nearest(host, known.keys());
  const [name = '', namespace = ''] = host.split('.');
  const neighbours = [...known.values()].filter((one) => one.namespace === namespace).map((one) => one.name);
  const near = nearest(name, [...neighbours, ...Object.keys(samplePorts)]);
  if (near !== undefined) return near;
  for (const one of known.values()) if (one.name === name) return one.host;
  return undefined;
};

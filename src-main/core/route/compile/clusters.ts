import type { Destination } from '../../resource/istio/destination.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { Diagnostic } from '../../text/diagnostic.ts';
import type { Path } from '../../text/tree.ts';
import { expandHost } from '../hostname.ts';
import type { Cluster } from '../table.ts';
import { bindRemedy, portRemedy, suggestHost, unknownSubset } from './destination-remedies.ts';
import { createRules } from './destination-rules.ts';
import { createBindings } from './endpoints.ts';
import type { VirtualService } from './entry.ts';
import { selects } from './gateway-ports.ts';
import {
  implicitSample,
  type KnownPort,
  type KnownService,
  knownServices,
  samplePorts,
  usualPort,
} from './known-services.ts';
import { originOf } from './origin.ts';
import type { Report } from './report.ts';
import { reportRules } from './report-rules.ts';

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
  const rules = createRules(snapshot);
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
      const rule = rules.inForce(service);
      const common = { host, port: port.number, protocol: port.protocol };
      const binding = bindingOf(service, port);
      cluster = { name, ...common, ...binding, ...(rule && { rule: originOf(rule.rules[0], ['spec', 'host']) }) };
      clusters.set(name, cluster);
      for (const subset of rule?.subsets ?? []) {
        const subsetName = clusterName(port.number, subset.name, host);
        const origin = originOf(subset.in, subset.path);
        const endpoints = binding.endpoints.filter(({ labels }) => selects(subset.labels, labels));
        clusters.set(subsetName, {
          name: subsetName,
          ...common,
          subset: subset.name,
          ...(endpoints.length > 0 ? { ...binding, endpoints } : { boundBy: 'nothing', endpoints, origin }),
          rule: origin,
          subsetLabels: subset.labels,
        });
      }
    }
    return cluster;
  };

  for (const service of declared.values()) {
    if (service.alias === undefined) for (const port of service.ports) clusterOf(service, port);
  }

  const suggestion = (host: string): string | undefined => {
    if (!suggestions.has(host) && suggestions.size < mostSuggestions) {
      suggestions.set(host, suggestHost(host, declared, clusterDomain));
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
    const whole = clusterOf(service, known);
    const part = subset ? clusters.get(clusterName(number, subset, host)) : whole;
    if (part === undefined) {
      return {
        severity: 'warning',
        code: 'reference/missing-subset',
        message: unknownSubset(subset ?? '', service, rules),
        place: vs.at([...path, 'subset']),
      };
    }
    if (part.boundBy !== 'nothing') return undefined;
    if (whole.boundBy !== 'nothing') {
      const labels = Object.entries(part.subsetLabels ?? {}).map(([key, value]) => `"${key}: ${value}"`);
      return {
        severity: 'warning',
        code: 'subset/no-endpoints',
        message: `no endpoint of "${host}:${number}" has the labels of subset "${subset}" (${labels.join(', ')}), so requests are answered with 503; give them to an endpoint in its LocalService`,
        place: vs.at([...path, 'subset']),
        ...(part.rule && { related: [{ message: 'the subset', place: part.rule.place }] }),
      };
    }
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
      reportRules(rules, [...declared.values(), ...samples.values()], snapshot.settings, report);
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

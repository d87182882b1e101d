import type { Destination } from '../../resource/istio/destination.ts';
import { isVisibleFrom } from '../../resource/visibility.ts';
import type { Diagnostic } from '../../text/diagnostic.ts';
import type { Path } from '../../text/tree.ts';
import { isSubsetOf, isWildcard } from '../hostname.ts';
import type { Cluster } from '../table.ts';
import { bindRemedy, definedElsewhere, portRemedy, suggestHost, unknownSubset } from './destination-remedies.ts';
import type { DestinationRule, Rules } from './destination-rules.ts';
import type { VirtualService } from './entry.ts';
import type { KnownService } from './known-services.ts';
import type { ServiceEntry } from './service-entries.ts';

/** A destination and what was found for it. `namespace` is that of who writes it, `number` its port after reference 5.1. */
export type Sought = {
  readonly destination: Destination;
  readonly namespace: string;
  readonly host: string;
  readonly number: number;
  readonly service: KnownService | undefined;
  readonly hasPort: boolean;
  /** The clusters of the whole service and of what the destination names; the same without a subset. */
  readonly whole: Cluster | undefined;
  readonly part: Cluster | undefined;
};

type Context = {
  readonly rules: Rules;
  readonly hidden: ReadonlyMap<string, ServiceEntry>;
  readonly declared: ReadonlyMap<string, KnownService>;
  readonly clusterDomain: string;
  /** Not the gateway, but a proxy whose clients were going somewhere else. */
  readonly sidecar: boolean;
  readonly proxyNamespace: string;
};

type Names = {
  readonly wildcards: readonly string[];
  /** The host that was probably meant. */
  readonly suggestion: (host: string) => string | undefined;
};

/** A problem with every destination that says the same; `at` is its place inside of one. */
export type DestinationProblem = Omit<Diagnostic, 'place'> & { readonly at: Path };

/** Did-you-mean compares with every service, so it stops after this many unknown hosts. */
const mostSuggestions = 50;

const answer = 'requests are answered with 503';

/** What keeps requests to a destination from being answered, or undefined. */
export const createDestinationProblems = (context: Context) => {
  const { clusterDomain } = context;
  const suggestions = new Map<string, string | undefined>();
  const suggestion = (host: string): string | undefined => {
    if (!suggestions.has(host) && suggestions.size < mostSuggestions) {
      suggestions.set(host, suggestHost(host, context.declared, clusterDomain));
    }
    return suggestions.get(host);
  };

  const names: Names = { wildcards: [...context.declared.keys()].filter(isWildcard), suggestion };

  return (sought: Sought): DestinationProblem | undefined => {
    const { destination, namespace, host, number, service, whole, part } = sought;
    const warn = (
      code: string,
      message: string,
      at: Path,
      more: Pick<Diagnostic, 'istio' | 'related'> = {},
    ): DestinationProblem => ({ severity: 'warning', code, message, at, ...more });
    /** Clients of the writer's own namespace see it, and these are who most routes of the mesh are written for. */
    const seenByOthers = (one: DestinationRule | ServiceEntry | undefined): boolean =>
      one !== undefined && context.sidecar && namespace !== context.proxyNamespace && isVisibleFrom(one, namespace);
    const otherClient = (what: string, written: DestinationRule | ServiceEntry, at: Path): DestinationProblem => ({
      severity: 'information',
      code: 'mesh/other-clients',
      message: `${what} by ${written.kind} "${written.namespace}/${written.name}", which clients of namespace "${namespace}" see, but not the one that is played here, of "${context.proxyNamespace}"; set "mesh.namespace" of a LocalGateway to "${namespace}"`,
      at,
    });
    if (service === undefined) {
      const entry = context.hidden.get(host);
      if (entry && seenByOthers(entry)) return otherClient(`the host "${host}" is declared`, entry, ['host']);
      const message = unknownHost(host, namespace, context, names);
      return warn('reference/missing-destination', message, ['host']);
    }
    const isWritten = destination.port !== undefined;
    if (!sought.hasPort) {
      const message = `"${host}" has no port ${number}, so ${answer}; ${portRemedy(service, isWritten)}`;
      // Which of several ports is meant must be written (analyzer IST0112).
      const istio = !isWritten && service.ports.length > 1 ? { istio: 'IST0112' } : {};
      return warn('reference/missing-port', message, isWritten ? ['port', 'number'] : ['host'], istio);
    }
    const subset = context.rules.inForce(service)?.subsets.find(({ name }) => name === destination.subset);
    if (destination.subset && subset === undefined) {
      const rule = definedElsewhere(destination.subset, service, context.rules);
      if (rule && seenByOthers(rule))
        return otherClient(`the subset "${destination.subset}" is defined`, rule, ['subset']);
      return warn(
        'reference/missing-subset',
        unknownSubset(destination.subset, service, context.rules, context.sidecar ? 'client' : 'gateway'),
        ['subset'],
      );
    }
    if (whole === undefined || whole.boundBy === 'nothing') {
      return warn('binding/missing', unbound(sought, service, clusterDomain), ['host']);
    }
    const { balance } = (part ?? whole).policy ?? {};
    if (balance?.by === 'original-destination' && !context.sidecar) {
      const message = `"${host}" is passed through to where clients were going, which is this gateway itself, so ${answer}; choose another "simple" load balancer than PASSTHROUGH`;
      const related = [{ message: 'the load balancer', place: balance.origin.place }];
      return warn('balance/passthrough', message, ['host'], { related });
    }
    if (subset === undefined || (part !== undefined && part.boundBy !== 'nothing')) return undefined;
    const labels = Object.entries(subset.labels).map(([key, value]) => `"${key}: ${value}"`);
    const message = `no endpoint of "${host}:${number}" has the labels of subset "${subset.name}" (${labels.join(', ')}), so ${answer}; give them to ${placeOfLabels(whole, service)}`;
    const related = [{ message: 'the subset', place: subset.in.at([...subset.path, 'name']) }];
    return warn('subset/no-endpoints', message, ['subset'], { related });
  };
};

/** The problem with the destination to which `path` leads. */
export const placeDestinationProblem = (
  { at, message, ...problem }: DestinationProblem,
  vs: VirtualService,
  path: Path,
): Diagnostic => ({
  ...problem,
  // Nobody is answered by a mirror.
  message: isMirror(path) ? message.replace(answer, 'no copies are sent') : message,
  place: vs.at([...path, ...at]),
});

const isMirror = (path: Path): boolean => path.includes('mirror') || path.includes('mirrors');

const placeOfLabels = ({ boundBy }: Cluster, { entry }: KnownService): string => {
  const selected = boundBy === 'service-entry' && entry?.entries.some(({ spec }) => spec.workloadSelector);
  if (boundBy === 'workload-entry' || selected) return 'a WorkloadEntry';
  return boundBy === 'service-entry' ? 'an endpoint in the ServiceEntry' : 'an endpoint in its LocalService';
};

const unknownHost = (
  host: string,
  namespace: string,
  { hidden, clusterDomain, sidecar }: Context,
  { wildcards, suggestion }: Names,
): string => {
  const entry = hidden.get(host);
  if (entry) {
    return `ServiceEntry "${entry.namespace}/${entry.name}" declares the host "${host}", but does not export it to the namespace of the ${sidecar ? 'client' : 'gateway'}, so ${answer}; add the namespace to its "exportTo"`;
  }
  const none = `no Service, ServiceEntry or LocalService declares the host "${host}", so ${answer}`;
  const wildcard = wildcards.find((one) => isSubsetOf(host, one));
  if (wildcard) return `${none}; the ServiceEntry of "${wildcard}" is reached by just that name: write it as the host`;
  const near = suggestion(host);
  const question = near === undefined ? '' : `did you mean "${near}"? Otherwise `;
  return `${none}; ${question}${bindRemedy(host, namespace, clusterDomain)}`;
};

const unbound = (
  { host, number, namespace: home }: Sought,
  { entry, gateway }: KnownService,
  clusterDomain: string,
): string => {
  const remedy = bindRemedy(host, home, clusterDomain);
  if (gateway) {
    const labels = Object.entries(gateway).map(([key, value]) => `"${key}: ${value}"`);
    return `no Gateway that selects this gateway (${labels.join(', ')}) opens port ${number}, so ${answer}; add one with a server on that port`;
  }
  if (entry === undefined) {
    return `"${host}:${number}" is bound to nothing on this machine, so ${answer}; ${remedy}`;
  }
  const [{ namespace, name, spec }] = entry.entries;
  const named = `ServiceEntry "${namespace}/${name}"`;
  if ((spec.resolution ?? 'NONE') === 'NONE') {
    return `${named} has the resolution NONE, which gives a gateway no endpoint, so ${answer}; use DNS or STATIC, or ${remedy}`;
  }
  const missing = spec.workloadSelector ? 'selects no WorkloadEntry' : 'has no endpoint for this port';
  return `${named} ${missing}, so ${answer}; add one, or ${remedy}`;
};

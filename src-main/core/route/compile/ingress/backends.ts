import type { IngressBackend } from '../../../resource/kubernetes/ingress.ts';
import type { Snapshot } from '../../../snapshot/snapshot.ts';
import type { Diagnostic } from '../../../text/diagnostic.ts';
import type { Path } from '../../../text/tree.ts';
import type { Cluster, Origin } from '../../table.ts';
import { type Clusters, clusterName, type Resolved } from '../clusters.ts';
import { bindRemedy, suggestHost } from '../destination-remedies.ts';
import { implicitSample, type KnownService } from '../known-services.ts';
import { originOf } from '../origin.ts';
import type { Report } from '../report.ts';
import type { BackendProtocol, NginxOptions } from './annotations.ts';
import type { Ingress } from './select.ts';

export type Backends = {
  /** Where a backend leads; what leads nowhere is told and gets a name that no cluster has, so that requests get 503. */
  readonly resolve: (backend: IngressBackend, ingress: Ingress, at: Path, options: NginxOptions) => Resolved;
  /** Clusters that annotations ask for beside those of the Services; backends that nothing is bound to are told. */
  readonly finish: (clusters: Readonly<Record<string, Cluster>>) => Readonly<Record<string, Cluster>>;
};

type Variant = {
  readonly base: string;
  readonly protocol?: BackendProtocol;
  readonly connectTimeoutMs?: number;
  readonly origin: Origin;
};

const answer = 'requests are answered with 503';

/** Did-you-mean compares with every service, so it stops after this many unknown ones. */
const mostSuggestions = 50;

/** Services are looked up in the namespace of their own Ingress (gateway-api reference 4.1, 4.2). */
export const createBackends = (snapshot: Snapshot, clusters: Clusters, report: Report): Backends => {
  const { clusterDomain } = snapshot.settings;
  const known = new Map(clusters.services().map((service) => [service.host, service]));
  const variants = new Map<string, Variant>();
  const used: { readonly cluster: string; readonly host: string; readonly place: Diagnostic['place'] }[] = [];

  let suggestions = 0;
  const meant = (host: string): string => {
    const near = suggestions++ < mostSuggestions ? suggestHost(host, known, clusterDomain) : undefined;
    // A Service of another namespace is none for an Ingress.
    return near === undefined || near.includes('.') ? '' : `did you mean "${near}"? Otherwise `;
  };

  const target = (backend: IngressBackend, ingress: Ingress, at: Path): Resolved => {
    const warn = (code: string, message: string, path: Path): void =>
      report.add({ severity: 'warning', code, message, place: ingress.at([...at, ...path]) });
    const { service, resource } = backend;
    if (service === undefined) {
      warn(
        'ingress/resource-backend',
        `a ${resource?.kind ?? 'resource'} cannot be a backend here, so ${answer}; name a Service`,
        ['resource'],
      );
      return nowhere(`${resource?.name ?? ''}.${ingress.namespace}`, 0);
    }
    const host = `${service.name}.${ingress.namespace}.svc.${clusterDomain}`;
    const found = known.get(host) ?? implicitSample(host, clusterDomain);
    const { number, name } = service.port ?? {};
    if (found === undefined) {
      const message = `there is no Service "${service.name}" in namespace "${ingress.namespace}", so ${answer}; ${meant(host)}${bindRemedy(host, ingress.namespace, clusterDomain)}`;
      warn('reference/missing-destination', message, ['service', 'name']);
      return nowhere(host, number ?? 0);
    }
    const port = found.ports.find((one) => (name === undefined ? one.number === number : one.name === name))?.number;
    const any = found.anyPort || found.alias !== undefined ? number : undefined;
    if (port === undefined && any === undefined) {
      const message = `the Service "${service.name}" has no port ${name === undefined ? number : `"${name}"`}, so ${answer}; ${portsOf(found)}`;
      warn('reference/missing-port', message, ['service', 'port', name === undefined ? 'number' : 'name']);
      return nowhere(host, number ?? 0);
    }
    const wanted = port ?? any ?? 0;
    if (found.alias !== undefined && !known.has(found.alias)) {
      const message = `the Service "${service.name}" stands for "${found.alias}", which nothing declares, so ${answer}; add a ServiceEntry for that host, or ${bindRemedy(host, ingress.namespace, clusterDomain)}`;
      warn('reference/missing-destination', message, ['service', 'name']);
    }
    if (found.alias !== undefined) return clusters.whole(found, { number: wanted, name: '', protocol: 'http1' });
    return clusters.named({ host, port: { number: wanted } }, ingress.namespace);
  };

  return {
    resolve: (backend, ingress, at, { backendProtocol, connectTimeoutMs }) => {
      const resolved = target(backend, ingress, at);
      used.push({ cluster: resolved.cluster, host: resolved.host, place: ingress.at([...at, 'service', 'name']) });
      const marks = [backendProtocol, connectTimeoutMs && `connect ${connectTimeoutMs} ms`].filter(Boolean);
      if (marks.length === 0) return resolved;
      const cluster = `${resolved.cluster} @ ${marks.join(' ')}`;
      const origin = originOf(ingress, ['metadata', 'annotations']);
      variants.set(cluster, {
        base: resolved.cluster,
        origin,
        ...(backendProtocol && { protocol: backendProtocol }),
        ...(connectTimeoutMs && { connectTimeoutMs }),
      });
      return { ...resolved, cluster };
    },
    finish: (all) => {
      for (const { cluster, host, place } of used) {
        if (!Object.hasOwn(all, cluster) || all[cluster]?.boundBy !== 'nothing') continue;
        const [, namespace = ''] = host.split('.');
        const message = `"${host}:${all[cluster]?.port}" is bound to nothing on this machine, so ${answer}; ${bindRemedy(host, namespace, clusterDomain)}`;
        report.add({ severity: 'warning', code: 'binding/missing', message, place });
      }
      return Object.fromEntries(
        [...variants].flatMap(([name, variant]) => {
          const base = Object.hasOwn(all, variant.base) ? all[variant.base] : undefined;
          return base ? [[name, varied(name, base, variant)] as const] : [];
        }),
      );
    },
  };
};

const nowhere = (host: string, port: number): Resolved => ({ cluster: clusterName(port, undefined, host), host, port });

const portsOf = ({ ports }: KnownService): string => {
  const list = ports.map(({ number, name }) => (name === '' ? String(number) : `${number} ("${name}")`));
  return list.length === 0 ? 'declare the port in the Service' : `use ${list.join(' or ')}, which callers use`;
};

const hour = 3_600_000;

/** The same endpoints, spoken to as `backend-protocol` and `proxy-connect-timeout` say. ingress-nginx verifies no certificates. */
const varied = (name: string, base: Cluster, { protocol, connectTimeoutMs, origin }: Variant): Cluster => {
  const { tls: _, ...others } = base.policy ?? {};
  const encrypted = protocol === 'HTTPS' || protocol === 'GRPCS';
  const policy: Cluster['policy'] = {
    ...(protocol === undefined ? base.policy : others),
    ...(encrypted && { tls: base.policy?.tls ?? { mode: 'SIMPLE', subjectAltNames: [], verify: false, origin } }),
    ...(connectTimeoutMs !== undefined && {
      pool: {
        idleTimeoutMs: hour,
        tcpIdleTimeoutMs: hour,
        useClientProtocol: false,
        origin,
        ...base.policy?.pool,
        connectTimeoutMs,
      },
    }),
  };
  return {
    ...base,
    name,
    ...(protocol && { protocol: protocol.startsWith('GRPC') ? 'http2' : 'http1' }),
    policy,
  };
};

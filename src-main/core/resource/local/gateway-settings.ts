import type { Resource } from '../resource.ts';
import type { LocalGatewaySpec } from './local-gateway.ts';
import { type ResolveEntry, resolveEntries } from './resolve-entry.ts';

/** What the one `LocalGateway` says, with its defaults filled in. */
export type GatewaySettings = {
  /** The namespace in which the gateway is taken to run. */
  readonly namespace: string;
  /** Absent: every selector is accepted. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Declared port to local port. */
  readonly ports: Readonly<Record<string, number>>;
  readonly addresses: readonly string[];
  /** Absent: every class of the Gateway API is served. */
  readonly gatewayClasses?: readonly string[];
  /** Absent: every class of Ingresses is served. */
  readonly ingressClasses?: readonly string[];
  /** Absent: every controller is played, and classes need no document. */
  readonly ingressControllers?: readonly string[];
  /** Whether NetworkPolicies judge connections that stay on this machine. */
  readonly networkPolicyLoopback: 'exempt' | 'judged';
  /** `own`: each Gateway of the Gateway API has an address of its own, from 127.0.1.1 on. */
  readonly gatewayAddresses: 'shared' | 'own';
  /** `region/zone/subzone`; absent: all endpoints are equally near. */
  readonly locality?: string;
  /** Names that are looked up here before the system is asked; the first that fits wins. Empty: none. */
  readonly resolve: readonly ResolveEntry[];
  readonly explainErrors: 'always' | 'browsers' | 'never';
  readonly pathNormalization: 'NONE' | 'BASE' | 'MERGE_SLASHES' | 'DECODE_AND_MERGE_SLASHES';
  readonly clusterDomain: string;
  readonly rootNamespace: string;
  readonly accessLog: 'text' | 'json' | 'off';
  readonly serverHeader: string;
  readonly mesh: MeshSettings;
};

/** The workload whose sidecar is played, and what the mesh as a whole says. */
export type MeshSettings = {
  /** Whether a LocalGateway asks for it. */
  readonly declared: boolean;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly outboundTrafficPolicy: 'ALLOW_ANY' | 'REGISTRY_ONLY';
  /** Absent: one that is free. */
  readonly port?: number;
};

/** The settings of a LocalGateway, or the defaults where there is none. */
export const gatewaySettings = (resource?: Resource<LocalGatewaySpec>): GatewaySettings => {
  const spec: LocalGatewaySpec = resource?.spec ?? {};
  const explain = spec.explainErrors ?? 'browsers';
  return {
    namespace: spec.namespace ?? 'istio-system',
    ...(spec.labels && Object.keys(spec.labels).length > 0 ? { labels: spec.labels } : {}),
    ports: Object.fromEntries((spec.ports ?? []).map(({ declared, local }) => [String(declared), local])),
    addresses: spec.addresses && spec.addresses.length > 0 ? spec.addresses : ['127.0.0.1', '::1'],
    ...(spec.gatewayClasses && spec.gatewayClasses.length > 0 ? { gatewayClasses: spec.gatewayClasses } : {}),
    ...(spec.ingressClasses && spec.ingressClasses.length > 0 ? { ingressClasses: spec.ingressClasses } : {}),
    ...(spec.ingressControllers && spec.ingressControllers.length > 0
      ? { ingressControllers: spec.ingressControllers }
      : {}),
    networkPolicyLoopback: spec.networkPolicyLoopback ?? 'exempt',
    gatewayAddresses: spec.gatewayAddresses ?? 'shared',
    ...(spec.locality ? { locality: spec.locality } : {}),
    resolve: resolveEntries(spec.resolve ?? []),
    explainErrors: explain === 'true' ? 'always' : explain === 'false' ? 'never' : explain,
    pathNormalization: spec.pathNormalization ?? 'BASE',
    clusterDomain: spec.clusterDomain ?? 'cluster.local',
    rootNamespace: spec.rootNamespace ?? 'istio-system',
    accessLog: spec.accessLog ?? 'text',
    serverHeader: spec.serverHeader ?? 'istio-envoy',
    mesh: {
      declared: spec.mesh !== undefined,
      namespace: spec.mesh?.namespace || 'default',
      labels: spec.mesh?.labels ?? {},
      outboundTrafficPolicy: spec.mesh?.outboundTrafficPolicy ?? 'ALLOW_ANY',
      ...(spec.mesh?.port !== undefined && { port: spec.mesh.port }),
    },
  };
};

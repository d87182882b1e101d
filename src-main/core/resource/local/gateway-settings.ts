import type { Resource } from '../resource.ts';
import type { LocalGatewaySpec } from './local-gateway.ts';

/** What the one `LocalGateway` says, with its defaults filled in. */
export type GatewaySettings = {
  /** The namespace in which the gateway is taken to run. */
  readonly namespace: string;
  /** Absent: every selector is accepted. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Declared port to local port. */
  readonly ports: Readonly<Record<string, number>>;
  readonly addresses: readonly string[];
  /** `region/zone/subzone`; absent: all endpoints are equally near. */
  readonly locality?: string;
  readonly explainErrors: 'always' | 'browsers' | 'never';
  readonly pathNormalization: 'NONE' | 'BASE' | 'MERGE_SLASHES' | 'DECODE_AND_MERGE_SLASHES';
  readonly clusterDomain: string;
  readonly rootNamespace: string;
  readonly accessLog: 'text' | 'json' | 'off';
  readonly serverHeader: string;
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
    ...(spec.locality ? { locality: spec.locality } : {}),
    explainErrors: explain === 'true' ? 'always' : explain === 'false' ? 'never' : explain,
    pathNormalization: spec.pathNormalization ?? 'BASE',
    clusterDomain: spec.clusterDomain ?? 'cluster.local',
    rootNamespace: spec.rootNamespace ?? 'istio-system',
    accessLog: spec.accessLog ?? 'text',
    serverHeader: spec.serverHeader ?? 'istio-envoy',
  };
};

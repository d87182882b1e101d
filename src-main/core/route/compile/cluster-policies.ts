import type { ConnectionPoolSpec, LoadBalancerSpec } from '../../resource/istio/traffic-policy.ts';
import type {
  BalancePolicy,
  ClusterPolicy,
  HashKey,
  LocalityPolicy,
  OutlierPolicy,
  PoolPolicy,
  UpstreamTls,
} from '../cluster-policy.ts';
import type { Cluster } from '../table.ts';
import type { Block, Blocks } from './effective-policy.ts';
import type { Credentials } from './upstream-credentials.ts';

const hour = 3_600_000;

/** The policy of a cluster, or undefined where nothing is set. `names` are those a ServiceEntry asks certificates for. */
export const policyOf = (
  blocks: Blocks,
  names: readonly string[],
  credentialsOf: Credentials,
): ClusterPolicy | undefined => {
  const { loadBalancer, connectionPool, outlierDetection, tls, proxyProtocol, tunnel, retryBudget } = blocks;
  const upstreamTls = tls && tlsOf(tls, names, credentialsOf);
  const policy: ClusterPolicy = {
    ...(loadBalancer && { balance: balanceOf(loadBalancer) }),
    ...(connectionPool && { pool: poolOf(connectionPool) }),
    ...(outlierDetection && { outlier: outlierOf(outlierDetection) }),
    ...(upstreamTls && { tls: upstreamTls }),
    ...(proxyProtocol && {
      proxyProtocol: { version: proxyProtocol.spec.version ?? 'V1', origin: proxyProtocol.origin },
    }),
    ...(tunnel && {
      tunnel: {
        protocol: tunnel.spec.protocol === 'POST' ? 'POST' : 'CONNECT',
        host: tunnel.spec.targetHost,
        port: tunnel.spec.targetPort,
        origin: tunnel.origin,
      },
    }),
    ...(retryBudget && {
      retryBudget: {
        percent: retryBudget.spec.percent ?? 20,
        atLeast: retryBudget.spec.minRetryConcurrency ?? 3,
        ...some('intervalMs', retryBudget.spec.budgetInterval),
        origin: retryBudget.origin,
      },
    }),
  };
  return Object.keys(policy).length === 0 ? undefined : policy;
};

/** The protocol to services: a rule may raise HTTP/1.1 to HTTP/2, and what a port says of itself stays otherwise. */
export const protocolUnder = (protocol: Cluster['protocol'], { connectionPool }: Blocks): Cluster['protocol'] =>
  protocol === 'http1' && connectionPool?.spec.http?.h2UpgradePolicy === 'UPGRADE' ? 'http2' : protocol;

/** What of a request is hashed; undefined where the block names nothing, so that requests go anywhere. */
export const hashKeyOf = ({ spec }: Block<'loadBalancer'>): HashKey | undefined => {
  const { httpHeaderName, httpCookie, useSourceIp, httpQueryParameterName } = spec.consistentHash ?? {};
  if (httpHeaderName) return { on: 'header', name: httpHeaderName.toLowerCase() };
  if (httpCookie) {
    const { name, path, ttl, attributes = [] } = httpCookie;
    return {
      on: 'cookie',
      name,
      ...some('path', path || undefined),
      ...some('ttlMs', ttl),
      attributes: attributes.map((one) => [one.name ?? '', one.value ?? ''] as const),
    };
  }
  if (useSourceIp) return { on: 'source-ip' };
  return httpQueryParameterName ? { on: 'query', name: httpQueryParameterName } : undefined;
};

const simple: Readonly<Record<NonNullable<LoadBalancerSpec['simple']>, BalancePolicy['by']>> = {
  UNSPECIFIED: 'least-request',
  LEAST_CONN: 'least-request',
  LEAST_REQUEST: 'least-request',
  ROUND_ROBIN: 'round-robin',
  RANDOM: 'random',
  PASSTHROUGH: 'original-destination',
};

const balanceOf = ({ spec, origin }: Block<'loadBalancer'>): BalancePolicy => {
  const { consistentHash, warmup, warmupDurationSecs } = spec;
  const locality = localityOf(spec);
  const ms = warmup?.duration ?? warmupDurationSecs;
  return {
    by: consistentHash ? 'hash' : simple[spec.simple ?? 'UNSPECIFIED'],
    ...(consistentHash && { table: tableOf(consistentHash) }),
    ...(ms !== undefined && {
      warmup: { ms, minimumPercent: warmup?.minimumPercent ?? 10, aggression: warmup?.aggression ?? 1 },
    }),
    ...(locality && { locality }),
    origin,
  };
};

const tableOf = ({
  ringHash,
  maglev,
  minimumRingSize,
}: NonNullable<LoadBalancerSpec['consistentHash']>): NonNullable<BalancePolicy['table']> =>
  maglev
    ? { kind: 'maglev', size: maglev.tableSize ?? 65_537 }
    : { kind: 'ring', minimumSize: ringHash?.minimumRingSize || minimumRingSize || 1024 };

const localityOf = ({ localityLbSetting, zoneAwareLbSetting }: LoadBalancerSpec): LocalityPolicy | undefined => {
  const setting = localityLbSetting ?? zoneAwareLbSetting;
  if (setting === undefined) return undefined;
  return {
    kind: localityLbSetting ? 'localities' : 'zones',
    ...some('enabled', setting.enabled),
    distribute: (localityLbSetting?.distribute ?? []).map(({ from = '', to = {} }) => ({ from, to })),
    failover: (setting.failover ?? []).map(({ from = '', to = '' }) => ({ from, to })),
    failoverPriority: setting.failoverPriority ?? [],
    ...some('minimumEndpoints', zoneAwareLbSetting?.minClusterSize),
  };
};

/** 0 is what a number has that was not written: it limits nothing (reference 6.5). */
const poolOf = ({ spec: { tcp = {}, http = {} }, origin }: Block<'connectionPool'>): PoolPolicy => {
  const { interval, timeout } = http.http2KeepAlive ?? {};
  return {
    ...some('maxConnections', tcp.maxConnections || undefined),
    ...some('maxPendingRequests', http.http1MaxPendingRequests || undefined),
    ...some('maxRequests', http.http2MaxRequests || undefined),
    ...some('maxRetries', http.maxRetries || undefined),
    ...some('maxRequestsPerConnection', http.maxRequestsPerConnection || undefined),
    ...some('maxConcurrentStreams', http.maxConcurrentStreams || undefined),
    connectTimeoutMs: tcp.connectTimeout ?? 10_000,
    idleTimeoutMs: http.idleTimeout ?? tcp.idleTimeout ?? hour,
    tcpIdleTimeoutMs: tcp.idleTimeout ?? hour,
    ...some('maxConnectionDurationMs', tcp.maxConnectionDuration),
    ...some('tcpKeepalive', tcp.tcpKeepalive && keepaliveOf(tcp.tcpKeepalive)),
    ...(interval !== undefined && timeout !== undefined
      ? { http2KeepAlive: { intervalMs: interval, timeoutMs: timeout } }
      : {}),
    useClientProtocol: http.useClientProtocol ?? false,
    origin,
  };
};

type Keepalive = NonNullable<NonNullable<ConnectionPoolSpec['tcp']>['tcpKeepalive']>;

const keepaliveOf = ({ probes, time, interval }: Keepalive): NonNullable<PoolPolicy['tcpKeepalive']> => ({
  ...some('probes', probes || undefined),
  ...some('timeMs', time),
  ...some('intervalMs', interval),
});

const outlierOf = ({ spec, origin }: Block<'outlierDetection'>): OutlierPolicy => {
  const codes = spec.outlierDetectionHttpErrorCodes;
  return {
    consecutive5xx: spec.consecutive5xxErrors ?? 5,
    consecutiveGatewayErrors: spec.consecutiveGatewayErrors ?? 0,
    splitLocalOrigin: spec.splitExternalLocalOriginErrors ?? false,
    consecutiveLocalOrigin: spec.consecutiveLocalOriginFailures ?? 5,
    intervalMs: spec.interval ?? 10_000,
    baseEjectionMs: spec.baseEjectionTime ?? 30_000,
    maxEjectionPercent: spec.maxEjectionPercent || 10,
    minHealthPercent: spec.minHealthPercent ?? 0,
    ...some('errorCodes', codes && codes.length > 0 ? codes : undefined),
    origin,
  };
};

const tlsOf = (
  { spec, origin }: Block<'tls'>,
  names: readonly string[],
  credentialsOf: Credentials,
): UpstreamTls | undefined => {
  const { mode = 'DISABLE', subjectAltNames = [] } = spec;
  if (mode === 'DISABLE') return undefined;
  return {
    mode,
    ...some('sni', spec.sni || undefined),
    subjectAltNames: subjectAltNames.length > 0 ? subjectAltNames : names,
    verify: spec.insecureSkipVerify !== true,
    ...some('caCertificates', spec.caCertificates || undefined),
    ...some('caCrl', spec.caCrl || undefined),
    ...some('clientCertificate', spec.clientCertificate || undefined),
    ...some('privateKey', spec.privateKey || undefined),
    ...some('credentialName', spec.credentialName || undefined),
    ...some('credential', credentialsOf(spec, origin)),
    origin,
  };
};

/** The member, or nothing where it has no value. */
const some = <K extends string, T>(name: K, value: T | undefined): { readonly [P in K]?: T } =>
  value === undefined ? {} : ({ [name]: value } as { readonly [P in K]: T });

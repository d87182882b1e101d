import type {
  BalancePolicy,
  ClusterPolicy,
  HashKey,
  OutlierPolicy,
  PoolPolicy,
  UpstreamTls,
} from './cluster-policy.ts';

/**
 * What a DestinationRule sets for a cluster, in words: one short phrase for each block, without a stop at the end. `hash` is the key of
 * the destination that is explained.
 */
export const explainPolicy = (policy: ClusterPolicy, hash?: HashKey): readonly string[] => {
  const { balance, pool, outlier, tls, proxyProtocol, tunnel, retryBudget } = policy;
  return [
    ...(balance ? [sayBalance(balance, hash)] : []),
    ...(pool ? sayPool(pool) : []),
    ...(outlier ? [sayOutlier(outlier)] : []),
    ...(tls ? [sayTls(tls)] : []),
    ...(proxyProtocol ? [`PROXY protocol ${proxyProtocol.version.toLowerCase()}`] : []),
    ...(tunnel ? [`through a ${tunnel.protocol} tunnel to ${tunnel.host}:${tunnel.port}`] : []),
    ...(retryBudget ? [`retries up to ${retryBudget.percent}% of requests, at least ${retryBudget.atLeast}`] : []),
  ];
};

const ways: Readonly<Record<Exclude<BalancePolicy['by'], 'hash'>, string>> = {
  'least-request': 'endpoints by least request',
  'round-robin': 'endpoints in turn',
  random: 'endpoints at random',
  'original-destination': 'to the address that the client dialled, which a gateway does not know',
};

const sayBalance = ({ by, table, warmup, locality }: BalancePolicy, hash: HashKey | undefined): string => {
  const chosen = by === 'hash' ? `endpoints by ${sayHash(hash)} (${sayTable(table)})` : ways[by];
  const spared = warmup ? `, new ones spared for ${sayTime(warmup.ms)}` : '';
  return `${chosen}${spared}${locality && locality.enabled !== false ? `, ${sayLocality(locality)}` : ''}`;
};

const sayHash = (hash: HashKey | undefined): string => {
  switch (hash?.on) {
    case 'header':
      return `header "${hash.name}"`;
    case 'cookie':
      return `cookie "${hash.name}"${hash.ttlMs === undefined ? '' : ', made where there is none'}`;
    case 'source-ip':
      return 'the address of the client';
    case 'query':
      return `query parameter "${hash.name}"`;
    case undefined:
      return 'chance, for want of a key';
  }
};

const sayTable = (table: BalancePolicy['table']): string =>
  table?.kind === 'maglev' ? `maglev of ${table.size}` : `ring of ${table?.minimumSize ?? 1024}`;

const sayLocality = ({ kind, distribute, failover }: NonNullable<BalancePolicy['locality']>): string => {
  if (kind === 'zones') return 'the own region first, its zones evenly';
  if (distribute.length > 0) return 'shared among localities';
  return failover.length > 0
    ? failover.map(({ from, to }) => `"${to}" in place of "${from}"`).join(', ')
    : 'near localities first';
};

const limits = [
  ['maxConnections', 'connections'],
  ['maxPendingRequests', 'waiting requests'],
  ['maxRequests', 'requests under way'],
  ['maxRetries', 'retries under way'],
  ['maxRequestsPerConnection', 'requests per connection'],
  ['maxConcurrentStreams', 'streams per connection'],
] as const;

const sayPool = (pool: PoolPolicy): readonly string[] => {
  const kept = limits.flatMap(([field, words]) => (pool[field] === undefined ? [] : [`${pool[field]} ${words}`]));
  return [
    ...(kept.length > 0 ? [`at most ${kept.join(', ')}`] : []),
    ...(pool.connectTimeoutMs === 10_000 ? [] : [`${sayTime(pool.connectTimeoutMs)} to connect`]),
    ...(pool.idleTimeoutMs === 3_600_000
      ? []
      : [pool.idleTimeoutMs === 0 ? 'idle for ever' : `idle for ${sayTime(pool.idleTimeoutMs)}`]),
    ...(pool.useClientProtocol ? ['in the protocol of the client'] : []),
  ];
};

/** With the trap of reference 6.6: by default no endpoint of fewer than ten is ever left out. */
const sayOutlier = (outlier: OutlierPolicy): string => {
  const counts = [
    ...(outlier.consecutive5xx > 0 ? [`${outlier.consecutive5xx} errors in a row`] : []),
    ...(outlier.consecutiveGatewayErrors > 0 ? [`${outlier.consecutiveGatewayErrors} gateway errors in a row`] : []),
    ...(outlier.splitLocalOrigin && outlier.consecutiveLocalOrigin > 0
      ? [`${outlier.consecutiveLocalOrigin} failed connections in a row`]
      : []),
  ];
  if (counts.length === 0) return 'no endpoint is left out';
  return `left out after ${counts.join(' or ')} for ${sayTime(outlier.baseEjectionMs)}, at most ${outlier.maxEjectionPercent}% of the endpoints`;
};

const sayTls = ({ mode, sni, verify }: UpstreamTls): string => {
  const shown = mode === 'SIMPLE' ? 'TLS' : mode === 'MUTUAL' ? 'TLS with a client certificate' : "the mesh's TLS";
  return `${shown}${sni === undefined ? '' : ` for "${sni}"`}${verify ? '' : ', any certificate'}`;
};

const sayTime = (ms: number): string => (ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`);

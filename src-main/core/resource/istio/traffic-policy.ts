import {
  boolean,
  duration,
  durationOrZero,
  type Infer,
  integer,
  list,
  map,
  number,
  object,
  oneOf,
  optional,
  required,
  string,
} from '../../schema/schema.ts';
import { portSelector } from './destination.ts';

const uint32 = () => integer(0, 4_294_967_295);
const int32 = () => integer(0, 2_147_483_647);

const httpCookie = object('HTTPCookie', {
  name: required(string(), 'The name of the cookie.'),
  path: optional(string(), 'The path of a cookie that the gateway makes.'),
  ttl: optional(durationOrZero(), 'How long a cookie lives that the gateway makes; "0s" is a session cookie.', {
    default: 'none: the gateway makes no cookie',
  }),
  attributes: optional(
    list(
      object('Attribute', {
        name: optional(string(), 'The name of the attribute, such as "SameSite".'),
        value: optional(string(), 'The value of the attribute.'),
      }),
    ),
    'Further attributes of a cookie that the gateway makes.',
  ),
});

const consistentHash = object(
  'ConsistentHashLB',
  {
    httpHeaderName: optional(string(), 'The request header that is hashed.'),
    httpCookie: optional(httpCookie, 'The cookie that is hashed.'),
    useSourceIp: optional(boolean(), 'Whether the address of the client is hashed.'),
    httpQueryParameterName: optional(string(), 'The query parameter that is hashed.'),
    ringHash: optional(
      object('RingHash', {
        minimumRingSize: optional(uint32(), 'The least number of points on the ring.', {
          default: '1024',
          fidelity: 'approximated',
          told: true,
          note: 'every endpoint has half as many points, up to 131072 together, so that keys stay when one leaves; in Envoy some of them move',
        }),
      }),
      'Chooses by a ring of hashes.',
    ),
    maglev: optional(
      object('MagLev', {
        tableSize: optional(uint32(), 'The size of the table, a prime number.', { default: '65537' }),
      }),
      "Chooses by Maglev's table.",
    ),
    minimumRingSize: optional(uint32(), 'Deprecated; use ringHash.', {
      fidelity: 'approximated',
      note: 'as that of ringHash',
    }),
  },
  [
    ['httpHeaderName', 'httpCookie', 'useSourceIp', 'httpQueryParameterName'],
    ['ringHash', 'maglev'],
  ],
);

const failover = object('Failover', {
  from: optional(string(), 'The region that fails.'),
  to: optional(string(), 'The region that takes over.'),
});

const localityLb = object('LocalityLoadBalancerSetting', {
  distribute: optional(
    list(
      object('Distribute', {
        from: optional(string(), 'Where the gateway is, as "region/zone/subzone".'),
        to: optional(map(uint32()), 'Shares of the localities that requests go to, 100 together.'),
      }),
    ),
    'How requests are shared among localities.',
  ),
  failover: optional(list(failover), 'Which region takes over for another.'),
  failoverPriority: optional(list(string()), 'Labels by whose agreement endpoints are preferred.'),
  enabled: optional(boolean(), 'Whether localities count at all.'),
});

const zoneAwareLb = object('ZoneAwareLoadBalancerSetting', {
  enabled: optional(boolean(), 'Whether endpoints of the same zone are preferred.', {
    fidelity: 'approximated',
    told: /^true$/,
    note: 'a single gateway has the requests of all zones, and fills the zones of its region evenly',
  }),
  failover: optional(list(failover), 'Which region takes over for another.'),
  failoverPriority: optional(list(string()), 'Labels by whose agreement endpoints are preferred.'),
  minClusterSize: optional(uint32(), 'The least number of endpoints with which zones count.', {
    default: '6',
    fidelity: 'ignored',
    note: 'zones of a region are filled evenly with any number of endpoints',
  }),
});

const warmup = object('WarmupConfiguration', {
  duration: required(duration(), 'How long a new endpoint gets fewer requests.'),
  minimumPercent: optional(number(0), 'The share a new endpoint begins with.', { default: '10' }),
  aggression: optional(number(), 'How the share grows; 1 is evenly.', { default: '1' }),
});

/** Reference 1.4 and 6.4. */
export const loadBalancer = object(
  'LoadBalancerSettings',
  {
    simple: optional(
      oneOf('UNSPECIFIED', 'LEAST_CONN', 'RANDOM', 'PASSTHROUGH', 'ROUND_ROBIN', 'LEAST_REQUEST'),
      'How an endpoint is chosen; LEAST_CONN is an old name of LEAST_REQUEST.',
      {
        default: 'LEAST_REQUEST',
        fidelity: 'approximated',
        note: 'requests take turns over the whole gateway; in Envoy every worker thread counts for itself',
      },
    ),
    consistentHash: optional(consistentHash, 'Requests with the same key go to the same endpoint.'),
    localityLbSetting: optional(localityLb, 'How localities count.'),
    zoneAwareLbSetting: optional(zoneAwareLb, 'How zones count.'),
    warmup: optional(warmup, 'Spares new endpoints.'),
    warmupDurationSecs: optional(duration(), 'Deprecated; use warmup.'),
  },
  [['simple', 'consistentHash']],
);

const tcpPool = object('TCPSettings', {
  maxConnections: optional(int32(), 'The most connections to all endpoints.', { default: '2^32-1' }),
  connectTimeout: optional(duration(), 'How long a connection may take to open.', { default: '10s' }),
  tcpKeepalive: optional(
    object('TcpKeepalive', {
      probes: optional(uint32(), 'Unanswered probes after which a connection is closed.'),
      time: optional(duration(), 'How long a connection is idle before the first probe.'),
      interval: optional(duration(), 'The time between two probes.'),
    }),
    'Keeps idle connections alive.',
  ),
  maxConnectionDuration: optional(duration(), 'How long a connection may last.', { default: 'no limit' }),
  idleTimeout: optional(durationOrZero(), 'How long a connection may be idle; "0s" is for ever.', { default: '1h' }),
});

const httpPool = object('HTTPSettings', {
  http1MaxPendingRequests: optional(int32(), 'The most requests that wait for a connection.', { default: '2^32-1' }),
  http2MaxRequests: optional(int32(), 'The most requests under way; counts for HTTP/1.1 too.', { default: '2^32-1' }),
  maxRequestsPerConnection: optional(int32(), 'Requests after which a connection is closed; 1 ends keep-alive.', {
    default: 'no limit',
  }),
  maxRetries: optional(int32(), 'The most retries under way.', { default: '2^32-1' }),
  idleTimeout: optional(duration(), 'How long a connection may be without requests.', { default: '1h' }),
  h2UpgradePolicy: optional(oneOf('DEFAULT', 'DO_NOT_UPGRADE', 'UPGRADE'), 'Whether HTTP/2 is spoken to the service.', {
    default: 'DEFAULT',
  }),
  useClientProtocol: optional(boolean(), 'Whether the protocol of the client is spoken to the service.', {
    default: 'false',
  }),
  maxConcurrentStreams: optional(int32(), 'The most streams on one HTTP/2 connection.'),
  http2KeepAlive: optional(
    object('Http2KeepAlive', {
      interval: optional(duration(), 'The time between two pings.'),
      timeout: optional(duration(), 'How long an answer to a ping may take.'),
    }),
    'Keeps HTTP/2 connections alive.',
  ),
});

/** Reference 1.4 and 6.5. */
export const connectionPool = object('ConnectionPoolSettings', {
  tcp: optional(tcpPool, 'Limits of connections.'),
  http: optional(httpPool, 'Limits of requests.'),
});

/** Reference 6.6. */
export const outlierDetection = object('OutlierDetection', {
  consecutiveErrors: optional(int32(), 'Deprecated and without effect; use consecutive5xxErrors.'),
  splitExternalLocalOriginErrors: optional(boolean(), 'Whether failed connections are counted by themselves.', {
    default: 'false',
  }),
  consecutiveLocalOriginFailures: optional(
    uint32(),
    'Failed connections in a row after which an endpoint is left out.',
    {
      default: '5',
    },
  ),
  consecutiveGatewayErrors: optional(
    uint32(),
    'Answers 502, 503 and 504 in a row after which an endpoint is left out; 0 turns this off.',
    { default: 'off' },
  ),
  consecutive5xxErrors: optional(
    uint32(),
    'Answers 5xx in a row after which an endpoint is left out; 0 turns this off.',
    {
      default: '5',
    },
  ),
  interval: optional(duration(), 'How often it is looked who may come back.', { default: '10s' }),
  baseEjectionTime: optional(duration(), 'How long an endpoint is left out, times how often it was.', {
    default: '30s',
  }),
  maxEjectionPercent: optional(integer(0, 100), 'The most endpoints that are left out, in percent.', {
    default: '10',
  }),
  minHealthPercent: optional(
    integer(0, 100),
    'The share of good endpoints below which those left out are used again.',
    {
      default: '0',
    },
  ),
  outlierDetectionHttpErrorCodes: optional(list(integer(100, 599)), 'The statuses that count as errors.', {
    default: '5xx',
  }),
});

/** Reference 1.4 and 6.7. */
export const clientTls = object('ClientTLSSettings', {
  mode: optional(oneOf('DISABLE', 'SIMPLE', 'MUTUAL', 'ISTIO_MUTUAL'), 'Whether TLS is spoken to the service.', {
    default: 'DISABLE',
    fidelity: 'approximated',
    told: /^ISTIO_MUTUAL$/,
    note: 'ISTIO_MUTUAL: gateways here speak it among themselves; other services have no sidecar and get plaintext',
  }),
  clientCertificate: optional(string(), 'File with the certificate that is shown to the service.'),
  privateKey: optional(string(), 'File with the private key of that certificate.'),
  caCertificates: optional(string(), 'File with the authorities that the service is checked against.'),
  credentialName: optional(string(), 'Name of the Secret that holds key, certificate and authorities.'),
  subjectAltNames: optional(list(string()), 'Names of which the certificate of the service must carry one.'),
  sni: optional(string(), 'The server name that is asked for.', { default: 'the host of the request' }),
  insecureSkipVerify: optional(boolean(), 'Accepts any certificate of the service.', { default: 'false' }),
  caCrl: optional(string(), 'File with certificates that are no longer valid.'),
});

const tunnel = object('TunnelSettings', {
  protocol: optional(string(), 'CONNECT or POST.', { default: 'CONNECT' }),
  targetHost: required(string(), 'The host behind the tunnel.'),
  targetPort: required(integer(1, 65535), 'The port behind the tunnel.'),
});

const proxyProtocol = object('ProxyProtocol', {
  version: optional(oneOf('V1', 'V2'), 'The version of the PROXY protocol.', { default: 'V1' }),
});

const retryBudget = object('RetryBudget', {
  percent: optional(number(0, 100), 'Retries under way, in percent of requests under way.', { default: '20' }),
  minRetryConcurrency: optional(uint32(), 'Retries that are always allowed.', { default: '3' }),
  budgetInterval: optional(durationOrZero(), 'Counts the requests of this time too.'),
});

const blocks = {
  connectionPool: optional(connectionPool, 'Limits of connections and requests.'),
  outlierDetection: optional(outlierDetection, 'Leaves endpoints out that fail.'),
  loadBalancer: optional(loadBalancer, 'How an endpoint is chosen.'),
  tls: optional(clientTls, 'Whether and how TLS is spoken to the service.'),
};

export const portTrafficPolicy = object('PortTrafficPolicy', {
  port: required(portSelector, 'The port of the service.'),
  ...blocks,
});

/** Reference 1.4 and 6.3. */
export const trafficPolicy = object('TrafficPolicy', {
  ...blocks,
  portLevelSettings: optional(
    list(portTrafficPolicy),
    'Settings of single ports; what stands beside them is not inherited.',
  ),
  tunnel: optional(tunnel, 'Sends TCP and TLS through an HTTP tunnel.'),
  proxyProtocol: optional(proxyProtocol, 'Tells services the address of the client.'),
  retryBudget: optional(retryBudget, 'Limits retries by the requests under way.'),
});

export type TrafficPolicySpec = Infer<typeof trafficPolicy>;
export type PortTrafficPolicySpec = Infer<typeof portTrafficPolicy>;
export type LoadBalancerSpec = Infer<typeof loadBalancer>;
export type ConnectionPoolSpec = Infer<typeof connectionPool>;
export type OutlierDetectionSpec = Infer<typeof outlierDetection>;
export type ClientTlsSpec = Infer<typeof clientTls>;

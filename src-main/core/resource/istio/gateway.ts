import {
  boolean,
  type Infer,
  integer,
  list,
  map,
  object,
  oneOf,
  optional,
  required,
  string,
} from '../../schema/schema.ts';

const tlsVersions = ['TLS_AUTO', 'TLSV1_0', 'TLSV1_1', 'TLSV1_2', 'TLSV1_3'] as const;
const onThisMachine = { fidelity: 'approximated', note: 'the file is looked for on this machine' } as const;

const tlsCertificate = object('TLSCertificate', {
  serverCertificate: optional(string(), 'File with the certificate chain of the server.'),
  privateKey: optional(string(), 'File with the private key of the server.'),
  caCertificates: optional(string(), 'File with the authorities that client certificates are checked against.'),
});

/** Reference 1.2, `ServerTLSSettings`. */
export const serverTls = object(
  'ServerTLSSettings',
  {
    httpsRedirect: optional(boolean(), 'Answers every plaintext request with 301 to the same URL over https.', {
      default: 'false',
    }),
    mode: optional(
      oneOf('PASSTHROUGH', 'SIMPLE', 'MUTUAL', 'AUTO_PASSTHROUGH', 'ISTIO_MUTUAL', 'OPTIONAL_MUTUAL'),
      'Who ends TLS and whether clients must show a certificate.',
      {
        default: 'PASSTHROUGH',
        fidelity: 'approximated',
        note: 'AUTO_PASSTHROUGH needs a mesh, and ISTIO_MUTUAL takes certificates of the local authority',
      },
    ),
    serverCertificate: optional(string(), 'File with the certificate chain of the server.', onThisMachine),
    privateKey: optional(string(), 'File with the private key of the server.', onThisMachine),
    caCertificates: optional(
      string(),
      'File with the authorities that client certificates are checked against.',
      onThisMachine,
    ),
    caCrl: optional(string(), 'File with certificates that are no longer valid.', onThisMachine),
    credentialName: optional(string(), 'Name of the Secret that holds key and certificate.', {
      fidelity: 'approximated',
      note: 'where there is no such Secret, a certificate of the local authority is served',
    }),
    credentialNames: optional(list(string(), { most: 2 }), 'Names of one or two Secrets, as for RSA and ECDSA.'),
    tlsCertificates: optional(list(tlsCertificate), 'One or two pairs of certificate and key files.', onThisMachine),
    caCertCredentialName: optional(string(), 'Name of the Secret or ConfigMap that holds the authorities.', {
      fidelity: 'approximated',
      note: 'where there is none, clients of the local authority are trusted',
    }),
    subjectAltNames: optional(list(string()), 'Names of which a client certificate must carry one.'),
    verifyCertificateSpki: optional(list(string()), 'SPKI hashes of which a client certificate must have one.'),
    verifyCertificateHash: optional(list(string()), 'SHA-256 hashes of which a client certificate must have one.'),
    minProtocolVersion: optional(oneOf(...tlsVersions), 'The oldest TLS version that is accepted.', {
      default: 'TLS_AUTO (1.2)',
    }),
    maxProtocolVersion: optional(oneOf(...tlsVersions), 'The newest TLS version that is accepted.', {
      default: 'TLS_AUTO (1.3)',
    }),
    cipherSuites: optional(list(string()), 'The cipher suites that are offered.'),
    insecureSkipVerify: optional(boolean(), 'Accepts any client certificate.'),
  },
  [['credentialName', 'credentialNames', 'tlsCertificates']],
);

export const serverPort = object('Port', {
  number: required(
    // 0 stands beside a socket of the file system in `bind` (reference 9.2, G12).
    integer(0, 65535),
    'The port that clients dial; a Service that selects the gateway may translate it.',
  ),
  protocol: required(
    string(),
    'HTTP, HTTPS, HTTP2, GRPC, GRPC-WEB, HTTP_PROXY, TLS, TCP, MONGO, REDIS, MYSQL or UDP, in any case.',
  ),
  name: required(string(), 'The name of the port; unique within the Gateway.'),
  targetPort: optional(integer(0, 65535), 'Deprecated; refused when above 0.'),
});

export const server = object('Server', {
  port: required(serverPort, 'The port on which the server listens.'),
  bind: optional(string(), 'The address to listen on.', {
    default: 'every address of the gateway',
    fidelity: 'approximated',
    told: /^(?!127\.|0\.0\.0\.0$|::1?$)(?:\d+(?:\.\d+){3}|[\da-f:]*:[\da-f:]*)$/i,
    note: 'it separates listeners as in Istio, but only addresses of this machine can be opened',
  }),
  hosts: required(
    list(string()),
    'The hosts that are served: a full name, a wildcard such as "*.shop.test" or "*", each with or without a namespace in front.',
  ),
  tls: optional(serverTls, 'How TLS is ended, or whether plaintext is sent to https.'),
  defaultEndpoint: optional(string(), 'Accepted for compatibility.', {
    fidelity: 'ignored',
    note: 'gateways do not use it, in Istio neither',
  }),
  name: optional(string(), 'The name of the server in statistics.', {
    fidelity: 'ignored',
    note: 'it only names statistics',
  }),
});

/** Reference 1.2. */
export const gatewaySpec = object('Gateway', {
  selector: optional(map(string()), 'The labels of the gateway workloads that serve this Gateway.', {
    default: 'every gateway',
    fidelity: 'approximated',
    note: 'without labels in a LocalGateway, the ingress gateway accepts every selector but those of egress gateways',
  }),
  servers: required(list(server), 'What the gateway listens on, and for which hosts.'),
});

export type GatewaySpec = Infer<typeof gatewaySpec>;
export type GatewayServer = Infer<typeof server>;
export type ServerPort = Infer<typeof serverPort>;
export type ServerTls = Infer<typeof serverTls>;

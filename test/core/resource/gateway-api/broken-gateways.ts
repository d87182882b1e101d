import type { Broken } from './broken.ts';

const gateway = (rest: string, listeners = '{ name: web, port: 80, protocol: HTTP }'): string =>
  `{ gatewayClassName: istio, listeners: [${listeners}]${rest} }`;
const listeners = (text: string): string => gateway('', text);
const longDomain = [63, 63, 63, 61].map((length) => 'a'.repeat(length)).join('.');
const policy = (targets: string, validation: string): string =>
  `{ targetRefs: [${targets}], validation: { hostname: oven.local, ${validation} } }`;
const oven = (rest = '') => `{ group: "", kind: Service, name: oven${rest} }`;
const names = (text: string): string => policy(oven(), `wellKnownCACertificates: System, subjectAltNames: [${text}]`);
const certificate = 'certificateRefs: [{ name: secret }]';

export const brokenGateways: readonly Broken[] = [
  [
    1,
    'BackendTLSPolicy',
    policy(`${oven()}, ${oven(', sectionName: https')}`, 'wellKnownCACertificates: System'),
    'backend-tls-policy/target: oven',
  ],
  [
    2,
    'BackendTLSPolicy',
    policy(`${oven()}, ${oven()}`, 'wellKnownCACertificates: System'),
    'backend-tls-policy/target: oven',
  ],
  [
    3,
    'BackendTLSPolicy',
    policy(oven(), 'wellKnownCACertificates: System, caCertificateRefs: [{ group: "", kind: ConfigMap, name: ca }]'),
    'backend-tls-policy/authorities: wellKnownCACertificates',
  ],
  [4, 'BackendTLSPolicy', policy(oven(), 'caCertificateRefs: []'), 'backend-tls-policy/authorities: validation'],
  [5, 'BackendTLSPolicy', names('{ type: Hostname }'), 'backend-tls-policy/subject: Hostname'],
  [
    [6, 7],
    'BackendTLSPolicy',
    names('{ type: URI, hostname: a.b }'),
    'backend-tls-policy/subject: hostname',
    'backend-tls-policy/subject: URI',
  ],
  [
    6,
    'BackendTLSPolicy',
    names('{ type: URI, uri: "spiffe://a", hostname: a.b }'),
    'backend-tls-policy/subject: hostname',
  ],
  [7, 'BackendTLSPolicy', names('{ type: URI }'), 'backend-tls-policy/subject: URI'],
  [
    8,
    'BackendTLSPolicy',
    names('{ type: Hostname, hostname: a.b, uri: "spiffe://a" }'),
    'backend-tls-policy/subject: uri',
  ],
  [
    10,
    'Gateway',
    gateway(', addresses: [{ value: 127.0.0.1 }, { type: IPAddress, value: 127.0.0.1 }]'),
    'gateway/address: 127.0.0.1',
  ],
  [
    11,
    'Gateway',
    gateway(', addresses: [{ type: Hostname, value: a.b }, { type: Hostname, value: a.b }]'),
    'gateway/address: a.b',
  ],
  [12, 'Gateway', gateway(', addresses: [{ type: Hostname, value: A.b }]'), 'gateway/address: A.b'],
  [13, 'Gateway', gateway(', infrastructure: { annotations: { a b: "" } }'), 'gateway/infrastructure: a b'],
  [
    14,
    'Gateway',
    gateway(`, infrastructure: { annotations: { ${longDomain}/a: "" } }`),
    `gateway/infrastructure: ${longDomain}/a`,
  ],
  [15, 'Gateway', gateway(', infrastructure: { labels: { -a: "" } }'), 'gateway/infrastructure: -a'],
  [
    16,
    'Gateway',
    gateway(`, infrastructure: { labels: { ${longDomain}/a: "" } }`),
    `gateway/infrastructure: ${longDomain}/a`,
  ],
  ...['HTTP', 'TCP', 'UDP'].map(
    (protocol): Broken => [
      17,
      'Gateway',
      listeners(`{ name: a, port: 1, protocol: ${protocol}, tls: { ${certificate} } }`),
      'listener/tls: tls',
    ],
  ),
  [
    18,
    'Gateway',
    listeners('{ name: a, port: 1, protocol: HTTPS, tls: { mode: Passthrough } }'),
    'listener/tls: Passthrough',
  ],
  [19, 'Gateway', listeners('{ name: a, port: 1, protocol: TLS }'), 'listener/tls: TLS'],
  ...['TCP', 'UDP'].map(
    (protocol): Broken => [
      20,
      'Gateway',
      listeners(`{ name: a, port: 1, protocol: ${protocol}, hostname: a.b }`),
      'listener/hostname: hostname',
    ],
  ),
  // Not the rule, but the limit of the field before it.
  [20, 'Gateway', listeners('{ name: a, port: 1, protocol: TCP, hostname: "" }'), 'schema/pattern: ""'],
  [
    21,
    'Gateway',
    listeners('{ name: a, port: 1, protocol: HTTP }, { name: a, port: 2, protocol: HTTP }'),
    'schema/duplicate-item: name',
  ],
  [
    22,
    'Gateway',
    listeners('{ name: a, port: 1, protocol: HTTP }, { name: b, port: 1, protocol: HTTP }'),
    'listener/twice: b',
  ],
  [
    22,
    'Gateway',
    listeners(
      '{ name: a, port: 1, protocol: HTTP, hostname: x.y }, { name: b, port: 1, protocol: HTTP, hostname: x.y }',
    ),
    'listener/twice: b',
  ],
  [23, 'Gateway', listeners('{ name: a, port: 1, protocol: HTTPS, tls: {} }'), 'listener/tls: tls'],
  [
    24,
    'Gateway',
    gateway(', tls: { frontend: { default: {}, perPort: [{ port: 1, tls: {} }, { port: 1, tls: {} }] } }'),
    'schema/duplicate-item: port',
  ],
  ...['HTTP', 'TCP'].map(
    (protocol): Broken => [
      17,
      'ListenerSet',
      `{ parentRef: { name: main }, listeners: [{ name: a, port: 1, protocol: ${protocol}, tls: { ${certificate} } }] }`,
      'listener/tls: tls',
    ],
  ),
  [
    80,
    'ListenerSet',
    '{ parentRef: { name: main }, listeners: [{ name: a, port: 1, protocol: HTTP }, { name: b, port: 1, protocol: HTTP }] }',
    'listener/twice: b',
  ],
];

/** What the rules let pass, though it is near to what they refuse. */
export const goodGateways: readonly (readonly [why: string, kind: string, spec: string])[] = [
  ['an HTTPS listener without tls', 'Gateway', listeners('{ name: a, port: 443, protocol: HTTPS }')],
  [
    'options in place of certificates',
    'Gateway',
    listeners('{ name: a, port: 443, protocol: HTTPS, tls: { options: { a.b/c: d } } }'),
  ],
  [
    'TLS that is passed through',
    'Gateway',
    listeners('{ name: a, port: 443, protocol: TLS, tls: { mode: Passthrough } }'),
  ],
  [
    'one port with two hosts',
    'Gateway',
    listeners('{ name: a, port: 1, protocol: HTTP }, { name: b, port: 1, protocol: HTTP, hostname: x.y }'),
  ],
  [
    'one port with TCP and UDP',
    'Gateway',
    listeners('{ name: a, port: 1, protocol: TCP }, { name: b, port: 1, protocol: UDP }'),
  ],
  [
    'addresses without value',
    'Gateway',
    gateway(', addresses: [{ type: IPAddress }, { type: IPAddress }, { type: Hostname }]'),
  ],
  [
    'one value as two types of address',
    'Gateway',
    gateway(', addresses: [{ value: 127.0.0.1 }, { type: Hostname, value: 127.0.0.1 }]'),
  ],
  [
    'types of addresses that others have',
    'Gateway',
    gateway(', addresses: [{ type: NamedAddress, value: a }, { type: a.b/c, value: "any text" }]'),
  ],
  [
    'keys with domains',
    'Gateway',
    gateway(`, infrastructure: { labels: { a.b/C_d: "" }, annotations: { ${longDomain.slice(1)}/a: "" } }`),
  ],
  [
    'parts of one Service',
    'BackendTLSPolicy',
    policy(`${oven(', sectionName: a')}, ${oven(', sectionName: b')}`, 'wellKnownCACertificates: System'),
  ],
  [
    'both sorts of names',
    'BackendTLSPolicy',
    names('{ type: Hostname, hostname: "*.a.b" }, { type: URI, uri: "spiffe://a/b" }'),
  ],
];

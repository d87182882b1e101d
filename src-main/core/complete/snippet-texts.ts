/** Names for the places of a snippet that are to be filled in. */
export type Filling = {
  readonly gateway: string;
  readonly host: string;
  /** A service that routes may name, and its port. */
  readonly service: string;
  readonly port: number;
  readonly parent: string;
  readonly backend: string;
  readonly backendPort: number;
};

export type Text = readonly [label: string, doc: string, text: string];

/** For one list: `path` leads to it from the resource's root, without list indexes. */
export type ListTexts = {
  readonly group: string;
  readonly kind: string;
  readonly path: string;
  readonly items: readonly Text[];
};

export const place = (text: string | number): string => `\${${text}}`;

const head = (apiVersion: string, kind: string, name: string): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${place(name)}\n`;

const istio = 'networking.istio.io/v1';
const gatewayApi = 'gateway.networking.k8s.io/v1';

/** Whole resources. Each is valid as it stands. */
export const resourceTexts = ({
  gateway,
  host,
  service,
  port,
  parent,
  backend,
  backendPort,
}: Filling): readonly Text[] => [
  [
    'Gateway',
    'Istio: ports and hosts that are listened on.',
    `${head(istio, 'Gateway', 'main')}spec:\n  selector:\n    istio: \${ingressgateway}\n  servers:\n  - port:\n      number: \${80}\n      name: \${http}\n      protocol: \${HTTP}\n    hosts:\n    - ${place(host)}\n`,
  ],
  [
    'VirtualService',
    'Istio: which requests go where.',
    `${head(istio, 'VirtualService', 'web')}spec:\n  hosts:\n  - ${place(host)}\n  gateways:\n  - ${place(gateway)}\n  http:\n  - route:\n    - destination:\n        host: ${place(service)}\n        port:\n          number: ${place(port)}\n`,
  ],
  [
    'DestinationRule',
    'Istio: how requests are sent to a service, and its subsets.',
    `${head(istio, 'DestinationRule', 'web')}spec:\n  host: ${place(service)}\n  subsets:\n  - name: \${v1}\n    labels:\n      version: \${v1}\n`,
  ],
  [
    'ServiceEntry',
    'Istio: a host that no Service declares.',
    `${head(istio, 'ServiceEntry', 'external')}spec:\n  hosts:\n  - \${api.example.com}\n  ports:\n  - number: \${443}\n    name: \${https}\n    protocol: \${TLS}\n  resolution: \${DNS}\n  location: \${MESH_EXTERNAL}\n`,
  ],
  [
    'Sidecar',
    'Istio: what the workloads of a namespace see.',
    `${head(istio, 'Sidecar', 'default')}spec:\n  egress:\n  - hosts:\n    - "\${./*}"\n`,
  ],
  [
    'Gateway (Gateway API)',
    'Gateway API: what is listened on.',
    `${head(gatewayApi, 'Gateway', 'main')}spec:\n  gatewayClassName: \${istio}\n  listeners:\n  - name: \${http}\n    port: \${80}\n    protocol: \${HTTP}\n`,
  ],
  [
    'HTTPRoute',
    'Gateway API: which requests go where.',
    `${head(gatewayApi, 'HTTPRoute', 'web')}spec:\n  parentRefs:\n  - name: ${place(parent)}\n  rules:\n  - matches:\n    - path:\n        type: \${PathPrefix}\n        value: \${/}\n    backendRefs:\n    - name: ${place(backend)}\n      port: ${place(backendPort)}\n`,
  ],
  [
    'GRPCRoute',
    'Gateway API: which gRPC calls go where.',
    `${head(gatewayApi, 'GRPCRoute', 'grpc')}spec:\n  parentRefs:\n  - name: ${place(parent)}\n  rules:\n  - backendRefs:\n    - name: ${place(backend)}\n      port: ${place(backendPort)}\n`,
  ],
  [
    'Ingress',
    'Kubernetes: hosts and paths, and their Services.',
    `${head('networking.k8s.io/v1', 'Ingress', 'web')}spec:\n  rules:\n  - host: ${place(host)}\n    http:\n      paths:\n      - path: \${/}\n        pathType: \${Prefix}\n        backend:\n          service:\n            name: ${place(backend)}\n            port:\n              number: ${place(backendPort)}\n`,
  ],
  [
    'Service',
    'Kubernetes: a host and its ports.',
    `${head('v1', 'Service', 'web')}spec:\n  ports:\n  - name: \${http}\n    port: \${80}\n`,
  ],
  [
    'LocalService',
    'A service that a process on this machine answers.',
    `${head('slipway.dev/v1', 'LocalService', 'web')}spec:\n  address: \${3000}\n`,
  ],
  [
    'LocalGateway',
    'The gateway on this machine.',
    `${head('slipway.dev/v1', 'LocalGateway', 'local')}spec:\n  ports:\n  - declared: \${80}\n    local: \${8080}\n`,
  ],
  [
    'Secret for TLS',
    'Kubernetes: a certificate and its key.',
    `${head('v1', 'Secret', 'web-tls')}type: kubernetes.io/tls\nstringData:\n  tls.crt: \${certificate}\n  tls.key: \${key}\n`,
  ],
];

/** Whole items of lists; their lines are indented from the item's first column. */
export const routeTexts = ({ service, port, backend, backendPort }: Filling): readonly ListTexts[] => {
  const to = `destination:\n    host: ${place(service)}\n    port:\n      number: ${place(port)}`;
  const route = `route:\n- ${to}`;
  const uri = (how: string, path: string): string => `match:\n- uri:\n    ${how}: ${place(path)}\n`;
  const back = `backendRefs:\n- name: ${place(backend)}\n  port: ${place(backendPort)}`;
  const path = (type: string, value: string): string =>
    `matches:\n- path:\n    type: ${type}\n    value: ${place(value)}\n`;
  return [
    {
      group: 'networking.istio.io',
      kind: 'VirtualService',
      path: 'spec.http',
      items: [
        ['prefix route', 'Paths that begin alike go to a service.', uri('prefix', '/api') + route],
        ['exact route', 'One path goes to a service.', uri('exact', '/login') + route],
        [
          'header route',
          'Requests with a header go to a service.',
          `match:\n- headers:\n    \${end-user}:\n      exact: \${jason}\n${route}`,
        ],
        ['redirect', 'Answers with the address of another path.', `${uri('prefix', '/old')}redirect:\n  uri: \${/new}`],
        [
          'rewrite',
          'Changes the path before the request is sent on.',
          `${uri('prefix', '/api/')}rewrite:\n  uri: \${/}\n${route}`,
        ],
        [
          'canary with weights',
          'Shares requests between two services.',
          `route:\n- ${to}\n  weight: \${90}\n- ${to}\n  weight: \${10}`,
        ],
        [
          'fault',
          'Delays and aborts a share of the requests.',
          `fault:\n  delay:\n    percentage:\n      value: \${10}\n    fixedDelay: \${5s}\n  abort:\n    percentage:\n      value: \${10}\n    httpStatus: \${503}\n${route}`,
        ],
        [
          'retries and timeout',
          'Sends failed requests again, within a time.',
          `timeout: \${10s}\nretries:\n  attempts: \${3}\n  perTryTimeout: \${2s}\n  retryOn: \${5xx,connect-failure}\n${route}`,
        ],
        [
          'CORS',
          'Says which origins may read the answers.',
          `corsPolicy:\n  allowOrigins:\n  - exact: \${https://shop.example.com}\n  allowMethods:\n  - GET\n  - POST\n  allowHeaders:\n  - content-type\n  maxAge: \${24h}\n${route}`,
        ],
        [
          'direct response',
          'Answers without a service.',
          `${uri('exact', '/healthz')}directResponse:\n  status: \${200}\n  body:\n    string: \${ok}`,
        ],
        [
          'mirror',
          'Sends a copy of each request to another service.',
          `${route}\nmirror:\n  host: ${place(service)}\n  port:\n    number: ${place(port)}\nmirrorPercentage:\n  value: \${100}`,
        ],
      ],
    },
    {
      group: 'networking.istio.io',
      kind: 'Gateway',
      path: 'spec.servers',
      items: [
        [
          'HTTP server',
          'Plaintext on port 80.',
          `port:\n  number: \${80}\n  name: \${http}\n  protocol: HTTP\nhosts:\n- \${shop.example.com}`,
        ],
        [
          'HTTPS server',
          'TLS on port 443.',
          `port:\n  number: \${443}\n  name: \${https}\n  protocol: HTTPS\ntls:\n  mode: SIMPLE\n  credentialName: \${shop-tls}\nhosts:\n- \${shop.example.com}`,
        ],
      ],
    },
    {
      group: 'gateway.networking.k8s.io',
      kind: 'HTTPRoute',
      path: 'spec.rules',
      items: [
        ['prefix rule', 'Paths below one go to a Service.', path('PathPrefix', '/api') + back],
        ['exact rule', 'One path goes to a Service.', path('Exact', '/login') + back],
        [
          'redirect rule',
          'Answers with the address of another path.',
          `${path('PathPrefix', '/old')}filters:\n- type: RequestRedirect\n  requestRedirect:\n    path:\n      type: ReplacePrefixMatch\n      replacePrefixMatch: \${/new}\n    statusCode: 302`,
        ],
      ],
    },
  ];
};

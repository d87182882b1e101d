import { type Filling, type ListTexts, place, type Text } from './snippet-texts.ts';

const istio = 'networking.istio.io';
const gatewayApi = 'gateway.networking.k8s.io';

/** Whole items of the smaller lists: conditions, destinations, subsets, ports, listeners. As `routeTexts`. */
export const itemTexts = ({ service, port, backend, backendPort }: Filling): readonly ListTexts[] => {
  const back = `backendRefs:\n- name: ${place(backend)}\n  port: ${place(backendPort)}`;
  const of = (group: string, kind: string, path: string, items: readonly Text[]): ListTexts => ({
    group,
    kind,
    path,
    items,
  });
  return [
    of(istio, 'VirtualService', 'spec.http.match', [
      ['path prefix', 'Paths that begin alike.', `uri:\n  prefix: \${/api}`],
      ['exact path', 'One path.', `uri:\n  exact: \${/login}`],
      [
        'path by regex',
        'Paths that a regular expression (RE2) covers from end to end.',
        `uri:\n  regex: \${/v[0-9]+/.*}`,
      ],
      ['header', 'Requests with a header.', `headers:\n  \${x-version}:\n    exact: \${v2}`],
      ['query parameter', 'Requests with a parameter.', `queryParams:\n  \${version}:\n    exact: \${v2}`],
      [
        'method and path',
        'A method on paths that begin alike.',
        `method:\n  exact: \${POST}\nuri:\n  prefix: \${/api}`,
      ],
    ]),
    of(istio, 'VirtualService', 'spec.http.route', [
      [
        'destination',
        'A service and its port.',
        `destination:\n  host: ${place(service)}\n  port:\n    number: ${place(port)}`,
      ],
      [
        'destination with weight',
        'A service and its share of the requests.',
        `destination:\n  host: ${place(service)}\n  port:\n    number: ${place(port)}\nweight: \${50}`,
      ],
    ]),
    of(istio, 'VirtualService', 'spec.tcp', [
      [
        'TCP route',
        'Connections go to a service.',
        `route:\n- destination:\n    host: ${place(service)}\n    port:\n      number: ${place(port)}`,
      ],
    ]),
    of(istio, 'DestinationRule', 'spec.subsets', [
      ['subset', 'Endpoints with a label.', `name: \${v1}\nlabels:\n  version: \${v1}`],
    ]),
    of(istio, 'ServiceEntry', 'spec.ports', [
      ['HTTP port', 'Plaintext.', `number: \${80}\nname: \${http}\nprotocol: HTTP`],
      ['TLS port', 'TLS that passes untouched.', `number: \${443}\nname: \${tls}\nprotocol: TLS`],
    ]),
    of(istio, 'ServiceEntry', 'spec.endpoints', [['endpoint', 'Where the host is served.', `address: \${127.0.0.1}`]]),
    of(gatewayApi, 'Gateway', 'spec.listeners', [
      ['HTTP listener', 'Plaintext on port 80.', `name: \${http}\nport: \${80}\nprotocol: HTTP`],
      [
        'HTTPS listener',
        'TLS on port 443.',
        `name: \${https}\nport: \${443}\nprotocol: HTTPS\ntls:\n  certificateRefs:\n  - name: \${shop-tls}`,
      ],
    ]),
    of(gatewayApi, 'HTTPRoute', 'spec.rules.matches', [
      ['path prefix', 'Paths below one.', `path:\n  type: PathPrefix\n  value: \${/api}`],
      ['exact path', 'One path.', `path:\n  type: Exact\n  value: \${/login}`],
      ['header', 'Requests with a header.', `headers:\n- name: \${x-version}\n  value: \${v2}`],
    ]),
    of(gatewayApi, 'HTTPRoute', 'spec.rules.filters', [
      [
        'request headers',
        'Changes headers of the request.',
        `type: RequestHeaderModifier\nrequestHeaderModifier:\n  set:\n  - name: \${x-team}\n    value: \${shop}`,
      ],
      [
        'path rewrite',
        'Changes the path before the request is sent on.',
        `type: URLRewrite\nurlRewrite:\n  path:\n    type: ReplaceFullPath\n    replaceFullPath: \${/}`,
      ],
    ]),
    of(gatewayApi, 'GRPCRoute', 'spec.rules', [
      [
        'service rule',
        'Calls of a gRPC service go to a Service.',
        `matches:\n- method:\n    service: \${shop.Catalogue}\n${back}`,
      ],
      ['every call', 'All calls go to a Service.', back],
    ]),
    of('networking.k8s.io', 'Ingress', 'spec.rules', [
      [
        'rule for a host',
        'Paths of a host go to a Service.',
        `host: \${shop.example.com}\nhttp:\n  paths:\n  - path: /\n    pathType: Prefix\n    backend:\n      service:\n        name: ${place(backend)}\n        port:\n          number: ${place(backendPort)}`,
      ],
    ]),
    of('networking.k8s.io', 'Ingress', 'spec.rules.http.paths', [
      [
        'path prefix',
        'Paths below one go to a Service.',
        `path: \${/api}\npathType: Prefix\nbackend:\n  service:\n    name: ${place(backend)}\n    port:\n      number: ${place(backendPort)}`,
      ],
    ]),
    of('', 'Service', 'spec.ports', [
      ['port', 'A port of the service.', `name: \${http}\nport: \${80}\ntargetPort: \${8080}`],
    ]),
  ];
};

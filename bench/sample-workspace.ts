import type { Source } from '#core/text/source.ts';

/**
 * A workspace as a team has it, of any size: per file one team with its Gateway, VirtualServices with many routes, DestinationRule,
 * ServiceEntry, Services, HTTPRoutes, and here and there a mistake. The same for the same numbers.
 */
export const sampleWorkspace = (files: number, linesOfEach: number): readonly Source[] =>
  Array.from({ length: files }, (_, team) => ({
    file: `teams/team-${String(team).padStart(2, '0')}.yaml`,
    text: teamFile(team, linesOfEach),
  }));

const teamFile = (team: number, lines: number): string => {
  const parts = [
    ...(team === 0 ? [edge] : []),
    gateway(team),
    services(team),
    destinationRule(team),
    serviceEntry(team),
    httpRoute(team),
  ];
  let count = parts.reduce((sum, part) => sum + linesOf(part), 0);
  for (let number = 0; count < lines; number++) {
    const part = virtualService(team, number, Math.min(30, Math.max(1, Math.floor((lines - count - 9) / 10))));
    parts.push(part);
    count += linesOf(part);
  }
  return parts.join('---\n');
};

const linesOf = (text: string): number => text.split('\n').length;

const edge = `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: edge
spec:
  gatewayClassName: istio
  listeners:
  - name: http
    port: 8080
    protocol: HTTP
`;

const gateway = (team: number): string => `apiVersion: networking.istio.io/v1
kind: Gateway
metadata:
  name: team-${team}
spec:
  selector:
    istio: ingressgateway
  servers:
  - port:
      number: 80
      name: http
      protocol: HTTP
    hosts:
    - "*.team-${team}.example.com"
`;

const services = (team: number): string =>
  ['web', 'api']
    .map(
      (name) => `apiVersion: v1
kind: Service
metadata:
  name: ${name}-${team}
spec:
  selector:
    app: ${name}-${team}
  ports:
  - name: http
    port: 8080
`,
    )
    .join('---\n');

const destinationRule = (team: number): string => `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: api-${team}
spec:
  host: api-${team}
  trafficPolicy:
    loadBalancer:
      simple: LEAST_REQUEST
  subsets:
  - name: v1
    labels:
      version: v1
  - name: v2
    labels:
      version: v2
`;

const serviceEntry = (team: number): string => `apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata:
  name: partner-${team}
spec:
  hosts:
  - partner-${team}.example.org
  ports:
  - number: 443
    name: tls
    protocol: TLS
  resolution: DNS
`;

const httpRoute = (team: number): string => `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: docs-${team}
spec:
  parentRefs:
  - name: edge
  hostnames:
  - docs.team-${team}.example.net
  rules:
  - matches:
    - path:
        type: PathPrefix
        value: /docs
    backendRefs:
    - name: web-${team}
      port: 8080
`;

const virtualService = (team: number, number: number, routes: number): string => {
  // One in ten has a Gateway that is not there, one in twelve a route that an earlier one hides.
  const name = (team + number) % 10 === 3 ? `taem-${team}` : `team-${team}`;
  return `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: site-${team}-${number}
spec:
  hosts:
  - site-${number}.team-${team}.example.com
  gateways:
  - ${name}
  http:
${Array.from({ length: routes }, (_, index) => route(team, number, index)).join('')}`;
};

const route = (team: number, number: number, index: number): string => {
  const hidden = (team + number) % 12 === 5 && index === 2;
  const path = hidden ? `/area-${number}/item-0/more` : `/area-${number}/item-${index}`;
  return index % 2 === 0
    ? `  - name: route-${index}
    match:
    - uri:
        prefix: ${path}
    timeout: 5s
    route:
    - destination:
        host: api-${team}
        subset: v1
        port:
          number: 8080
`
    : `  - match:
    - uri:
        exact: ${path}
      headers:
        x-version:
          exact: "${index}"
    route:
    - destination:
        host: web-${team}
`;
};

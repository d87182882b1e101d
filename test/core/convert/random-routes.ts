/** Routes of each kind made by chance from a small set of hosts, paths, headers and Services, so that conditions often overlap. */

/** A small generator (mulberry32): the same seed gives the same numbers. */
export const randomFrom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
};

export const hosts = ['a.test', 'b.test', '*.c.test'];
export const paths = ['/', '/a', '/a/', '/a/b', '/ab', '/b/c', '/a/b/c'];
export const headerValues = ['x', 'y', 'xy'];

type Chance = () => number;
const pick = <T>(list: readonly T[], chance: Chance): T => list[Math.floor(chance() * list.length)] as T;
const some = (share: number, chance: Chance, text: () => string): string => (chance() < share ? text() : '');
const times = (most: number, chance: Chance, make: (index: number) => string): string =>
  Array.from({ length: 1 + Math.floor(chance() * most) }, (_, index) => make(index)).join('');

const services = ['one', 'two', 'three'];
const servicesText = services
  .map(
    (name) =>
      `---\napiVersion: v1\nkind: Service\nmetadata: { name: ${name} }\nspec: { ports: [{ name: http, port: 80 }] }\n`,
  )
  .join('');

export const virtualService = (seed: number): string => {
  const chance = randomFrom(seed);
  const text = (): string => {
    const form = pick(['exact', 'prefix', 'regex'], chance);
    return form === 'regex' ? '{ regex: "x.*" }' : `{ ${form}: ${pick(headerValues, chance)} }`;
  };
  const uri = (): string => {
    const form = pick(['exact', 'prefix', 'prefix', 'regex'], chance);
    return form === 'regex' ? `{ regex: "/a/[a-z]+" }` : `{ ${form}: ${pick(paths, chance)} }`;
  };
  const match = (): string => `    - name: m
${some(0.8, chance, () => `      uri: ${uri()}\n`)}${some(0.3, chance, () => `      headers: { x-h: ${chance() < 0.2 ? '{}' : text()} }\n`)}${some(0.2, chance, () => `      method: ${pick(['{ exact: POST }', '{ regex: "GET|PUT" }'], chance)}\n`)}${some(0.2, chance, () => `      queryParams: { q: ${text()} }\n`)}${some(0.1, chance, () => `      withoutHeaders: { x-w: ${text()} }\n`)}${some(0.1, chance, () => '      ignoreUriCase: true\n')}${some(0.05, chance, () => '      scheme: { exact: https }\n')}`;
  const route = (): string => {
    const two = chance() < 0.3;
    const one = pick(services, chance);
    const other = services.find((name) => name !== one) ?? 'two';
    const header = some(0.2, chance, () => '      headers: { request: { set: { x-d: "1" } } }\n');
    return `    route:
    - destination: { host: ${one}, port: { number: 80 } }
${two ? `      weight: 70\n` : ''}${header}${two ? `    - destination: { host: ${other}, port: { number: 80 } }\n      weight: 30\n` : ''}${some(0.3, chance, () => `    rewrite: { uri: ${pick(['/', '/new', '/new/'], chance)}${some(0.3, chance, () => ', authority: other.test')} }\n`)}${some(0.2, chance, () => '    timeout: 2.5s\n')}${some(0.2, chance, () => '    retries: { attempts: 3, retryOn: "5xx,503" }\n')}${some(0.1, chance, () => '    retries: { attempts: 0 }\n').replace('    retries', '    retries')}${some(0.2, chance, () => '    headers: { request: { add: { x-e: "2" } }, response: { remove: [x-r] } }\n')}${some(0.1, chance, () => '    fault: { abort: { httpStatus: 503, percentage: { value: 10 } } }\n')}${some(0.1, chance, () => '    mirror: { host: three, port: { number: 80 } }\n')}${some(0.1, chance, () => '    corsPolicy: { allowOrigins: [{ exact: "https://o.test" }], allowMethods: [GET] }\n')}`;
  };
  const entry = (): string => {
    const matches = some(0.9, chance, () => `    match:\n${times(2, chance, match)}`);
    const kind = chance();
    const action =
      kind < 0.15
        ? `    redirect: { ${pick(['uri: /moved', 'scheme: https', 'authority: to.test, uri: /there', 'prefixRewrite: /p'], chance)}, redirectCode: 302 }\n`
        : kind < 0.22
          ? '    directResponse: { status: 403, body: { string: "no" } }\n'
          : route();
    return `  - name: r\n${matches}${action}`.replace(/(\n {4}retries: [^\n]*)\n {4}retries: [^\n]*/, '$1');
  };
  return `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main }
spec:
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: ["*"]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: it }
spec:
  hosts: [${hosts
    .slice(0, 1 + Math.floor(chance() * hosts.length))
    .map((host) => `"${host}"`)
    .join(', ')}]
  gateways: [main]
  http:
${times(5, chance, entry)}${servicesText}`;
};

export const httpRoute = (seed: number): string => {
  const chance = randomFrom(seed);
  const match = (): string => {
    const type = pick(['Exact', 'PathPrefix', 'PathPrefix', 'RegularExpression'], chance);
    const value = type === 'RegularExpression' ? '"/a/[a-z]+"' : pick(paths, chance);
    return `    - path: { type: ${type}, value: ${value} }
${some(0.3, chance, () => `      headers: [{ name: X-H, type: ${pick(['Exact', 'RegularExpression'], chance)}, value: ${pick(headerValues, chance)} }]\n`)}${some(0.2, chance, () => `      method: ${pick(['GET', 'POST'], chance)}\n`)}${some(0.2, chance, () => `      queryParams: [{ name: q, value: ${pick(headerValues, chance)} }]\n`)}`;
  };
  const rule = (): string => {
    const redirects = chance() < 0.15;
    const filters = redirects
      ? `    - { type: RequestRedirect, requestRedirect: { ${pick(['scheme: https', 'hostname: to.test, statusCode: 301', 'path: { type: ReplaceFullPath, replaceFullPath: /full }'], chance)} } }\n`
      : `${some(0.3, chance, () => `    - { type: URLRewrite, urlRewrite: { path: { type: ReplaceFullPath, replaceFullPath: /full }${some(0.3, chance, () => ', hostname: other.test')} } }\n`)}${some(0.3, chance, () => '    - { type: RequestHeaderModifier, requestHeaderModifier: { set: [{ name: X-S, value: "50%" }], remove: [x-h] } }\n')}${some(0.1, chance, () => '    - { type: RequestMirror, requestMirror: { backendRef: { name: three, port: 80 }, percent: 25 } }\n')}`;
    const backends = times(
      2,
      chance,
      (index) => `    - { name: ${services[index]}, port: 80, weight: ${1 + Math.floor(chance() * 9)} }\n`,
    );
    return `  - name: r${Math.floor(chance() * 1e9)}
    matches:
${times(3, chance, match)}${filters === '' ? '' : `    filters:\n${filters}`}${redirects ? '' : `    backendRefs:\n${backends}`}${some(0.2, chance, () => '    timeouts: { request: 3s }\n')}`;
  };
  return `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: main }
spec:
  gatewayClassName: any
  listeners: [{ name: http, port: 80, protocol: HTTP }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: it }
spec:
  parentRefs: [{ name: main }]
  hostnames: [${hosts
    .slice(0, 1 + Math.floor(chance() * hosts.length))
    .map((host) => `"${host}"`)
    .join(', ')}]
  rules:
${times(4, chance, rule)}${servicesText}`;
};

export const ingress = (seed: number): string => {
  const chance = randomFrom(seed);
  const annotations = some(0.5, chance, () =>
    pick(
      [
        '    nginx.ingress.kubernetes.io/proxy-read-timeout: "7"\n',
        '    nginx.ingress.kubernetes.io/rewrite-target: /new\n',
        '    nginx.ingress.kubernetes.io/enable-cors: "true"\n',
        '    nginx.ingress.kubernetes.io/upstream-vhost: other.test\n',
        '    nginx.ingress.kubernetes.io/permanent-redirect: https://to.test/there\n',
        '    nginx.ingress.kubernetes.io/whitelist-source-range: 10.0.0.0/8\n',
        '    nginx.ingress.kubernetes.io/limit-rps: "5"\n',
      ],
      chance,
    ),
  );
  const path = (): string =>
    `      - path: ${pick(paths, chance)}
        pathType: ${pick(['Exact', 'Prefix', 'Prefix', 'ImplementationSpecific'], chance)}
        backend: { service: { name: ${pick(services, chance)}, port: { ${chance() < 0.5 ? 'number: 80' : 'name: http'} } } }\n`;
  const rule = (index: number): string =>
    `  - host: "${hosts[index]}"\n    http:\n      paths:\n${times(4, chance, path)}`;
  return `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: it
${annotations === '' ? '' : `  annotations:\n${annotations}`}spec:
${some(0.3, chance, () => '  defaultBackend: { service: { name: three, port: { number: 80 } } }\n')}  rules:
${times(3, chance, rule)}${servicesText}`;
};

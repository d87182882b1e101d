import { describe, expect, it } from 'vitest';
import { build } from '#core/build.ts';
import type { Origin, Table } from '#core/route/table.ts';
import { refusalOf, retarget, type Target } from '#core/visual/retarget.ts';

const text = `# Shop
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: g}
spec:
  selector: {istio: ingressgateway}
  servers:
  - {port: {number: 80, name: http, protocol: HTTP}, hosts: ['*']}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: shop
spec:
  hosts: [shop.example.com]
  gateways: [g]
  http:
  - mirror:
      host: httpbin # copies
      port: {number: 8000}
    route:
    - destination: {host: 'httpbin', subset: v1} # most
      weight: 90
    - destination:
        host: details
        # of the service
        port:
          number: 9080
      weight: 10
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: old
spec:
  rules:
  - host: old.example.com
    http:
      paths:
      - path: /
        pathType: Prefix
        backend:
          service:
            name: httpbin # soon gone
            port:
              name: http
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec:
  gatewayClassName: istio
  listeners:
  - {name: http, port: 8080, protocol: HTTP}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: docs}
spec:
  parentRefs: [{name: edge}]
  rules:
  - filters:
    - type: RequestMirror
      requestMirror:
        backendRef: {name: httpbin, port: 8000}
    backendRefs:
    - name: httpbin # docs
      port: 8000
`;
const { table } = build([{ file: 'a.yaml', text }]);

const originsOf = ({ routeConfigs }: Table): readonly Origin[] =>
  Object.values(routeConfigs).flatMap(({ virtualHosts }) =>
    virtualHosts.flatMap(({ routes }) =>
      routes.flatMap(({ action }) =>
        action.do === 'forward' ? [...action.destinations, ...(action.mirrors ?? [])].map(({ origin }) => origin) : [],
      ),
    ),
  );

const originOf = (kind: string, path: string): Origin => {
  const found = originsOf(table).find((one) => one.kind === kind && one.path.endsWith(path));
  if (found === undefined) throw new Error(`no ${kind} ${path}`);
  return found;
};

/** The lines that are otherwise afterwards. */
const changed = (origin: Origin, target: Target): readonly string[] => {
  const result = retarget(text, origin, target);
  if (!result.ok) return [result.failure.message];
  const [before, after] = [text.split('\n'), result.value.text.split('\n')];
  return [
    ...before.filter((line) => !after.includes(line)).map((line) => `- ${line.trim()}`),
    ...after.filter((line) => !before.includes(line)).map((line) => `+ ${line.trim()}`),
    ...(result.value.note === undefined ? [] : [result.value.note]),
  ];
};

const details: Target = { host: 'details.default.svc.cluster.local', port: 9080 };
const httpbinV2: Target = { host: 'httpbin.default.svc.cluster.local', port: 8000, subset: 'v2' };

describe('leading a destination elsewhere', () => {
  it('writes the subset of a VirtualService alone where only that is another', () => {
    expect(changed(originOf('VirtualService', 'route[0]'), httpbinV2)).toEqual([
      "- - destination: {host: 'httpbin', subset: v1} # most",
      "+ - destination: {host: 'httpbin', subset: v2} # most",
    ]);
  });

  it('writes host, port and subset, and keeps quotes, comments and short names', () => {
    expect(changed(originOf('VirtualService', 'route[0]'), details)).toEqual([
      "- - destination: {host: 'httpbin', subset: v1} # most",
      "+ - destination: {host: 'details', port: { number: 9080 }} # most",
    ]);
    expect(changed(originOf('VirtualService', 'route[1]'), httpbinV2)).toEqual([
      '- host: details',
      '- number: 9080',
      '+ host: httpbin',
      '+ subset: v2',
      '+ number: 8000',
    ]);
    expect(changed(originOf('VirtualService', 'route[1]'), { host: 'api.example.org', port: 443 })).toEqual([
      '- host: details',
      '- number: 9080',
      '+ host: api.example.org',
      '+ number: 443',
    ]);
  });

  it('leads mirrors', () => {
    expect(changed(originOf('VirtualService', 'mirror'), details)).toEqual([
      '- host: httpbin # copies',
      '- port: {number: 8000}',
      '+ host: details # copies',
      '+ port: {number: 9080}',
    ]);
    const mirror = originsOf(table).find(({ path }) => path.includes('filters'));
    expect(mirror && changed(mirror, details)).toEqual([
      '- backendRef: {name: httpbin, port: 8000}',
      '+ backendRef: {name: details, port: 9080}',
    ]);
  });

  it('writes a backend of an Ingress, and a number where a name of a port stood', () => {
    expect(changed(originOf('Ingress', 'backend'), details)).toEqual([
      '- name: httpbin # soon gone',
      '- name: http',
      '+ name: details # soon gone',
      '+ number: 9080',
    ]);
  });

  it('writes the namespace of a backend elsewhere, and says what must allow it', () => {
    expect(changed(originOf('HTTPRoute', 'backendRefs[0]'), { host: 'web.shop.svc.cluster.local', port: 80 })).toEqual([
      '- - name: httpbin # docs',
      '- port: 8000',
      '+ - name: web # docs',
      '+ namespace: shop',
      '+ port: 80',
      'a ReferenceGrant in namespace "shop" must allow it',
    ]);
  });

  it('refuses in words what an API cannot say', () => {
    const docs = originOf('HTTPRoute', 'backendRefs[0]');
    const old = originOf('Ingress', 'backend');
    expect(refusalOf(docs, httpbinV2)?.message).toContain('cannot name a subset ("v2")');
    expect(refusalOf(docs, { host: 'api.example.org', port: 443 })?.message).toContain('can only be a Service');
    expect(refusalOf(docs, { host: 'web', port: 0 })?.message).toContain('needs a port');
    expect(refusalOf(old, { host: 'web.shop.svc.cluster.local', port: 80 })?.message).toContain(
      'must be in its namespace',
    );
    expect(refusalOf(originOf('VirtualService', 'mirror'), { host: '', port: 0 })?.message).toContain('name a host');
  });

  it('changes nothing where the text is another one by now', () => {
    const result = retarget(text.replace('name: shop', 'name: store'), originOf('VirtualService', 'route[0]'), details);
    expect(result.ok ? undefined : result.failure.code).toBe('retarget/moved');
  });
});

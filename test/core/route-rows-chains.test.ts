import { describe, expect, it } from 'vitest';
import { build } from '#core/build.ts';
import { type RouteRow, routeRows } from '#core/route/rows.ts';
import { statusesOf } from '#core/route/rows-filter.ts';
import {
  sayAddress,
  sayBeside,
  sayListener,
  sayMatch,
  sayOpener,
  sayResource,
  sayShare,
  sayTarget,
} from '#core/route/rows-words.ts';

const rowsOf = (text: string) => {
  const { table } = build([{ file: 'all.yaml', text }]);
  return routeRows(table, table);
};
const targetsOf = (row: RouteRow | undefined) =>
  row?.targets.map((target) => [sayShare(target), sayTarget(target), sayAddress(target, row)]);
const bound = (name: string, address: string) =>
  `---\napiVersion: slipway.dev/v1\nkind: LocalService\nmetadata: { name: ${name} }\nspec: { address: ${address} }\n`;
const gate = (...servers: readonly string[]) =>
  `apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: { name: gate }\nspec:\n  servers:\n${servers.map((one) => `  - ${one}\n`).join('')}`;

describe('rows of what is no plain HTTP route', () => {
  it('say where connections go, by server name and by weight', () => {
    const rows = rowsOf(`${gate(
      '{ port: { number: 9000, name: tcp, protocol: TCP }, hosts: ["*"] }',
      '{ port: { number: 443, name: tls, protocol: TLS }, hosts: [vault.test], tls: { mode: PASSTHROUGH } }',
    )}---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: raw }
spec:
  hosts: ["*"]
  gateways: [gate]
  tls:
  - match: [{ sniHosts: [vault.test] }]
    route: [{ destination: { host: vault, port: { number: 443 } } }]
  tcp:
  - route:
    - { destination: { host: vault, port: { number: 443 } }, weight: 75 }
    - { destination: { host: nowhere, port: { number: 1 } }, weight: 25 }
${bound('vault', '127.0.0.1:3443')}`);
    const named = rows.find(({ host }) => host === 'vault.test');
    expect(named && [sayMatch(named), sayListener(named.listener), sayOpener(named.listener)]).toEqual([
      ['server name is "vault.test"'],
      'port 443',
      'TLS, Gateway default/gate',
    ]);
    expect(named?.origin?.place).toMatchObject({ file: 'all.yaml' });
    expect(targetsOf(named)).toEqual([['', 'vault.default.svc.cluster.local:443', '127.0.0.1:3443']]);
    const every = rows.find((row) => sayMatch(row)[0] === 'every connection');
    expect(targetsOf(every)).toEqual([
      ['75%', 'vault.default.svc.cluster.local:443', '127.0.0.1:3443'],
      ['25%', 'nowhere.default.svc.cluster.local:1', 'not declared: connections are closed'],
    ]);
    expect(every && statusesOf(every, new Map())).toEqual(['unbound']);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  });

  it('say where datagrams go', () => {
    const rows = rowsOf(`apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: gate }
spec:
  gatewayClassName: istio
  listeners: [{ name: dns, port: 5353, protocol: UDP }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: UDPRoute
metadata: { name: dns }
spec:
  parentRefs: [{ name: gate }]
  rules: [{ backendRefs: [{ name: names, port: 53 }] }]
---
apiVersion: v1
kind: Service
metadata: { name: names }
spec: { ports: [{ port: 53, protocol: UDP }], selector: { app: names } }
`);
    expect(rows.map((row) => [sayMatch(row)[0], sayResource(row), targetsOf(row)])).toEqual([
      [
        'every datagram',
        'UDPRoute default/dns',
        [['', 'names.default.svc.cluster.local:53', 'bound to nothing: datagrams are lost']],
      ],
    ]);
  });

  it('have what the sidecar of a client does, built in things without a place', () => {
    const rows = rowsOf(
      'apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: { name: flour }\n' +
        'spec: { hosts: [flour.test], ports: [{ number: 80, name: http, protocol: HTTP }], resolution: NONE }\n',
    );
    expect(sayListener((rows[0] as RouteRow).listener)).toBe('port 80, from the mesh');
    const last = rows.at(-1) as RouteRow;
    expect([sayListener(last.listener), last.host, last.origin]).toEqual([
      'every other port, from the mesh',
      '*',
      undefined,
    ]);
    expect(last.targets.map(sayTarget)).toEqual([expect.stringContaining('PassthroughCluster')]);
    const flour = rows.find(({ host }) => host === 'flour.test');
    expect(flour?.origin?.place.file).toBe('all.yaml');
    expect(flour && [statusesOf(flour, new Map()), targetsOf(flour)?.[0]?.[2]]).toEqual([
      [],
      'where the client was going',
    ]);
    expect(rows.filter(({ change }) => change)).toEqual([]);
    const echo = rows.find(({ host }) => host === 'echo.default.svc.cluster.local');
    expect(echo?.virtualHost?.aliases).toContain('echo.default');
  });

  it('have the listener of an egress gateway, and say whose it is', () => {
    const egress = gate('{ port: { number: 80, name: http, protocol: HTTP }, hosts: [outside.test] }').replace(
      'spec:\n',
      'spec:\n  selector: { istio: egressgateway }\n',
    );
    const rows = rowsOf(`${egress}---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: out }
spec:
  hosts: [outside.test]
  gateways: [gate]
  http:
  - route: [{ destination: { host: outside.test, port: { number: 80 } } }]
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: outside }
spec: { hosts: [outside.test], ports: [{ number: 80, name: http, protocol: HTTP }], resolution: DNS }
`);
    const out = rows.find(({ listener, host }) => listener.proxy !== undefined && host === 'outside.test');
    expect(out && sayListener(out.listener)).toMatch(/^port 80 of .*egressgateway/);
    expect(out && targetsOf(out)?.[0]?.[1]).toContain('outside.test:80');
  });

  it('redirect whole hosts, new or no longer', () => {
    const secure = (more: string) =>
      `${gate(`{ port: { number: 80, name: http, protocol: HTTP }, hosts: [shop.test]${more} }`)}---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop }
spec:
  hosts: [shop.test]
  gateways: [gate]
  http: [{ route: [{ destination: { host: shop, port: { number: 80 } } }] }]
${bound('shop', '127.0.0.1:3000')}`;
    const tableOf = (more: string) => build([{ file: 'all.yaml', text: secure(more) }]).table;
    const [plain, redirected] = [tableOf(''), tableOf(', tls: { httpsRedirect: true }')];
    const said = (rows: readonly RouteRow[]) =>
      rows.flatMap((row) => (row.does.is === 'redirect' ? [[sayMatch(row)[0], sayBeside(row)[0], row.change]] : []));
    const words = ['every plain request', 'redirect with 301 to https'];
    expect(said(routeRows(redirected, redirected))).toEqual([[...words, undefined]]);
    expect(said(routeRows(redirected, plain))).toEqual([[...words, 'new']]);
    expect(said(routeRows(plain, redirected))).toEqual([[...words, 'removed']]);
  });

  it('name entries that are left out, with the reason', () => {
    const rows = rowsOf(`${gate('{ port: { number: 80, name: http, protocol: HTTP }, hosts: [shop.test] }')}---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop }
spec:
  hosts: [shop.test]
  gateways: [gate]
  http:
  - name: leads-on
    delegate: { name: not-there }
  - route: [{ destination: { host: shop, port: { number: 80 } } }]
`);
    const omitted = rows.find(({ does }) => does.is === 'omitted');
    expect(omitted && [sayMatch(omitted)[0], statusesOf(omitted, new Map())]).toEqual([
      expect.stringMatching(/^http\[0\].* is left out$/),
      ['omitted'],
    ]);
    expect(omitted && sayBeside(omitted)[0]).toContain('not-there');
    expect(omitted?.origin?.path).toContain('spec.http[0]');
  });
});

import { describe, expect, it } from 'vitest';
import { build } from '#core/build.ts';
import { routeGraph } from '#core/route/graph.ts';
import { compareWith } from '#core/route/graph-compare.ts';
import type { GraphNode, GraphOptions } from '#core/route/graph-parts.ts';
import type { Table } from '#core/route/table.ts';

const gateway = (servers: string) => `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: g}
spec:
  selector: {istio: ingressgateway}
  servers:
${servers}
---
`;
const http = "  - {port: {number: 80, name: http, protocol: HTTP}, hosts: ['*']}";
const service = (name: string, spec: string) => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: ${name}}
spec:
${spec}
---
`;
const shop = service(
  'shop',
  `  hosts: [shop.example.com]
  gateways: [g]
  http:
  - name: old
    match: [{uri: {exact: /old}}]
    redirect: {uri: /new}
  - name: carts
    match: [{uri: {prefix: /cart}}]
    route: [{destination: {host: httpbin}, weight: 90}, {destination: {host: nobody, subset: v2}, weight: 10}]
    mirror: {host: details}
    mirrorPercentage: {value: 25}
  - route: [{destination: {host: httpbin}}]`,
);
const tableOf = (text: string): Table => build([{ file: 'a.yaml', text }]).table;
const shopTable = tableOf(gateway(http) + shop);
const manyHosts = tableOf(
  gateway(http) +
    Array.from({ length: 60 }, (_, i) =>
      service(
        `s${i}`,
        `  hosts: [h${i}.example.com]
  gateways: [g]
  http:
${Array.from({ length: 4 }, (_, r) => `  - {match: [{uri: {prefix: /${r}}}], route: [{destination: {host: httpbin}}]}`).join('\n')}`,
      ),
    ).join(''),
);

const say = (table: Table, options: GraphOptions = {}): readonly string[] => {
  const { nodes, edges } = routeGraph(table, options);
  const names = new Map(nodes.map(({ id, label, name }) => [id, [label, name].filter(Boolean).join(' ')]));
  return edges.map(
    ({ from, to, kind, share }) =>
      `${names.get(from)} ${kind}${share === undefined ? '' : ` ${share * 100}%`} ${names.get(to)}`,
  );
};
const nodesOf = (table: Table, kind: GraphNode['kind'], options: GraphOptions = {}) =>
  routeGraph(table, options).nodes.filter((node) => node.kind === kind);

describe('the table as a graph', () => {
  it('goes from port to address, with shares, copies and redirects, in the order of routes', () => {
    expect(say(shopTable).filter((one) => !one.includes(' binds '))).toEqual([
      'port 80 HTTP leads shop.example.com',
      'shop.example.com leads path is "/old" old',
      'path is "/old" old leads redirect with 301 to path "/new"',
      'shop.example.com leads path starts with "/cart" carts',
      'path starts with "/cart" carts sends 90% httpbin.default.svc.cluster.local:8000',
      'path starts with "/cart" carts sends 10% nobody.default.svc.cluster.local:80 v2',
      'path starts with "/cart" carts copies 25% details.default.svc.cluster.local:9080',
      'shop.example.com leads every request',
      'every request sends httpbin.default.svc.cluster.local:8000',
    ]);
    const [httpbin, ...others] = nodesOf(shopTable, 'destination').filter(({ label }) => label.startsWith('httpbin'));
    expect([httpbin?.target, others]).toEqual([{ host: 'httpbin.default.svc.cluster.local', port: 8000 }, []]);
  });

  it('says what is amiss with services that nobody answers for', () => {
    const nobody = nodesOf(shopTable, 'destination').find(({ label }) => label.startsWith('nobody'));
    expect(nobody?.trouble).toContain('503 (NC)');
  });

  it('marks what is new, changed and removed, and leads nothing to what is gone', () => {
    const changed = tableOf(gateway(http) + shop.replace('name: old', 'name: gone').replace('value: 25', 'value: 5'));
    const without = shop.replace(/ {2}- name: old\n.*\n.*\n/, '');
    const table = tableOf(gateway(http) + without);
    const compare = compareWith(changed);
    expect(nodesOf(table, 'host', { compare }).map(({ change }) => change)).toEqual([undefined]);
    expect(nodesOf(table, 'host', { compare: compareWith({ ...changed, routeConfigs: {} }) })[0]?.change).toBe('new');
    expect(nodesOf(table, 'route', { compare }).map(({ name, change }) => [name, change])).toEqual([
      ['carts', 'changed'],
      [undefined, undefined],
      ['gone', 'removed'],
    ]);
    expect(say(table, { compare }).filter((one) => /gone (leads|sends)/.test(one))).toEqual([]);
  });

  it('says moved of a rule that stands elsewhere, and counts its traffic where it runs', () => {
    const [old = ''] = / {2}- name: old\n.*\n.*\n/.exec(shop) ?? [];
    const last = '  - route: [{destination: {host: httpbin}}]';
    const table = tableOf(gateway(http) + shop.replace(old, '').replace(last, `${old}${last}`));
    const runs = Object.values(shopTable.routeConfigs).flatMap(({ virtualHosts }) => virtualHosts[0]?.routes ?? []);
    const compare = compareWith(shopTable);
    const nodes = nodesOf(table, 'route', { compare });
    expect(nodes.map(({ name, change }) => [name, change])).toEqual([
      ['carts', 'moved'],
      ['old', undefined],
      [undefined, undefined],
    ]);
    expect(nodes.map(({ rate }) => rate?.of === 'route' && rate.route)).toEqual([
      runs[1]?.id,
      runs[0]?.id,
      runs[2]?.id,
    ]);
    const edges = routeGraph(table, { compare }).edges.flatMap(({ rate }) => (rate?.of === 'edge' ? rate.route : []));
    expect(new Set(edges)).toEqual(new Set([runs[1]?.id, runs[2]?.id]));
    expect(
      nodesOf(table, 'route', { compare: compareWith({ ...shopTable, routeConfigs: {} }) })[0]?.rate,
    ).toBeUndefined();
  });

  it('filters by words that are all in a route, its host or its service', () => {
    expect(nodesOf(shopTable, 'route', { filter: 'shop.example CART' }).map(({ name }) => name)).toEqual(['carts']);
    expect(nodesOf(shopTable, 'route', { filter: 'details' })).toEqual([]);
    expect(routeGraph(shopTable, { filter: 'nowhere to be found' }).nodes).toEqual([]);
  });

  it('draws services that no route leads to where it is asked to, so that one can be led there', () => {
    const spare = `apiVersion: v1\nkind: Service\nmetadata: {name: spare}\nspec: {ports: [{port: 80}]}\n`;
    const table = tableOf(`${gateway(http)}${shop}${spare}`);
    const named = (options: GraphOptions) =>
      nodesOf(table, 'destination', options).filter(({ label }) => label.startsWith('spare'));
    expect(named({ spare: true }).map(({ detail, target }) => [detail, target?.port])).toEqual([
      ['no route leads here', 80],
    ]);
    expect([...named({}), ...named({ spare: true, filter: 'cart' })]).toEqual([]);
  });

  it('folds hosts where there are too many routes, and opens, closes and focuses them', () => {
    const all = routeGraph(manyHosts);
    const hosts = nodesOf(manyHosts, 'host');
    expect([all.routes, hosts.length, hosts[0]?.folds]).toEqual([240, 40, 4]);
    expect(nodesOf(manyHosts, 'more').map(({ label, folds }) => [label, folds])).toEqual([['20 more hosts', 20]]);
    const id = hosts[3]?.id ?? '';
    const opened = nodesOf(manyHosts, 'host', { open: new Set([id]) });
    expect(opened.filter((one) => one.opened).map((one) => one.id)).toEqual([id]);
    expect(nodesOf(manyHosts, 'route', { open: new Set([id]) })).toHaveLength(4);
    expect(nodesOf(manyHosts, 'route', { focus: id })).toHaveLength(4);
    expect(nodesOf(manyHosts, 'host', { focus: id })).toHaveLength(1);
    const more = new Set([nodesOf(manyHosts, 'more')[0]?.id ?? '']);
    expect(nodesOf(manyHosts, 'host', { open: more })).toHaveLength(60);
    expect(nodesOf(manyHosts, 'more', { open: more }).map(({ label }) => label)).toEqual(['fewer hosts']);
    const small = nodesOf(shopTable, 'host')[0]?.id ?? '';
    expect(nodesOf(shopTable, 'host', { closed: new Set([small]) })[0]?.folds).toBe(3);
    expect(nodesOf(shopTable, 'route', { closed: new Set([small]) })).toEqual([]);
  });

  it('draws connections of TCP and TLS, and what goes through the mesh and an egress gateway', () => {
    const tcp = tableOf(
      `${gateway(
        `  - {port: {number: 3306, name: tcp, protocol: TCP}, hosts: ['*']}
  - {port: {number: 443, name: tls, protocol: TLS}, tls: {mode: PASSTHROUGH}, hosts: ['*']}`,
      )}${service(
        'db',
        `  hosts: ['*']
  gateways: [g]
  tcp: [{match: [{port: 3306}], route: [{destination: {host: httpbin, port: {number: 8000}}}]}]`,
      )}${service(
        'tls',
        `  hosts: [a.example.com]
  gateways: [g]
  tls: [{match: [{sniHosts: [a.example.com]}], route: [{destination: {host: details, port: {number: 9080}}}]}]`,
      )}`,
    );
    expect(say(tcp).filter((one) => one.includes(' sends '))).toEqual([
      'every connection sends httpbin.default.svc.cluster.local:8000',
      'server name is "a.example.com" sends details.default.svc.cluster.local:9080',
    ]);
    const mesh = tableOf(
      service(
        'inside',
        `  hosts: [httpbin]\n  http: [{route: [{destination: {host: details, port: {number: 9080}}}]}]`,
      ),
    );
    expect(nodesOf(mesh, 'listener', { filter: 'details' }).map(({ label }) => label)).toContain(
      'port 8000, from the mesh',
    );
  });
});

import { describe, expect, it } from 'vitest';
import { build } from '#core/build.ts';
import { sampleFiles } from '../../src-renderer/client/fake-samples.ts';
import { routeTree, type TreeNode } from '../../src-renderer/panels/routes/route-tree.ts';
import { moveFor, visibleRows } from '../../src-renderer/panels/routes/visible-rows.ts';

const tableOf = (change: (text: string) => string = (text) => text) =>
  build(sampleFiles.map(({ file, text }) => ({ file, text: change(text) }))).table;

const all = (nodes: readonly TreeNode[]): readonly TreeNode[] => nodes.flatMap((node) => [node, ...all(node.children)]);
const labelled = (tree: readonly TreeNode[], label: string) => all(tree).find(({ labels }) => labels.includes(label));

describe('the tree of routes', () => {
  const table = tableOf();

  it('goes from listener to host, route, destination and address', () => {
    const tree = routeTree(table, table);
    expect(tree.map(({ labels }) => labels)).toEqual([['port 80']]);
    expect(tree[0]?.children.map(({ labels }) => labels[0])).toEqual(['httpbin.example.com', 'shop.example.com']);
    const status = labelled(tree, 'path starts with "/status"');
    expect(status?.origin?.place.file).toBe('httpbin.yaml');
    expect(status?.children[0]?.labels).toEqual(['httpbin.default.svc.cluster.local:8000']);
    expect(status?.children[0]?.children[0]?.labels).toEqual(['bundled sample “httpbin”']);
  });

  it('says weights as shares and flags what is not bound', () => {
    const everyone = all(routeTree(table, table)).find(({ name }) => name === 'everyone');
    expect(everyone?.children.map(({ share }) => share)).toEqual([0.9, 0.1]);
    expect(everyone?.children[1]?.trouble).toContain('not bound');
  });

  it('marks nothing while the draft is what runs, wherever the text has moved to', () => {
    const moved = tableOf((text) => `# one more line\n${text}`);
    expect(all(routeTree(moved, table)).filter(({ change }) => change !== undefined)).toEqual([]);
    expect(all(routeTree(table, undefined)).filter(({ change }) => change !== undefined)).toEqual([]);
  });

  it('marks what is new, changed and removed', () => {
    const changed = tableOf((text) => text.replace('prefix: /status', 'prefix: /state'));
    const differs = (tree: readonly TreeNode[]) =>
      all(tree).flatMap(({ change, labels }) => (change === undefined ? [] : [[change, labels[0]]]));
    expect(differs(routeTree(changed, table))).toEqual([['changed', 'path starts with "/state"']]);
    const fewer = tableOf((text) => text.replace('    - uri:\n        prefix: /delay\n', ''));
    expect(differs(routeTree(fewer, table))).toContainEqual(['removed', 'path starts with "/delay"']);
    expect(differs(routeTree(table, fewer))).toContainEqual(['new', 'path starts with "/delay"']);
  });

  it('shows where connections go that nobody reads HTTP from', () => {
    const { table: raw } = build([
      {
        file: 'raw.yaml',
        text: `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: gate }
spec:
  servers:
  - { port: { number: 9000, name: tcp, protocol: TCP }, hosts: ["*"] }
  - { port: { number: 443, name: tls, protocol: TLS }, hosts: [vault.test], tls: { mode: PASSTHROUGH } }
---
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
---
apiVersion: slipway.dev/v1
kind: LocalService
metadata: { name: vault }
spec: { address: 127.0.0.1:3443 }
`,
      },
    ]);
    const tree = routeTree(raw, raw);
    const named = labelled(tree, 'server name is "vault.test"');
    expect(named?.origin?.place).toMatchObject({ file: 'raw.yaml' });
    expect(named?.children[0]?.children.map(({ labels }) => labels[0])).toEqual(['127.0.0.1:3443']);
    const every = labelled(tree, 'every connection');
    expect(every?.children.map(({ labels, share, trouble }) => [labels[0], share, trouble])).toEqual([
      ['vault.default.svc.cluster.local:443', 0.75, undefined],
      ['nowhere.default.svc.cluster.local:1', 0.25, 'unknown service: connections are closed'],
    ]);
    expect(new Set(all(tree).map(({ id }) => id)).size).toBe(all(tree).length);
  });

  it('shows what the sidecar of a client does, and leads nowhere for what is built in', () => {
    const text =
      'apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: { name: flour }\n' +
      'spec: { hosts: [flour.test], ports: [{ number: 80, name: http, protocol: HTTP }], resolution: NONE }\n';
    const { table: mesh } = build([{ file: 'mesh.yaml', text }]);
    const tree = routeTree(mesh, mesh);
    expect(tree[0]?.labels).toEqual(['port 80, from the mesh']);
    expect(tree.at(-1)?.labels).toEqual(['every other port, from the mesh']);
    expect(all(tree).filter(({ change }) => change !== undefined)).toEqual([]);
    const flour = labelled(tree, 'flour.test');
    expect(flour?.origin?.place.file).toBe('mesh.yaml');
    expect(all(flour?.children ?? []).flatMap(({ trouble }) => trouble ?? [])).toEqual([]);
    const others = labelled(tree, 'every host');
    expect(others).not.toHaveProperty('origin');
    expect(labelled(others?.children ?? [], 'PassthroughCluster')).toBeDefined();
    const echo = labelled(tree, 'echo.default.svc.cluster.local');
    expect(echo?.detail).toBe('also echo, echo.default.svc, echo.default');
  });
});

describe('the lines of the tree', () => {
  const leaf = (id: string, label: string): TreeNode => ({ id, kind: 'route', labels: [label], children: [] });
  const tree: readonly TreeNode[] = [
    {
      id: 'l',
      kind: 'listener',
      labels: ['port 80'],
      children: [
        { id: 'a', kind: 'host', labels: ['a.example'], children: [leaf('a1', '/one'), leaf('a2', '/two')] },
        { id: 'b', kind: 'host', labels: ['b.example'], children: [leaf('b1', '/one')] },
      ],
    },
  ];
  const ids = (filter: string, open: (node: TreeNode) => boolean = () => true) =>
    visibleRows(tree, open, filter).map(({ node }) => node.id);

  it('are those of open branches', () => {
    expect(ids('')).toEqual(['l', 'a', 'a1', 'a2', 'b', 'b1']);
    expect(ids('', ({ id }) => id !== 'a')).toEqual(['l', 'a', 'b', 'b1']);
  });

  it('with a filter are what holds every word, with what is above and below', () => {
    expect(ids('a.example')).toEqual(['l', 'a', 'a1', 'a2']);
    expect(ids('/one')).toEqual(['l', 'a', 'a1', 'b', 'b1']);
    expect(ids('b.example /one', () => false)).toEqual(['l', 'b', 'b1']);
    expect(ids('/three')).toEqual([]);
  });

  it('are walked with the keys of a tree', () => {
    const rows = visibleRows(tree, ({ id }) => id !== 'b', '');
    expect(moveFor('ArrowDown', rows, undefined)).toEqual({ do: 'go', to: 'l' });
    expect(moveFor('ArrowDown', rows, 'l')).toEqual({ do: 'go', to: 'a' });
    expect(moveFor('ArrowUp', rows, 'l')).toBeUndefined();
    expect(moveFor('End', rows, 'l')).toEqual({ do: 'go', to: 'b' });
    expect(moveFor('ArrowRight', rows, 'b')).toEqual({ do: 'open', id: 'b' });
    expect(moveFor('ArrowRight', rows, 'a')).toEqual({ do: 'go', to: 'a1' });
    expect(moveFor('ArrowLeft', rows, 'a')).toEqual({ do: 'close', id: 'a' });
    expect(moveFor('ArrowLeft', rows, 'a2')).toEqual({ do: 'go', to: 'a' });
    expect(moveFor('Enter', rows, 'a1')).toEqual({ do: 'enter', id: 'a1' });
    expect(moveFor('x', rows, 'a1')).toBeUndefined();
  });
});

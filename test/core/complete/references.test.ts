import { describe, expect, test } from 'vitest';
import { type Build, build } from '#core/build.ts';
import { mentionsIn } from '#core/complete/mentions.ts';
import { definitionsAt, referencesAt } from '#core/complete/references.ts';
import { rename, renameTargetAt } from '#core/complete/rename.ts';
import { applyEdits } from '#core/edit/text-edit.ts';
import type { Source } from '#core/text/source.ts';
import { findCases } from '../../check/golden-files.ts';

const gateways = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main, namespace: edge }
spec:
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: [shop.test, "*/*.books.test"]
`;

const routes = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop }
spec:
  hosts: [shop.test, "new.books.test"]
  gateways: [edge/main, mesh]   # both
  http:
  - match: [{ gateways: ['edge/main'] }]
    route: [{ destination: { host: reviews, subset: v2 } }]
  - route: [{ destination: { host: reviews.default.svc.cluster.local } }]
    mirror: { host: vendor.test }
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: reviews }
spec:
  host: reviews
  subsets: [{ name: v2, labels: { version: v2 } }]
---
apiVersion: v1
kind: Service
metadata: { name: reviews }
spec: { ports: [{ name: http, port: 80 }] }
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: vendor }
spec: { hosts: [vendor.test], resolution: DNS, ports: [{ number: 80, name: http, protocol: HTTP }] }
`;

const sources: readonly Source[] = [
  { file: 'gateways.yaml', text: gateways },
  { file: 'routes.yaml', text: routes },
];
const workspace = build(sources);

const at = (text: string, needle: string): number => text.indexOf(needle) + 1;
const shown = (places: ReturnType<typeof referencesAt>): readonly string[] =>
  places.map(({ file, line, column }) => `${file}:${line}:${column}`);

describe('definitions and references', () => {
  test('of a Gateway, in every way to write it', () => {
    const here = at(routes, 'edge/main, mesh');
    expect(shown(definitionsAt(workspace, 'routes.yaml', here))).toEqual(['gateways.yaml:3:19']);
    expect(shown(referencesAt(workspace, 'routes.yaml', here))).toEqual([
      'gateways.yaml:3:19',
      'routes.yaml:6:14',
      'routes.yaml:8:27',
    ]);
  });

  test('of a service, its subsets, and a host outside', () => {
    expect(shown(referencesAt(workspace, 'routes.yaml', at(routes, 'reviews, subset')))).toEqual([
      'routes.yaml:22:19',
      'routes.yaml:9:36',
      'routes.yaml:10:36',
      'routes.yaml:17:9',
    ]);
    expect(shown(definitionsAt(workspace, 'routes.yaml', at(routes, 'v2 } }]')))).toEqual(['routes.yaml:18:21']);
    expect(shown(definitionsAt(workspace, 'routes.yaml', at(routes, 'vendor.test }')))).toEqual(['routes.yaml:28:17']);
  });

  test('a host of routes leads to the servers that listen for it', () => {
    expect(shown(definitionsAt(workspace, 'routes.yaml', at(routes, 'new.books')))).toEqual(['gateways.yaml:7:25']);
    expect(shown(referencesAt(workspace, 'gateways.yaml', at(gateways, 'shop.test')))).toEqual([
      'gateways.yaml:7:13',
      'routes.yaml:5:11',
    ]);
  });

  test('nothing where nothing is named', () => {
    expect(referencesAt(workspace, 'routes.yaml', at(routes, 'mesh'))).toEqual([]);
    expect(definitionsAt(workspace, 'routes.yaml', at(routes, 'apiVersion'))).toEqual([]);
    expect(definitionsAt(workspace, 'none.yaml', 3)).toEqual([]);
  });
});

const renamed = (file: string, offset: number, name: string): readonly string[] => {
  const result = rename(workspace, file, offset, name);
  if (!result.ok) return [result.message];
  const texts = new Map(sources.map((source) => [source.file, source.text]));
  for (const one of result.edits) texts.set(one.file, applyEdits(texts.get(one.file) ?? '', one.edits));
  return [...texts.values()];
};

describe('renaming', () => {
  test('keeps the form of every mention, its quotes and comments', () => {
    expect(renameTargetAt(workspace, 'routes.yaml', at(routes, 'edge/main, mesh'))).toMatchObject({
      what: 'Gateway',
      name: 'main',
    });
    expect(renamed('routes.yaml', at(routes, 'edge/main, mesh'), 'front')).toEqual([
      gateways.replace('name: main', 'name: front'),
      routes.replace('[edge/main, mesh]', '[edge/front, mesh]').replace("'edge/main'", "'edge/front'"),
    ]);
    expect(renamed('routes.yaml', at(routes, 'name: reviews }\nspec: { ports') + 6, 'ratings')).toEqual([
      gateways,
      routes
        .replace('host: reviews, subset', 'host: ratings, subset')
        .replace('reviews.default.svc', 'ratings.default.svc')
        .replace('host: reviews\n', 'host: ratings\n')
        .replace('metadata: { name: reviews }\nspec: { ports', 'metadata: { name: ratings }\nspec: { ports'),
    ]);
    expect(renamed('gateways.yaml', at(gateways, 'books.test'), '*.novels.test')[0]).toContain('"*/*.novels.test"');
  });

  test('is refused with the reason', () => {
    expect(renamed('routes.yaml', at(routes, 'edge/main, mesh'), 'Not good')).toEqual([
      '"Not good" is not a name for this; use lower-case letters, digits and hyphens',
    ]);
    expect(renamed('routes.yaml', at(routes, 'http:'), 'x')).toEqual([
      'nothing that can be renamed stands here; put the cursor on a name',
    ]);
    const two = build([...sources, { file: 'more.yaml', text: gateways.replace('name: main', 'name: other') }]);
    expect(rename(two, 'routes.yaml', at(routes, 'edge/main, mesh'), 'other')).toEqual({
      ok: false,
      message: 'there is a Gateway "other" already; choose another name',
    });
    const broken = build([...sources, { file: 'broken.yaml', text: 'gateways: [main' }]);
    expect(rename(broken, 'routes.yaml', at(routes, 'edge/main, mesh'), 'other')).toEqual({
      ok: false,
      message: '"broken.yaml" cannot be read now and may mention "main"; correct the YAML first',
    });
  });
});

describe('everything that golden cases declare can be renamed', () => {
  /** What the routes come to, without names of resources, places and ids. */
  const gist = ({ table, diagnostics }: Build): unknown => ({
    routes: Object.values(table.routeConfigs).map(({ virtualHosts }) =>
      virtualHosts.map(({ routes: list }) => list.map(({ action }) => action.do)),
    ),
    listeners: table.listeners.map(({ port, chains }) => [port, chains.length]),
    findings: diagnostics.map(({ code, severity }) => `${severity} ${code}`).sort(),
  });

  // What is ignored by name is found again under another one.
  const named = findCases().filter(({ name }) => name !== 'diagnostics/suppress-in-the-local-gateway');

  test.each(named.map((one) => [one.name, one] as const))('%s', (_, { file }) => {
    const own = file.sources.map(({ file: path, text }): Source => ({ file: path, text }));
    const before = build(own);
    const declared = mentionsIn(before).filter((one) => one.declares && !one.fixed);
    for (const one of declared.slice(0, 6)) {
      const target = renameTargetAt(before, one.file, one.range[0]);
      // Order among equals is by name, so the new one begins like the old one.
      const next = target && `${target.name}-zz${target.what === 'host' ? '.test' : ''}`;
      const inError = before.diagnostics.some(
        ({ severity, place }) =>
          severity === 'error' &&
          place.file === one.file &&
          place.range[0] <= one.range[0] &&
          one.range[0] < place.range[1],
      );
      if (!next || target.name.length > 50 || inError) continue;
      const result = rename(before, one.file, one.range[0], next);
      if (!result.ok) continue;
      const texts = new Map(own.map((source) => [source.file, source.text]));
      for (const { file: path, edits } of result.edits) texts.set(path, applyEdits(texts.get(path) ?? '', edits));
      const after = build([...texts].map(([path, text]) => ({ file: path, text })));
      expect(gist(after), `${one.identity} to ${next}`).toEqual(gist(before));
    }
  });
});

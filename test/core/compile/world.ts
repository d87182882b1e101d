import { readResources } from '#core/resource/read-resource.ts';
import type { Resource } from '#core/resource/resource.ts';
import { compile } from '#core/route/compile.ts';
import type { Cluster, Route, Table, VirtualHost } from '#core/route/table.ts';
import { takeSnapshot } from '#core/snapshot/snapshot.ts';
import { keyRangeAt, rangeAt } from '#core/text/cursor.ts';
import type { Diagnostic, Outcome, Range } from '#core/text/diagnostic.ts';
import { parseDocuments } from '#core/text/document.ts';
import { locator } from '#core/text/position.ts';
import type { Path } from '#core/text/tree.ts';

/** The resources of YAML text, as the reader makes them. */
export const resourcesOf = (text: string, file = 'a.yaml'): readonly Resource[] => {
  const source = { file, text };
  const locate = locator(source);
  return parseDocuments(source).value.flatMap(({ start, parsed: { tree } }) => {
    if (tree === undefined) return [];
    return readResources(tree).items.flatMap(({ draft, prefix }) => {
      if (draft === undefined) return [];
      const place = ([from, to]: Range) => locate([from + start, to + start]);
      const at = (path: Path) => place(rangeAt(tree, [...prefix, ...path]));
      const keyAt = (path: Path) => place(keyRangeAt(tree, [...prefix, ...path]));
      return [{ ...draft, file, at, keyAt }];
    });
  });
};

export const compileYaml = (...texts: readonly string[]): Outcome<Table> =>
  compile(takeSnapshot(texts.flatMap((text, i) => resourcesOf(text, `${'abcdefgh'[i]}.yaml`))).value);

/** The table alone. */
export const tableOf = (...texts: readonly string[]): Table => compileYaml(...texts).value;

export const codesOf = (diagnostics: readonly Diagnostic[]): readonly string[] => diagnostics.map(({ code }) => code);

/** A Gateway on port 80 for every host. */
export const main = `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main }
spec:
  servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ["*"] }]
---
`;

/** A VirtualService `shop` of `shop.test` at the Gateway `main`, with this `http` in flow or block style. */
export const shop = (http: string): string => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop }
spec:
  hosts: [shop.test]
  gateways: [main]
  http: ${http}
---
`;

/** A Service with numbered ports, named `http` and `http-<n>`. */
export const service = (name: string, ...ports: readonly number[]): string => `
apiVersion: v1
kind: Service
metadata: { name: ${name} }
spec: { ports: [${ports.map((port, i) => `{ name: ${i === 0 ? 'http' : `http-${i}`}, port: ${port} }`).join(', ')}] }
---
`;

export const virtualHostsOf = (table: Table, config = 'http.80'): readonly VirtualHost[] =>
  table.routeConfigs[config]?.virtualHosts ?? [];

export const domainsOf = (table: Table, config = 'http.80'): readonly string[] =>
  virtualHostsOf(table, config).map(({ domain }) => domain);

export const hostOf = (table: Table, domain: string, config = 'http.80'): VirtualHost => {
  const found = virtualHostsOf(table, config).find((host) => host.domain === domain);
  if (found === undefined) throw new Error(`no virtual host ${domain} in ${config}`);
  return found;
};

export const routesOf = (table: Table, domain = 'shop.test', config = 'http.80'): readonly Route[] =>
  hostOf(table, domain, config).routes;

/** The first destination of each route of a host, as `host:port` without the usual ending. */
export const targetsOf = (table: Table, domain = 'shop.test', config = 'http.80'): readonly string[] =>
  routesOf(table, domain, config).map(({ action }) => {
    if (action.do !== 'forward') return action.do;
    const [first] = action.destinations;
    return first ? `${first.host.replace('.svc.cluster.local', '')}:${first.port}` : 'nothing';
  });

export const clusterOf = (table: Table, name: string): Cluster => {
  const found = table.clusters[name];
  if (found === undefined) throw new Error(`no cluster ${name}`);
  return found;
};

import { explainInstead, explainPolicies } from '../action/forward.ts';
import { explainAction } from '../action/index.ts';
import { explainRewrite } from '../action/rewrite.ts';
import { explainCondition } from '../match/index.ts';
import { explainPolicy } from './explain-policy.ts';
import { isMeshListener, sayAsked } from './mesh-listeners.ts';
import { sayEndpoint } from './say-endpoint.ts';
import type { Cluster, Destination, Listener, Origin, Route, RouteConfig, Table, VirtualHost } from './table.ts';

type PrintOptions = { readonly colour?: boolean };

/** One line of the print: cells are padded to the width of their column within one virtual host. */
type Row = readonly [condition: string, action: string, address: string, where: string];

/**
 * The table as text for people: listener, host, then for each route its conditions, its destinations, their addresses and `file:line`.
 * Routes stand in the order they are tried in; the last line has no line break. `colour` adds ANSI colours; the text itself is the same.
 */
export const printTable = (table: Table, { colour = false }: PrintOptions = {}): string => {
  const paint = painter(colour);
  const { listeners, mesh } = table;
  const own = listeners.map((listener) => printListener(listener, table, paint));
  if (own.length === 0) own.push('no listener: no Gateway is served');
  const others = mesh ? [...mesh.listeners, mesh.others].map((listener) => printListener(listener, table, paint)) : [];
  return [...own, ...others].join('\n\n');
};

const printListener = (listener: Listener, table: Table, paint: Paint): string => {
  const lines = [paint('bold', `listener ${listener.id}`) + paint('dim', `  ${dialled(listener)}`)];
  for (const chain of listener.chains) {
    const names = chain.sni === undefined ? '' : ` for ${chain.sni.join(', ')}`;
    const tls = chain.tls === undefined ? '' : ` ${chain.tls.mode}`;
    const owners = [...new Set(chain.servers.map(({ origin }) => sayOwner(origin)))].join(', ');
    const places = [...new Set(chain.servers.map(({ origin }) => placeOf(origin)))].join(', ');
    const by = chain.servers.length === 0 ? '' : `  ${owners}  ${paint('dim', places)}`;
    lines.push(`  ${chain.protocol}${tls}${names}${by}`);
    const { destinations = [], totalWeight = 1 } = chain.tcp ?? chain.udp ?? {};
    for (const { weight, ...one } of destinations) {
      const share = destinations.length > 1 ? `${percent(weight, totalWeight)} ` : '';
      lines.push(
        `      -> ${share}${nameOf(one)}  ${addressOf(one, table, isMeshListener(listener))}  ${paint('dim', placeOf(one.origin))}`,
      );
    }
    const config = chain.routeConfig === undefined ? undefined : configOf(table, chain.routeConfig);
    for (const host of config?.virtualHosts ?? [])
      lines.push(...printHost(host, table, isMeshListener(listener), paint));
  }
  return lines.join('\n');
};

const sayOwner = ({ kind, namespace, name }: Origin): string => `${kind} ${namespace}/${name}`;

const configOf = ({ routeConfigs }: Table, name: string): RouteConfig | undefined =>
  Object.hasOwn(routeConfigs, name) ? routeConfigs[name] : undefined;

const dialled = (listener: Listener): string => {
  const { port, declaredPorts } = listener;
  if (isMeshListener(listener))
    return declaredPorts.length === 0 ? 'from the mesh, every other port' : `from the mesh, port ${port}`;
  const others = declaredPorts.filter((declared) => declared !== port);
  return others.length === 0 ? `port ${port}` : `port ${declaredPorts.join(', ')} (target port ${port})`;
};

const printHost = (host: VirtualHost, table: Table, fromMesh: boolean, paint: Paint): readonly string[] => {
  // The forms with a dot at the end go without saying.
  const aliases = (host.aliases ?? []).filter((alias) => !alias.endsWith('.'));
  const also = aliases.length === 0 ? '' : `  ${paint('dim', `also ${aliases.join(', ')}`)}`;
  const lines = [`    host ${paint('bold', host.domain)}${also}`];
  const { requireTls, routes, omitted } = host;
  if (requireTls) {
    lines.push(`      every plaintext request is redirected to https  ${paint('dim', placeOf(requireTls))}`);
  }
  if (routes.length === 0 && !requireTls) lines.push('      no route: every request is answered with 404');
  const rows = routes.flatMap((route) => rowsOf(route, table, fromMesh));
  const widths = [0, 1, 2].map((column) => Math.min(60, Math.max(0, ...rows.map((row) => (row[column] ?? '').length))));
  for (const [condition, action, address, where] of rows) {
    const cells = [condition, action, address].map((cell, column) => cell.padEnd(widths[column] ?? 0));
    lines.push(`      ${[...cells, paint('dim', where)].join('  ').trimEnd()}`);
  }
  for (const { origin, message } of omitted) {
    lines.push(`      ${paint('dim', `left out: ${origin.path}, because ${message}  ${placeOf(origin)}`)}`);
  }
  return lines;
};

/** A route is one row, one more for each further destination, and one for everything else it does to requests. */
const rowsOf = (route: Route, table: Table, fromMesh: boolean): readonly Row[] => {
  const { action } = route;
  const condition =
    route.conditions.length === 0 ? 'any request' : route.conditions.map(explainCondition).join(' and ');
  const where = placeOf(route.origin) + (route.via ? ` (from ${placeOf(route.via)})` : '');
  if (action.do !== 'forward') return [[condition, explainAction(action, route.matchedPath), '', where]];
  const rewrite = action.rewrite ? [explainRewrite(action.rewrite, route.matchedPath)] : [];
  const beside = [...rewrite, ...explainPolicies(action)].map((phrase): Row => ['', `   ${phrase}`, '', '']);
  const rows = action.destinations.flatMap((destination, index): readonly Row[] => {
    const share = action.destinations.length === 1 ? '' : `${percent(destination.weight, action.totalWeight)} `;
    const target = `-> ${share}${nameOf(destination)}`;
    const first = index === 0;
    const cells = [first ? condition : '', first ? where : ''] as const;
    const instead = explainInstead(destination, route.matchedPath);
    if (instead !== undefined) return [[cells[0], `-> ${share}${instead}`, '', cells[1]]];
    const own = destination.rewrite && explainRewrite(destination.rewrite, route.matchedPath);
    const row: Row = [cells[0], target, addressOf(destination, table, fromMesh), cells[1]];
    return [row, ...(own === undefined ? [] : [['', `   ${own}`, '', ''] as const]), ...policyRows(destination, table)];
  });
  return [...rows, ...beside];
};

/** What the DestinationRule sets, below the destination, with the place of the rule. */
const policyRows = ({ cluster: name, hash }: Destination, { clusters }: Table): readonly Row[] => {
  const { rule, policy } = (Object.hasOwn(clusters, name) ? clusters[name] : undefined) ?? {};
  const words = policy ? explainPolicy(policy, hash) : [];
  return words.map((phrase, index): Row => ['', `   ${phrase}`, '', index === 0 && rule ? placeOf(rule) : '']);
};

const percent = (weight: number, total: number): string => `${Math.round((weight * 1000) / total) / 10}%`;

type Target = Pick<Destination, 'host' | 'port' | 'subset' | 'cluster'>;

const nameOf = ({ host, port, subset }: Target): string =>
  `${host}${port === 0 ? '' : `:${port}`}${subset === undefined ? '' : ` subset ${subset}`}`;

const addressOf = ({ cluster: name }: Target, { clusters }: Table, fromMesh: boolean): string => {
  const cluster: Cluster | undefined = Object.hasOwn(clusters, name) ? clusters[name] : undefined;
  if (cluster === undefined) return 'not declared (503 NC)';
  if (cluster.endpoints.length === 0) return sayAsked(cluster, fromMesh) ?? 'bound to nothing (503 UH)';
  return cluster.endpoints.map((e) => (e.at === 'sample' ? `sample ${e.sample}` : sayEndpoint(e))).join(', ');
};

const placeOf = ({ place }: Origin): string => (place.file === '' ? 'built in' : `${place.file}:${place.line}`);

type Paint = (style: 'bold' | 'dim', text: string) => string;

const painter =
  (colour: boolean): Paint =>
  (style, text) =>
    colour ? `\u001b[${style === 'bold' ? 1 : 2}m${text}\u001b[0m` : text;

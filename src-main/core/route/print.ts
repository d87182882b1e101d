import { explainPolicies } from '../action/forward.ts';
import { explainAction } from '../action/index.ts';
import { explainCondition } from '../match/index.ts';
import { explainPolicy } from './explain-policy.ts';
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
  if (table.listeners.length === 0) return 'no listener: no Gateway is served';
  return table.listeners.map((listener) => printListener(listener, table, paint)).join('\n\n');
};

const printListener = (listener: Listener, table: Table, paint: Paint): string => {
  const lines = [paint('bold', `listener ${listener.id}`) + paint('dim', `  ${dialled(listener)}`)];
  for (const chain of listener.chains) {
    const names = chain.sni === undefined ? '' : ` for ${chain.sni.join(', ')}`;
    const tls = chain.tls === undefined ? '' : ` ${chain.tls.mode}`;
    const gateways = [...new Set(chain.servers.map(({ origin }) => `${origin.namespace}/${origin.name}`))].join(', ');
    const places = [...new Set(chain.servers.map(({ origin }) => placeOf(origin)))].join(', ');
    lines.push(`  ${chain.protocol}${tls}${names}  Gateway ${gateways}  ${paint('dim', places)}`);
    const config = chain.routeConfig === undefined ? undefined : configOf(table, chain.routeConfig);
    for (const host of config?.virtualHosts ?? []) lines.push(...printHost(host, table, paint));
  }
  return lines.join('\n');
};

const configOf = ({ routeConfigs }: Table, name: string): RouteConfig | undefined =>
  Object.hasOwn(routeConfigs, name) ? routeConfigs[name] : undefined;

const dialled = ({ port, declaredPorts }: Listener): string => {
  const others = declaredPorts.filter((declared) => declared !== port);
  return others.length === 0 ? `port ${port}` : `port ${declaredPorts.join(', ')} (target port ${port})`;
};

const printHost = (host: VirtualHost, table: Table, paint: Paint): readonly string[] => {
  const lines = [`    host ${paint('bold', host.domain)}`];
  const { requireTls, routes, omitted } = host;
  if (requireTls) {
    lines.push(`      every plaintext request is redirected to https  ${paint('dim', placeOf(requireTls))}`);
  }
  if (routes.length === 0 && !requireTls) lines.push('      no route: every request is answered with 404');
  const rows = routes.flatMap((route) => rowsOf(route, table));
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
const rowsOf = (route: Route, table: Table): readonly Row[] => {
  const { action } = route;
  const condition =
    route.conditions.length === 0 ? 'any request' : route.conditions.map(explainCondition).join(' and ');
  const where = placeOf(route.origin) + (route.via ? ` (from ${placeOf(route.via)})` : '');
  if (action.do !== 'forward') return [[condition, explainAction(action, route.matchedPath), '', where]];
  const beside = explainPolicies(action).map((phrase): Row => ['', `   ${phrase}`, '', '']);
  const rows = action.destinations.flatMap((destination, index): readonly Row[] => {
    const share = action.destinations.length === 1 ? '' : `${percent(destination.weight, action.totalWeight)} `;
    const target = `-> ${share}${nameOf(destination)}`;
    const first = index === 0;
    const row: Row = [first ? condition : '', target, addressOf(destination, table), first ? where : ''];
    return [row, ...policyRows(destination, table)];
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

const nameOf = ({ host, port, subset }: Destination): string =>
  `${host}:${port}${subset === undefined ? '' : ` subset ${subset}`}`;

const addressOf = ({ cluster: name }: Destination, { clusters }: Table): string => {
  const cluster: Cluster | undefined = Object.hasOwn(clusters, name) ? clusters[name] : undefined;
  if (cluster === undefined) return 'not declared (503 NC)';
  if (cluster.endpoints.length === 0) return 'bound to nothing (503 UH)';
  return cluster.endpoints.map((e) => (e.at === 'sample' ? `sample ${e.sample}` : sayEndpoint(e))).join(', ');
};

const placeOf = ({ place }: Origin): string => `${place.file}:${place.line}`;

type Paint = (style: 'bold' | 'dim', text: string) => string;

const painter =
  (colour: boolean): Paint =>
  (style, text) =>
    colour ? `\u001b[${style === 'bold' ? 1 : 2}m${text}\u001b[0m` : text;

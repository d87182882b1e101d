import type { Plain } from '#core/edit/render.ts';
import type { Route, Table } from '#core/route/table.ts';
import type { Exchange } from '#core/traffic/exchange.ts';
import type { ExchangeDetails } from '#core/traffic/exchange-details.ts';
import { requestOf } from '#core/traffic/request-of.ts';

/** A case of a RouteTest, as it is written; `left` names header lines that would count and hold a credential. */
export type MadeTest = {
  readonly namespace: string;
  readonly test: { readonly [key: string]: Plain };
  readonly left: readonly string[];
};

/**
 * What was seen, as a test: the request with the header lines that routes of its host ask for, and the rule, the services, the rewrites
 * and what the gateway answered by itself. `table` is that of the exchange's generation; without one less is expected.
 */
export const testOf = ({ exchange }: ExchangeDetails, table: Table | undefined): MadeTest => {
  const { method, url, headers } = requestOf(exchange, table);
  const namespace = exchange.route?.origin.namespace ?? 'default';
  const host = hostOf(table, exchange);
  const wanted = new Set(
    (host?.routes ?? []).flatMap(({ conditions }) =>
      conditions.flatMap((one) => (one.on === 'header' ? [one.name] : [])),
    ),
  );
  const counting = headers.filter(([name]) => wanted.has(name.toLowerCase()) || name === 'Host');
  const shown = counting.filter(([, value]) => !value.includes('[redacted]'));
  return {
    namespace,
    test: {
      name: `${method} ${url.replace(/^[a-z]+:\/\//, '').replace(/[?#].*$/s, '')}`,
      request: {
        urls: [url],
        ...(method !== 'GET' && { methods: [method] }),
        ...(shown.length > 0 && { headers: Object.fromEntries(shown) }),
        ...(exchange.proxy !== undefined && { from: 'mesh' }),
      },
      expect: expected(
        exchange,
        host?.routes.find(({ id }) => id === exchange.route?.id),
        namespace,
      ),
    },
    left: counting.filter((one) => !shown.includes(one)).map(([name]) => name.toLowerCase()),
  };
};

const hostOf = (table: Table | undefined, { virtualHost }: Exchange) =>
  Object.values(table?.routeConfigs ?? {})
    .flatMap(({ virtualHosts }) => virtualHosts)
    .find(({ name }) => name === virtualHost);

const expected = (
  exchange: Exchange,
  route: Route | undefined,
  namespace: string,
): { readonly [key: string]: Plain } => {
  const { status, details, upstream, responseHeaders } = exchange;
  if (exchange.route === undefined) return { matched: false, ...(status >= 100 && { status }) };
  const { kind, name, path, namespace: own } = exchange.route.origin;
  // By the rule alone: which of its matches it was counts entries, and says no more.
  const rule =
    exchange.route.name || `${kind} ${own}/${name} ${path.replace(/^spec\./, '').replace(/\.match(es)?\[\d+\]$/, '')}`;
  const reason = /^\w+/.exec(details)?.[0] ?? '';
  if (reason === 'direct_response') {
    const location = headerOf(responseHeaders, 'location');
    return { route: rule, status, ...(location !== undefined && { location }) };
  }
  if (upstream === undefined || reason === 'cluster_not_found' || reason === 'no_healthy_upstream')
    return { route: rule, ...(status >= 100 && { status }) };
  const destinations = destinationsOf(route, upstream.cluster, namespace);
  return {
    route: rule,
    ...(destinations.length > 0 && { destinations }),
    ...(upstream.path !== exchange.path && { path: upstream.path }),
    ...(upstream.authority !== exchange.authority && { authority: upstream.authority }),
  };
};

/** All that the rule may send to, each with its share; else the one that got it. */
const destinationsOf = (route: Route | undefined, cluster: string, namespace: string): readonly Plain[] => {
  if (route?.action.do === 'forward') {
    const { destinations, totalWeight } = route.action;
    return destinations.map(({ host, port, subset, weight }) => ({
      host: shortIn(host, namespace),
      port,
      ...(subset !== undefined && { subset }),
      ...(destinations.length > 1 && { share: Math.round((weight / totalWeight) * 1000) / 10 }),
    }));
  }
  const [, port, subset, host] = /^outbound\|(\d+)\|([^|]*)\|([^ ]+)/.exec(cluster) ?? [];
  if (host === undefined) return [];
  return [{ host: shortIn(host, namespace), port: Number(port), ...(subset && { subset }) }];
};

/** `reviews` of `reviews.default.svc.cluster.local` in the namespace `default`; any other host in full. */
const shortIn = (host: string, namespace: string): string => {
  const found = /^([^.]+)\.([^.]+)\.svc\./.exec(host);
  return found?.[1] !== undefined && found[2] === namespace ? found[1] : host;
};

const headerOf = (lines: readonly string[], name: string): string | undefined => {
  const at = lines.findIndex((line, i) => i % 2 === 0 && line.toLowerCase() === name);
  return at < 0 ? undefined : lines[at + 1];
};

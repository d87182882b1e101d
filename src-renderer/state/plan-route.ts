import { hostOf } from '#core/route/authority.ts';
import { explainRequest } from '#core/route/explain.ts';
import { load } from '#core/route/load.ts';
import type { Origin, Table } from '#core/route/table.ts';
import type { ExchangeDetails } from '#core/traffic/exchange-details.ts';
import type { ListenerState } from '#core/traffic/gateway-state.ts';
import { requestOf } from '#core/traffic/request-of.ts';

/** Where a rule for a recorded request belongs in the text as it is now. */
export type RoutePlan =
  /** In front of the rule that takes the request now, so that it is reached; `last`: behind all rules, of which none does. */
  | { readonly at: 'rule'; readonly origin: Origin; readonly last: boolean }
  /** Nobody has the host: a resource of its own, at this Gateway. */
  | {
      readonly at: 'new';
      readonly kind: 'VirtualService' | 'HTTPRoute';
      readonly gateway: Origin;
      readonly host: string;
    }
  | { readonly at: 'nowhere'; readonly why: 'kind' | 'gateway'; readonly what: string };

/** Asks the table of the drafts the recorded request. */
export const planRoute = (
  { exchange }: ExchangeDetails,
  table: Table,
  listeners: readonly ListenerState[],
): RoutePlan => {
  const { method, url, headers } = requestOf(exchange, table);
  const from = exchange.proxy === undefined ? {} : ({ from: 'mesh' } as const);
  const { decision, hosts } = explainRequest(load(table), { method, url, headers, ...from }, listeners);
  if (decision.outcome !== 'reject') return writable(decision.route.origin, false);
  const domain = hosts.find(({ chosen }) => chosen)?.domain;
  const configs = new Set(
    (table.listeners.find(({ id }) => id === exchange.listener)?.chains ?? []).map(({ routeConfig }) => routeConfig),
  );
  const last = Object.entries(table.routeConfigs)
    .filter(([name]) => configs.has(name))
    .flatMap(([, { virtualHosts }]) => virtualHosts)
    .find((one) => one.domain === domain)
    ?.routes.at(-1);
  if (last) return writable(last.origin, true);
  const host = hostOf(exchange.authority).toLowerCase();
  const gateway = gatewayFor(table, exchange.listener, host);
  if (gateway === undefined) return { at: 'nowhere', why: 'gateway', what: host };
  return { at: 'new', kind: gateway.path.startsWith('spec.listeners') ? 'HTTPRoute' : 'VirtualService', gateway, host };
};

const writable = (origin: Origin, last: boolean): RoutePlan =>
  (origin.kind === 'VirtualService' && origin.path.startsWith('spec.http')) || origin.kind === 'HTTPRoute'
    ? { at: 'rule', origin, last }
    : { at: 'nowhere', why: 'kind', what: origin.kind };

/** The server on the listener of the request whose hosts take this one. */
const gatewayFor = (table: Table, listener: string, host: string): Origin | undefined =>
  table.listeners
    .filter(({ id, proxy }) => id === listener && proxy === undefined)
    .flatMap(({ chains }) => chains.flatMap(({ servers }) => servers))
    .find(
      ({ hosts }) => hosts.length === 0 || hosts.some((one) => takes(one.replace(/^[^/]*\//, '').toLowerCase(), host)),
    )?.origin;

const takes = (name: string, host: string): boolean =>
  name === '*' || name === host || (name.startsWith('*.') && host.endsWith(name.slice(1)));

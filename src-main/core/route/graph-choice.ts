import { explainCondition } from '../match/index.ts';
import type { GraphOptions } from './graph-parts.ts';
import type { ComparedRoute } from './rows-compare.ts';
import type { FilterChain, Listener, Route, Table, VirtualHost } from './table.ts';

/** A host as it is drawn: the routes that the filter lets through, and those that only run. */
export type ChosenHost = {
  readonly id: string;
  readonly key: string;
  readonly listener: Listener;
  readonly host: VirtualHost;
  readonly shown: readonly ComparedRoute[];
  readonly removed: readonly ComparedRoute[];
  readonly folded: boolean;
};

export type ChosenChain = { readonly id: string; readonly listener: Listener; readonly chain: FilterChain };

export type Choice = {
  readonly hosts: readonly ChosenHost[];
  readonly chains: readonly ChosenChain[];
  /** By listener: hosts that are not drawn; 0 where all are, because somebody asked for them. */
  readonly more: ReadonlyMap<string, number>;
  readonly routes: number;
};

/** More folded hosts of one listener than this are not drawn before somebody asks. */
const mostHosts = 40;

/** What of a table is drawn: by filter and focus first; then what does not fit is folded. */
export const chooseRoutes = (table: Table, listeners: readonly Listener[], options: GraphOptions): Choice => {
  const words = (options.filter ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (text: () => string) => words.length === 0 || words.every((word) => text().includes(word));
  const found: Omit<ChosenHost, 'folded'>[] = [];
  const chains: ChosenChain[] = [];
  for (const listener of listeners) {
    for (const config of new Set(listener.chains.flatMap(({ routeConfig }) => routeConfig ?? []))) {
      for (const host of table.routeConfigs[config]?.virtualHosts ?? []) {
        const id = `${listener.id} ${config} ${host.domain}`;
        if (options.focus !== undefined && options.focus !== id) continue;
        const key = `${config} ${host.domain}`;
        const all: readonly ComparedRoute[] =
          options.compare?.routesOf(key, host.routes) ?? host.routes.map((route) => ({ route, runs: route }));
        const kept = all.filter(({ route }) => fits(() => textOf(listener, host, route)));
        const shown = kept.filter(({ change }) => change !== 'removed');
        const removed = kept.filter(({ change }) => change === 'removed');
        if (shown.length + removed.length > 0 || fits(() => host.domain.toLowerCase()))
          found.push({ id, key, listener, host, shown, removed });
      }
    }
    listener.chains.forEach((chain, i) => {
      const route = chain.tcp ?? chain.udp;
      if (route === undefined || options.focus !== undefined) return;
      const text = () =>
        `${listener.id} ${(chain.sni ?? []).join(' ')} ${route.destinations.map(sayTarget).join(' ')}`.toLowerCase();
      if (fits(text)) chains.push({ id: `${listener.id} chain ${i}`, listener, chain });
    });
  }
  const routes = found.reduce((sum, { shown, removed }) => sum + shown.length + removed.length, 0);
  const large = routes > (options.most ?? 150) && options.focus === undefined;
  const counts = new Map<string, number>();
  const more = new Map<string, number>();
  const hosts = found.flatMap((one): readonly ChosenHost[] => {
    const { id, listener } = one;
    const opened = options.open?.has(id) ?? false;
    const before = counts.get(listener.id) ?? 0;
    const room = before < mostHosts;
    const asked = options.open?.has(`${listener.id} more`) ?? false;
    if (large && !room && asked) more.set(listener.id, 0);
    if (large && !room && !asked && !opened) {
      more.set(listener.id, (more.get(listener.id) ?? 0) + 1);
      return [];
    }
    counts.set(listener.id, before + 1);
    return [{ ...one, folded: (large && !opened) || (options.closed?.has(id) ?? false) }];
  });
  return { hosts, chains, more, routes };
};

const textOf = ({ id }: Listener, { domain }: VirtualHost, { conditions, action, name, origin }: Route): string => {
  const targets = action.do === 'forward' ? action.destinations.map(sayTarget).join(' ') : action.do;
  return `${id} ${domain} ${conditions.map(explainCondition).join(' ')} ${targets} ${name} ${origin.name}`.toLowerCase();
};

const sayTarget = ({ host, port, subset = '' }: { host: string; port: number; subset?: string }): string =>
  `${host}:${port} ${subset}`;

import { hostOf } from './authority.ts';
import type { Facts } from './facts.ts';
import { portIn } from './hint-change.ts';
import { hasMeshFacts } from './hint-mesh.ts';
import type { HintContext, Ranked } from './hints.ts';
import { firstMatch, type LoadedTable } from './load.ts';
import { locate } from './locate.ts';
import { meantName } from './nearest-names.ts';
import { placeOf } from './next-steps.ts';
import type { Listener } from './table.ts';

/** The same request on another port, or with TLS, or without. */
export const otherListeners = ({ loaded, facts }: HintContext): readonly Ranked[] =>
  hasMeshFacts(facts) ? [] : listenersThatAnswer(loaded, facts, facts.listener);

/** Listeners that would answer a request well, other than the one that got it. */
export const listenersThatAnswer = (loaded: LoadedTable, facts: Facts, except?: string): readonly Ranked[] => {
  const name = hostOf(facts.authority ?? '');
  if (name === '') return [];
  const found: Ranked[] = [];
  for (const listener of loaded.table.listeners) {
    if (listener.proxy !== undefined || found.length >= 2) continue;
    for (const tls of waysOf(listener)) {
      if (listener.id === except && tls === facts.tls) continue;
      const { sni: _, ...rest } = facts;
      const port = listener.declaredPorts[0] ?? listener.port;
      // Who dials the port gets to the first that is open on every address.
      const first = loaded.table.listeners.find((one) => isDialled(one, port));
      if (first !== undefined && first !== listener) continue;
      const there = { ...rest, listener: listener.id, tls, ...(tls && { sni: name }) };
      const route = answersOn(loaded, there);
      // The host of the URL has the other port then; a Host header of its own stays.
      const authority = `${name}${port === (tls ? 443 : 80) ? '' : `:${port}`}`;
      if (route === undefined || answersOn(loaded, { ...there, authority }) === undefined) continue;
      const scheme = tls ? 'https' : 'http';
      found.push({
        kind: 'other-listener',
        message: `host "${name}" is answered on port ${port} by ${scheme}; use ${scheme} there`,
        distance: 1.5,
        origin: route.origin,
        request: { scheme, port },
      });
      break;
    }
  }
  return found;
};

const isDialled = ({ proxy, bind, declaredPorts }: Listener, port: number): boolean =>
  proxy === undefined && bind === undefined && declaredPorts.includes(port);

const waysOf = ({ chains }: Listener): readonly boolean[] => {
  const http = chains.filter(({ routeConfig }) => routeConfig !== undefined);
  const speaks = (tls: boolean) => http.some((chain) => (chain.tls !== undefined || chain.sni !== undefined) === tls);
  return [false, true].filter(speaks);
};

const answersOn = (loaded: LoadedTable, facts: Facts) => {
  const { reject, host, subject } = locate(loaded, facts);
  return reject || !host || !subject ? undefined : firstMatch(host.routes(), subject)?.route;
};

/** A server name that is spelt nearly like one that is served. */
export const nearServerNames = ({ loaded, facts, decision }: HintContext): readonly Ranked[] => {
  const asked = (facts.sni ?? '').toLowerCase();
  if (!facts.tls || asked === '' || decision.outcome !== 'reject' || decision.details !== 'filter_chain_not_found')
    return [];
  const chains = loaded.listeners.get(facts.listener)?.listener.chains ?? [];
  const names = chains.flatMap(({ sni = [] }) => sni).filter((one) => !one.startsWith('*'));
  const meant = meantName(asked, [...new Set(names)]);
  if (meant === undefined) return [];
  const authority = meant + portIn(facts.authority ?? '');
  const route = answersOn(loaded, { ...facts, sni: meant, authority });
  return route === undefined
    ? []
    : [
        {
          kind: 'server-name',
          message: `server name "${asked}" is not served; did you mean "${meant}"?`,
          distance: 1.2,
          origin: route.origin,
          request: { host: meant },
        },
      ];
};

/** The connection names one server and the request another. */
export const otherServerName = ({ loaded, facts }: HintContext): readonly Ranked[] => {
  const name = hostOf(facts.authority ?? '');
  if (!facts.tls || name === '' || name === (facts.sni ?? '').toLowerCase()) return [];
  const route = answersOn(loaded, { ...facts, sni: name });
  if (route === undefined) return [];
  const named = facts.sni ? `names "${facts.sni}"` : 'names no server';
  return [
    {
      kind: 'server-name',
      message: `the connection ${named} (SNI) and the request "${name}" (Host), which ${placeOf(route.origin)} would answer; name the same in both`,
      distance: 1,
      origin: route.origin,
      request: { host: name },
    },
  ];
};

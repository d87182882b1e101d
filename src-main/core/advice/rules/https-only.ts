import { resolveGatewayName } from '../../resource/istio/gateway-name.ts';
import { hostsMeet } from '../../route/hostname.ts';
import type { FilterChain, Table } from '../../route/table.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { Place } from '../../text/diagnostic.ts';
import type { Rule } from '../rule.ts';

/**
 * Domains under which browsers open every name over https, whatever is typed: they are on the list that browsers come with (HSTS
 * preload). A browser reaches such a host only where TLS is served for it.
 */
const preloaded: ReadonlySet<string> = new Set(
  (
    'android app bank boo channel chrome dad day dev eat esq fly foo gle gmail google hangout ing insurance meet meme ' +
    'mov new nexus page phd play prof rsvp search youtube zip'
  ).split(' '),
);

/** A host that browsers open over https alone, served in plaintext alone. */
export const httpsOnly: Rule = (snapshot, table) => {
  const named = hostsOf(snapshot);
  if (named.length === 0) return [];
  const { plain, secure } = served(table);
  return named
    .filter(({ host }) => hostsMeet(plain, [host]) && !hostsMeet(secure, [host]))
    .map(({ host, domain, place }) => ({
      severity: 'warning',
      code: 'host/https-only',
      message: `browsers open "${host}" over https alone, as all names under ".${domain}" (they are on the HSTS list that browsers come with), and it is served in plaintext only; add a listener with TLS, or use a name under ".test"`,
      place: place(),
    }));
};

type Named = { readonly host: string; readonly domain: string; readonly place: () => Place };

/** The hosts of routes under such a domain, those of the mesh left out. */
const hostsOf = ({ virtualServices, gatewayApi, ingresses }: Snapshot): readonly Named[] => {
  const found: Named[] = [];
  const add = (written: string | undefined, place: () => Place): void => {
    const host = (written ?? '').toLowerCase();
    const domain = host.slice(host.lastIndexOf('.') + 1);
    if (host.includes('.') && preloaded.has(domain)) found.push({ host, domain, place });
  };
  for (const one of virtualServices) {
    const { hosts = [], gateways = [] } = one.spec;
    if (!gateways.some((name) => resolveGatewayName(name, one.namespace) !== 'mesh')) continue;
    hosts.forEach((host, index) => {
      add(host, () => one.at(['spec', 'hosts', index]));
    });
  }
  for (const one of gatewayApi.httpRoutes) {
    one.spec.hostnames?.forEach((host, index) => {
      add(host, () => one.at(['spec', 'hostnames', index]));
    });
  }
  for (const one of ingresses) {
    one.spec.rules?.forEach(({ host }, index) => {
      add(host, () => one.at(['spec', 'rules', index, 'host']));
    });
  }
  return found;
};

/** The hosts that clients from outside get in plaintext, and those that they get behind TLS. */
const served = ({ listeners, routeConfigs }: Table) => {
  const plain: string[] = [];
  const secure: string[] = [];
  for (const chain of listeners.filter(({ proxy }) => proxy === undefined).flatMap(({ chains }) => chains)) {
    const isSecure = chain.tls !== undefined || chain.sni !== undefined || chain.tcp !== undefined;
    (isSecure ? secure : plain).push(...hostsOfChain(chain, routeConfigs));
  }
  return { plain, secure };
};

const hostsOfChain = (chain: FilterChain, routeConfigs: Table['routeConfigs']): readonly string[] => {
  // Bytes of TCP may be anybody's TLS.
  if (chain.routeConfig === undefined) return chain.tcp ? (chain.sni ?? ['*']) : [];
  const hosts = routeConfigs[chain.routeConfig]?.virtualHosts ?? [];
  return hosts.filter(({ routes, requireTls }) => routes.length > 0 || requireTls).map(({ domain }) => domain);
};

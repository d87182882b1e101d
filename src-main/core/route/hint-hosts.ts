import { hostOf } from './authority.ts';
import { portIn } from './hint-change.ts';
import type { HintContext, Ranked } from './hints.ts';
import { findHost } from './host-index.ts';
import { firstMatch } from './load.ts';
import { locate } from './locate.ts';
import { meantName } from './nearest-names.ts';

/** Names that are nearly the one that was asked for, on the same listener. */
export const nearHosts = (context: HintContext): readonly Ranked[] => {
  const { loaded, facts, subject, chain, host } = context;
  const index = chain?.hosts;
  if (index === undefined || subject === undefined) return [];
  // Where the name itself has a virtual host, nobody has mistaken it.
  if (host !== undefined && !host.virtualHost.domain.startsWith('*')) return [];
  const name = hostOf(subject.authority);
  const hosts = loaded.table.routeConfigs[chain?.chain.routeConfig ?? '']?.virtualHosts ?? [];
  const answers = (other: string) => {
    const authority = other + portIn(subject.authority);
    const found = locate(loaded, { ...facts, authority, ...(facts.tls && { sni: other }) });
    return found.reject === undefined && found.host !== undefined && found.subject !== undefined
      ? firstMatch(found.host.routes(), found.subject)?.route
      : undefined;
  };
  const hint = (kind: Ranked['kind'], message: string, other: string, distance: number): Ranked[] => {
    const route = answers(other);
    return route === undefined ? [] : [{ kind, message, distance, origin: route.origin, request: { host: other } }];
  };
  if (name.endsWith('.') && findHost(index, name.slice(0, -1))) {
    const other = name.slice(0, -1);
    return hint('host', `host "${name}" ends with a dot, which counts; ask for "${other}"`, other, 1);
  }
  const found: Ranked[] = [];
  for (const { domain, oneLabel, listener, routes } of hosts) {
    if (!domain.startsWith('*') || domain === '*' || found.length > 0) continue;
    const suffix = domain.slice(1);
    const origin = listener?.origin ?? routes[0]?.origin;
    const at = origin && { origin };
    if (oneLabel && name.endsWith(suffix) && name.slice(0, -suffix.length).includes('.')) {
      const words = `"${domain}" covers one label alone, and "${name}" has more before "${suffix}"; add the host itself`;
      found.push({ kind: 'one-label', message: words, distance: 1.2, ...at });
    } else if (`.${name}` === suffix) {
      const words = `"${domain}" does not cover "${name}" itself; add "${name}" to the hosts`;
      found.push({ kind: 'host', message: words, distance: 1.2, ...at });
    }
  }
  const exact = hosts.map(({ domain }) => domain).filter((domain) => !domain.startsWith('*'));
  const related = exact.find((domain) => domain === `www.${name}` || `www.${domain}` === name);
  const meant = related ?? meantName(name, exact);
  if (meant === undefined) return found;
  return [...found, ...hint('host', `host "${name}" is not served; did you mean "${meant}"?`, meant, 2)];
};

import type { Subject } from '../match/subject.ts';
import { hostOf } from './authority.ts';
import type { Explanation } from './explanation.ts';
import type { LoadedVirtualHost } from './load.ts';
import { nearestNames } from './nearest-names.ts';
import type { Table } from './table.ts';

/** A host list longer than this is shortened to what fits and what is spelt alike. */
const mostHosts = 25;

/** Which virtual hosts of a route config there are for a request, the nearest first, and why each is chosen or not. */
export const sayHosts = (
  table: Table,
  routeConfig: string | undefined,
  subject: Subject,
  host: LoadedVirtualHost | undefined,
  askedAs?: string,
): Explanation['hosts'] => {
  const name = hostOf(subject.authority);
  const all = routeConfig === undefined ? [] : (table.routeConfigs[routeConfig]?.virtualHosts ?? []);
  // Of further domains only the one that is asked for is worth a word.
  const alias = all.find(({ aliases }) => aliases?.includes(name));
  const domains = [...new Set([...(alias ? [name] : []), ...all.map((virtualHost) => virtualHost.domain)])];
  const chosen = alias !== undefined && host?.virtualHost === alias ? name : host?.virtualHost.domain;
  const fits = domains.filter((domain) => fitsDomain(domain, name)).sort((a, b) => rank(b) - rank(a));
  const fitting = new Set(fits);
  const others = domains.filter((domain) => !fitting.has(domain));
  const shown = others.length > mostHosts ? nearestNames(name, others, mostHosts) : others;
  return [
    ...fits.map((domain) => ({
      domain,
      chosen: domain === chosen,
      message: `${sayFit(domain, name, chosen)}${domain === chosen && askedAs ? `; "${askedAs}" stands for it on this machine` : ''}`,
    })),
    ...shown.map((domain) => ({ domain, chosen: false, message: sayMisfit(domain, name) })),
  ];
};

/** Whether a domain of a virtual host, or a server name, covers a lower-case name; a `*` takes any number of labels. */
export const fitsDomain = (domain: string, name: string): boolean =>
  domain === '*' ||
  (domain.startsWith('*') ? name.length >= domain.length && name.endsWith(domain.slice(1)) : domain === name);

/** Exact names, then long suffixes, then `*`. */
const rank = (domain: string): number => (domain.startsWith('*') ? domain.length : Number.POSITIVE_INFINITY);

const sayFit = (domain: string, name: string, chosen: string | undefined): string => {
  if (domain !== chosen && chosen === undefined)
    return `"${domain}" stands for one label alone, and "${name}" has more`;
  if (domain !== chosen) return `"${domain}" fits "${name}" too, but "${chosen ?? ''}" is nearer`;
  if (domain === '*') return `"*" takes every host that no other name fits`;
  return domain.startsWith('*') ? `"${name}" ends with "${domain.slice(1)}"` : `"${name}" is this host`;
};

const sayMisfit = (domain: string, name: string): string => {
  if (!domain.startsWith('*')) return `"${name}" is not "${domain}"`;
  const suffix = domain.slice(1);
  return `"${name}" does not end with "${suffix}"${name.endsWith(suffix) || `.${name}` === suffix ? ' after at least one character' : ''}`;
};

import { loadIpRange } from '../match/ip-range.ts';

/** The person's own proxy, on the way to the world. */
export type ParentProxy = {
  readonly tls: boolean;
  readonly host: string;
  readonly port: number;
  /** For `Proxy-Authorization`, as `user:password`. */
  readonly credentials?: string;
};

/** Which proxy leads to a target; undefined: none. */
export type ParentOf = (host: string, port: number, asked: 'tunnel' | 'request') => ParentProxy | undefined;

/** What the environment says, and what of it cannot be used, one sentence each. */
export type Parents = { readonly parentOf: ParentOf; readonly problems: readonly string[] };

/**
 * The proxies of `https_proxy`, `http_proxy`, `all_proxy` and `no_proxy`, in either case, the lower one first, as curl reads them
 * (https://everything.curl.dev/usingcurl/proxies/env.html): `no_proxy` holds names with all that is below them, addresses, ranges, or `*`.
 */
export const parentsOf = (environment: Readonly<Record<string, string | undefined>>): Parents => {
  const problems: string[] = [];
  const of = (name: string): ParentProxy | undefined => {
    const written = environment[name] || environment[name.toUpperCase()] || '';
    if (written === '') return undefined;
    const parent = readProxy(written);
    if (parent === undefined)
      problems.push(`"${name}" names no HTTP proxy and is left out; write it as http://HOST:PORT`);
    return parent;
  };
  const all = of('all_proxy');
  const tunnel = of('https_proxy') ?? all;
  const request = of('http_proxy') ?? all;
  const without = (environment.no_proxy || environment.NO_PROXY || '').split(/[\s,]+/).filter(Boolean);
  const rules = without.map(readRule);
  return {
    problems,
    parentOf: (host, port, asked) => {
      if (rules.some((rule) => rule(host, port))) return undefined;
      return asked === 'tunnel' && port !== 80 ? tunnel : request;
    },
  };
};

const readProxy = (written: string): ParentProxy | undefined => {
  const [, scheme = 'http', credentials, name, ipv6, digits] =
    /^(?:(https?):\/\/)?(?:([^@/]*)@)?(?:([^:/@[\]]+)|\[([0-9a-f:.]+)\])(?::(\d{1,5}))?\/?$/i.exec(written) ?? [];
  const host = name ?? ipv6;
  if (host === undefined) return undefined;
  const tls = scheme.toLowerCase() === 'https';
  const port = digits === undefined ? (tls ? 443 : 1080) : Number(digits);
  if (port < 1 || port > 65_535) return undefined;
  return { tls, host, port, ...(credentials !== undefined && { credentials: unescaped(credentials) }) };
};

const unescaped = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a bare percent sign of a password
  }
};

const readRule = (rule: string): ((host: string, port: number) => boolean) => {
  if (rule === '*') return () => true;
  const [, written = rule, digits] = /^(.*[^:]):(\d{1,5})$/.exec(rule) ?? [];
  const isAddress = rule.split(':').length > 2;
  const range = loadIpRange(isAddress ? rule.replace(/[[\]]/g, '') : written);
  if (isAddress) return (host) => range(host);
  const name = written.toLowerCase().replace(/^\*?\./, '');
  const fits = (host: string) => host === name || host.endsWith(`.${name}`) || range(host);
  return (host, port) => fits(host) && (digits === undefined || port === Number(digits));
};

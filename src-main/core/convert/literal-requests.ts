import type { WrittenRequest } from '../route/request-facts.ts';
import type { Condition, Route, Table, TextMatch } from '../route/table.ts';

const most = 600;

/**
 * Requests made of the literals in tables: every host that a listener has with each path that a route names, its neighbours, and the
 * methods, headers and parameters that it asks for, alone and together. At most 600, always the same for the same tables.
 */
export const literalRequests = (tables: readonly Table[]): readonly WrittenRequest[] => {
  const result = new Map<string, WrittenRequest>();
  const add = (request: WrittenRequest): void => {
    if (result.size < most) result.set(JSON.stringify(request), request);
  };
  for (const { base, routes } of sitesOf(tables)) {
    const paths = [...new Set(routes.flatMap(pathsOf))];
    for (const path of ['/', '/nowhere/else', ...paths]) add({ method: 'GET', url: base + path, headers: [] });
    for (const route of routes) {
      for (const path of pathsOf(route).slice(0, 4)) {
        for (const other of [route, ...routes.slice(0, 6)])
          for (const request of wanted(other)) add({ ...request, url: base + path + request.url });
      }
    }
  }
  return [...result.values()];
};

type Site = { readonly base: string; readonly routes: readonly Route[] };

const sitesOf = (tables: readonly Table[]): readonly Site[] => {
  const sites = new Map<string, Site>();
  for (const table of tables) {
    for (const listener of table.listeners) {
      if (listener.proxy !== undefined) continue;
      for (const { routeConfig = '', tls } of listener.chains) {
        for (const { domain, routes, requireTls } of table.routeConfigs[routeConfig]?.virtualHosts ?? []) {
          // Listeners of others are there, too.
          if (routes.length === 0 && !requireTls) continue;
          const port = listener.declaredPorts[0] ?? listener.port;
          const usual = tls ? 443 : 80;
          for (const host of hostsLike(domain)) {
            const base = `http${tls ? 's' : ''}://${host}${port === usual ? '' : `:${port}`}`;
            sites.set(base, { base, routes: [...(sites.get(base)?.routes ?? []), ...routes] });
          }
        }
      }
    }
  }
  return [...sites.values()];
};

const hostsLike = (domain: string): readonly string[] => {
  if (domain === '*') return ['any.test'];
  if (domain.startsWith('*.')) return [`a${domain.slice(1)}`, `a.b${domain.slice(1)}`];
  return [domain.startsWith('*') ? `a${domain.slice(1)}` : domain];
};

const pathsOf = ({ conditions }: Route): readonly string[] => {
  const condition = conditions.find(({ on }) => on === 'path');
  if (condition?.on !== 'path') return ['/'];
  const { match } = condition;
  if (match.type === 'regex') return likeRegex(match.value);
  const text = match.value.startsWith('/') ? match.value : `/${match.value}`;
  const bare = text.replace(/\/+$/, '');
  return [
    ...new Set([
      text,
      `${bare}/`,
      `${bare}/a/b`,
      `${bare || '/'}-more`,
      bare || '/',
      text.toUpperCase(),
      bare.slice(0, -1) || '/',
    ]),
  ];
};

/** A few texts that a simple expression takes. */
const likeRegex = (pattern: string): readonly string[] => {
  const simple = pattern
    .replace(/\(\?[a-z]+\)|\(\?[a-z]*:|[\^$()]/g, '')
    .replace(/\[\^\/\]/g, 'n')
    .replace(/\[(?:\^.)?(.)[^\]]*\]/g, '$1')
    .replace(/\\d/g, '7')
    .replace(/\\(.)/g, '$1')
    .replace(/\{\d+(,\d*)?\}/g, '');
  const forms = simple
    .split('|')
    .flatMap((part) => [part.replace(/\.?[*+?]/g, ''), part.replace(/\.[*+]/g, 'x/y').replace(/[*+?]/g, '')]);
  return [
    ...new Set(
      forms.map((text) => (text.startsWith('/') ? text : `/${text}`)).map((text) => text.replace(/[\s#?]/g, '')),
    ),
  ];
};

/** What a route asks for beside the path: nothing of it, all of it, and each alone. The query stands in place of the URL. */
const wanted = ({ conditions }: Route): readonly WrittenRequest[] => {
  const others = conditions.filter(({ on }) => on !== 'path' && on !== 'source');
  const plain: WrittenRequest = { method: 'GET', url: '', headers: [] };
  if (others.length === 0)
    return [
      { ...plain, method: 'POST' },
      { ...plain, headers: [['origin', 'https://any.test']] },
    ];
  return [plain, others.reduce(withCondition, plain), ...others.map((one) => withCondition(plain, one))];
};

const withCondition = (request: WrittenRequest, condition: Condition): WrittenRequest => {
  if (condition.on === 'method')
    return { ...request, method: textLike(condition.match).replace(/[^A-Z]/g, '') || 'PUT' };
  if (condition.on === 'header') {
    return { ...request, headers: [...request.headers, [condition.name, textLike(condition.match)]] };
  }
  if (condition.on !== 'query') return request;
  const joint = request.url === '' ? '?' : '&';
  return {
    ...request,
    url: `${request.url}${joint}${condition.name}=${textLike(condition.match).replace(/[\s#&]/g, '')}`,
  };
};

const textLike = (match: TextMatch | { readonly type: 'present' }): string => {
  if (match.type === 'present') return 'there';
  if (match.type === 'regex') return (likeRegex(match.value)[0] ?? '/').slice(1);
  return match.type === 'prefix' ? `${match.value}x` : match.value;
};

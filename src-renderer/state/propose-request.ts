import type { RequestInput } from '#contract/contract.ts';
import { isMeshListener } from '#core/route/mesh-listeners.ts';
import type { RouteRow } from '#core/route/rows.ts';
import type { Condition, TextMatch } from '#core/route/table.ts';
import type { ListenerState } from '#core/traffic/gateway-state.ts';

/**
 * A request that a row is for, made of the literals of its conditions; an earlier route may take it all the same. Undefined for what is no HTTP,
 * and for other gateways than the one that people dial.
 */
export const proposeRequest = (row: RouteRow, open: readonly ListenerState[]): RequestInput | undefined => {
  const { does, listener, virtualHost } = row;
  if (!virtualHost || (does.is !== 'route' && does.is !== 'redirect') || listener.proxy !== undefined) return undefined;
  const conditions = does.is === 'route' ? does.route.conditions : [];
  const tls = listener.chains.some((chain) => chain.tls !== undefined && does.is !== 'redirect');
  const port = listener.declaredPorts[0] ?? listener.port;
  const usual = port === (tls ? 443 : 80);
  const bound = open.find((one) => one.listener === listener.id)?.bound ?? port;
  const { domain } = virtualHost;
  const mesh = isMeshListener(listener);
  const name = domain.startsWith('*') ? `www.${domain.replace(/^\*\.?/, '')}` : domain;
  const asked = conditions.find(({ on }) => on === 'authority');
  const host =
    asked?.on === 'authority'
      ? literal(asked.match, name)
      : domain === '*'
        ? mesh
          ? 'example.com'
          : `localhost:${bound}`
        : `${name}${usual ? '' : `:${port}`}`;
  const path = conditions.find(({ on }) => on === 'path');
  const method = conditions.find(({ on }) => on === 'method');
  const query = conditions.flatMap((one) =>
    one.on === 'query' ? [`${one.name}=${encodeURIComponent(wanted(one.match))}`] : [],
  );
  const target = path?.on === 'path' ? pathLike(path) : '/';
  return {
    method: method?.on === 'method' ? literal(method.match, 'GET') : 'GET',
    url: `${tls ? 'https' : 'http'}://${host}${target}${query.length > 0 ? `?${query.join('&')}` : ''}`,
    headers: conditions.flatMap((one) =>
      one.on === 'header' && !one.without ? [[one.name, wanted(one.match)] as const] : [],
    ),
    ...(mesh && { via: 'mesh' as const }),
  };
};

const wanted = (match: TextMatch | { readonly type: 'present' }): string =>
  match.type === 'present' ? '1' : literal(match, '1');

/** What is written, or the plain beginning of an expression. */
const literal = (match: TextMatch, otherwise: string): string =>
  match.type === 'regex' ? plainOfRegex(match.value) || otherwise : match.value || otherwise;

const pathLike = ({ match }: Extract<Condition, { on: 'path' }>): string => {
  if (match.type === 'regex') {
    const plain = plainOfRegex(match.value);
    return plain.startsWith('/') ? plain : '/';
  }
  return match.value || '/';
};

/** What an expression asks for at its beginning; a group of alternatives gives its first. */
const plainOfRegex = (pattern: string): string => {
  const [, plain = ''] =
    /^\^?((?:[\w/.-]|\\[./-])*)/.exec(pattern.replace(/\((?:\?:)?([\w./-]+)(?:\|[^()]*)?\)/g, '$1')) ?? [];
  return plain.replaceAll('\\', '').replace(/\.$/, '');
};

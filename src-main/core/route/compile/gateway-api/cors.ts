import type { HttpFilter } from '../../../resource/gateway-api/filters.ts';
import type { CorsPolicy, TextMatch } from '../../table.ts';

/**
 * A CORS filter as a policy (reference 2.6). Lists are answered as they are written: GET, HEAD and POST need no permission, because
 * browsers ask for none. A preflight request of another origin is answered here without any line; `*` in a list of methods or headers is
 * answered with what was asked for, and to clients with credentials it exposes nothing.
 */
export const translateCorsFilter = (filter: NonNullable<HttpFilter['cors']>): CorsPolicy => {
  const { allowOrigins = [], allowMethods = [], allowHeaders = [], exposeHeaders = [], maxAge = 5 } = filter;
  const credentials = filter.allowCredentials === true;
  const methods = listed(allowMethods);
  const headers = listed(allowHeaders);
  const expose = credentials ? joined(exposeHeaders.filter((name) => name !== '*')) : listed(exposeHeaders);
  return {
    origins: allowOrigins.map(originOf),
    ...(methods && { methods }),
    ...(headers && { headers }),
    ...(expose && { expose }),
    maxAgeSeconds: maxAge,
    credentials,
    forwardUnmatched: false,
    askedOnly: true,
  };
};

const listed = (list: readonly string[]): string | undefined => (list.includes('*') ? '*' : joined(list));

const joined = (list: readonly string[]): string | undefined => (list.length === 0 ? undefined : list.join(', '));

/** The scheme must be equal, `*.` stands for one label or more, and the usual port is the same as none. */
const originOf = (written: string): TextMatch => {
  if (written === '*') return { type: 'regex', value: '.*' };
  const parts = /^(https?):\/\/(\*\.|\*)?([^:]*)(?::(\d+))?$/.exec(written);
  if (!parts) return { type: 'exact', value: written };
  const [, scheme = '', star, host = '', port] = parts;
  const usual = scheme === 'https' ? '443' : '80';
  const front = star === '*.' ? '[^/:]+\\.' : star === '*' ? '[^/:]+' : '';
  const name = host.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const end = port === undefined || port === usual ? `(?::${usual})?` : `:${port}`;
  return { type: 'regex', value: `(?i)${scheme}://${front}${name}${end}` };
};

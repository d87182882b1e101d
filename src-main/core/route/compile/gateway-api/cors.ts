import type { HttpFilter } from '../../../resource/gateway-api/filters.ts';
import type { CorsPolicy, TextMatch } from '../../table.ts';

/**
 * A CORS filter as a policy (reference 2.6). GET, HEAD and POST are always allowed; a preflight request of another origin is answered
 * here without any line; `*` in a list is answered with what was asked for.
 */
export const translateCorsFilter = (filter: NonNullable<HttpFilter['cors']>): CorsPolicy => {
  const { allowOrigins = [], allowMethods = [], allowHeaders = [], exposeHeaders = [], maxAge = 5 } = filter;
  const credentials = filter.allowCredentials === true;
  const methods = allowMethods.includes('*') ? '*' : joined([...new Set([...allowMethods, 'GET', 'HEAD', 'POST'])]);
  const headers = allowHeaders.includes('*') ? '*' : joined(allowHeaders);
  const expose = credentials ? joined(exposeHeaders.filter((name) => name !== '*')) : joined(exposeHeaders);
  return {
    origins: allowOrigins.map(originOf),
    ...(methods && { methods }),
    ...(headers && { headers }),
    ...(expose && { expose }),
    maxAgeSeconds: maxAge,
    credentials,
    forwardUnmatched: false,
  };
};

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

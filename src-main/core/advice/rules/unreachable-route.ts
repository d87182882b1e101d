import type { HttpMatch, HttpRoute } from '../../resource/istio/http-route.ts';
import type { Rule } from '../rule.ts';

/** An entry behind one that takes every request is never looked at (reference 3.6, 9.3 V12). */
export const unreachableRoute: Rule = ({ virtualServices }) =>
  virtualServices.flatMap((resource) => {
    const { http = [], tcp = [] } = resource.spec;
    const behind = (field: 'http' | 'tcp', count: number, all: number, what: string) =>
      all < 0
        ? []
        : Array.from({ length: count - all - 1 }, (_, index) => ({
            severity: 'warning' as const,
            code: 'route/unreachable',
            message: `this entry is never reached, because an earlier one takes every ${what}; move it in front of "${field}[${all}]"`,
            place: resource.keyAt(['spec', field, all + 1 + index]),
            related: [{ message: `takes every ${what}`, place: resource.keyAt(['spec', field, all]) }],
          }));
    return [
      ...behind('http', http.length, http.findIndex(takesEverything), 'request'),
      ...behind(
        'tcp',
        tcp.length,
        tcp.findIndex(({ match }) => !match?.length),
        'connection',
      ),
    ];
  });

const takesEverything = ({ match, delegate }: HttpRoute): boolean =>
  delegate === undefined && (!match || match.length === 0 || match.some(isCatchAll));

/** The conditions that only translation looks at may exclude the entry from some gateway, so they do not count as "every request". */
const isCatchAll = (match: HttpMatch): boolean => {
  const {
    uri,
    method,
    authority,
    scheme,
    headers,
    withoutHeaders,
    queryParams,
    gateways,
    port,
    sourceLabels,
    sourceNamespace,
  } = match;
  if (method || authority || scheme || gateways?.length || port || sourceLabels || sourceNamespace) return false;
  if ([headers, withoutHeaders, queryParams].some((conditions) => conditions && Object.keys(conditions).length > 0))
    return false;
  return !uri || Object.keys(uri).length === 0 || uri.prefix === '/' || uri.regex === '.*';
};

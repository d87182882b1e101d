import type { CorsPolicy as CorsSpec } from '../../resource/istio/http-policy.ts';
import type { StringMatch } from '../../resource/istio/string-match.ts';
import type { CorsPolicy, TextMatch } from '../table.ts';

/** A CORS policy as requests meet it (reference 5.13). The old `allowOrigin` counts where there is no `allowOrigins`. */
export const translateCors = (spec: CorsSpec): CorsPolicy => {
  const { allowOrigins, allowOrigin, allowMethods, allowHeaders, exposeHeaders, maxAge } = spec;
  const origins =
    allowOrigins === undefined
      ? (allowOrigin ?? []).map((value): TextMatch => ({ type: 'exact', value }))
      : allowOrigins.flatMap(textMatch);
  const joined = (list: readonly string[] | undefined): string | undefined => (list ?? []).join(',') || undefined;
  const methods = joined(allowMethods);
  const headers = joined(allowHeaders);
  const expose = joined(exposeHeaders);
  return {
    origins,
    ...(methods !== undefined && { methods }),
    ...(headers !== undefined && { headers }),
    ...(expose !== undefined && { expose }),
    ...(maxAge !== undefined && { maxAgeSeconds: Math.floor(maxAge / 1000) }),
    credentials: spec.allowCredentials ?? false,
    forwardUnmatched: spec.unmatchedPreflights !== 'IGNORE',
  };
};

const textMatch = ({ exact, prefix, regex }: StringMatch): readonly TextMatch[] => {
  if (exact !== undefined) return [{ type: 'exact', value: exact }];
  if (prefix !== undefined) return [{ type: 'prefix', value: prefix }];
  return regex === undefined ? [] : [{ type: 'regex', value: regex }];
};

import { resolveGatewayName } from '../../resource/istio/gateway-name.ts';
import type { Rule } from '../rule.ts';

/**
 * Conditions on claims of a token: nothing checks tokens here, so no request has any. Without a RequestAuthentication none would have
 * them in a cluster either: an error, as in Istio, where the files hold the workloads of the gateway (analyzer IST0149).
 */
export const claims: Rule = ({ gateways: all, virtualServices }, _, { kinds, pods }) => {
  const checked = kinds.has('RequestAuthentication');
  const selectors = new Map(all.map(({ namespace, name, spec }) => [`${namespace}/${name}`, spec.selector ?? {}]));
  return virtualServices.flatMap((resource) => {
    const { hosts = [], gateways = [], http = [] } = resource.spec;
    if (hosts.length === 0 || gateways.every((name) => name === 'mesh')) return [];
    const found = http.flatMap(({ match = [] }, entry) =>
      match.flatMap((one, index) =>
        (['headers', 'withoutHeaders'] as const).flatMap((field) =>
          Object.keys(one[field] ?? {})
            .filter((name) => name.startsWith('@request.auth.claims'))
            .map((name) => resource.keyAt(['spec', 'http', entry, 'match', index, field, name])),
        ),
      ),
    );
    if (found.length === 0) return [];
    const hasPods = gateways.some((name) => {
      const selector = selectors.get(resolveGatewayName(name, resource.namespace));
      return selector !== undefined && pods.selected(selector).length > 0;
    });
    return found.map((place) => ({
      severity: checked || !hasPods ? ('information' as const) : ('error' as const),
      code: 'match/claims',
      ...(checked ? {} : { istio: 'IST0149' }),
      message: checked
        ? 'tokens are not checked on this machine, so no request has this claim; compare a header of the request while you try the route'
        : 'no RequestAuthentication checks tokens, so no request has this claim; add one for the gateway',
      place,
    }));
  });
};

import { explainInstead, explainPolicies } from '../action/forward.ts';
import { explainAction } from '../action/index.ts';
import { explainRewrite } from '../action/rewrite.ts';
import { sayDestination } from '../action/say-destination.ts';
import { explainCondition } from '../match/index.ts';
import { isMeshListener, sayAsked } from './mesh-listeners.ts';
import type { RouteRow, Target } from './rows.ts';
import { sayEndpoint } from './say-endpoint.ts';
import type { Listener, Origin } from './table.ts';

/** The conditions of a row in words, one each; all must hold. Never empty. */
export const sayMatch = ({ does, host }: RouteRow): readonly string[] => {
  switch (does.is) {
    case 'route':
      return does.route.conditions.length === 0 ? ['every request'] : does.route.conditions.map(explainCondition);
    case 'redirect':
      return ['every plain request'];
    case 'connections': {
      const { sni } = does.chain;
      if (sni) return [`server name is ${sni.map((name) => `"${name}"`).join(' or ')}`];
      return [does.carries === 'tcp' ? 'every connection' : 'every datagram'];
    }
    case 'omitted':
      return [`${does.omitted.origin.path.replace(/^spec\./, '')} is left out`];
    case 'nothing':
      return [host === '' ? 'every connection' : 'every request'];
  }
};

/** What is done beside, or in place of, going to the targets; empty where there is nothing to say. */
export const sayBeside = ({ does, host }: RouteRow): readonly string[] => {
  switch (does.is) {
    case 'route': {
      const { action, matchedPath } = does.route;
      if (action.do !== 'forward') return [explainAction(action, matchedPath)];
      // Destinations may rewrite by themselves, in place of their route.
      const rewrites = [action.rewrite, ...action.destinations.map((one) => one.rewrite)].flatMap((one) =>
        one ? [explainRewrite(one, matchedPath)] : [],
      );
      const limit = action.timeoutMs === undefined ? [] : [`within ${action.timeoutMs} ms`];
      return [...new Set(rewrites), ...limit, ...explainPolicies(action)];
    }
    case 'redirect':
      return ['redirect with 301 to https'];
    case 'omitted':
      return [does.omitted.message];
    case 'nothing':
      return [host === '' ? 'nothing is served here' : 'no route: answered with 404'];
    default:
      return [];
  }
};

/** `shop-next.default.svc.cluster.local:80 (subset v2)`; what the target gets instead of being asked, where it is so. */
export const sayTarget = (target: Target): string => (target.host === '' ? 'nobody' : sayDestination(target));

/** Where a target is on this machine or elsewhere: `127.0.0.1:9001`, or what is in its way. */
export const sayAddress = (target: Target, row: RouteRow): string => {
  const { cluster } = target;
  const instead = insteadOf(target, row);
  if (instead !== undefined) return instead;
  const { does } = row;
  const lost = (flag: string) =>
    does.is !== 'connections'
      ? ` (503 ${flag})`
      : does.carries === 'tcp'
        ? ': connections are closed'
        : ': datagrams are lost';
  if (cluster === undefined) return `not declared${lost('NC')}`;
  if (cluster.endpoints.length > 0) return cluster.endpoints.map(sayEndpoint).join(', ');
  return sayAsked(cluster, isMeshListener(row.listener)) ?? `bound to nothing${lost('UH')}`;
};

const insteadOf = ({ origin, instead }: Target, { does }: RouteRow): string | undefined => {
  if (!instead || does.is !== 'route' || does.route.action.do !== 'forward') return undefined;
  const { action, matchedPath } = does.route;
  const destination = action.destinations.find((one) => one.origin === origin);
  return destination && explainInstead(destination, matchedPath);
};

/** Whether what is sent there is lost: nobody has declared it, or nothing is bound to it. */
export const isUnbound = ({ cluster, instead }: Target, { listener }: RouteRow): boolean => {
  if (instead) return false;
  if (cluster === undefined) return true;
  return cluster.endpoints.length === 0 && sayAsked(cluster, isMeshListener(listener)) === undefined;
};

/** `90%`, or empty for the only target. */
export const sayShare = ({ share }: Target): string => (share === undefined ? '' : `${Math.round(share * 1000) / 10}%`);

/** `port 80`, and whose: of another gateway, or of the sidecar of a client. */
export const sayListener = (listener: Listener): string => {
  const { declaredPorts, proxy, port } = listener;
  if (!isMeshListener(listener)) {
    return `port ${(declaredPorts.length === 0 ? [port] : declaredPorts).join(', ')}${proxy === undefined ? '' : ` of ${proxy}`}`;
  }
  return declaredPorts.length === 0 ? 'every other port, from the mesh' : `port ${declaredPorts[0]}, from the mesh`;
};

export const sayHost = (host: string): string => (host === '*' ? 'every host' : host === '' ? 'no host' : host);

/** `VirtualService default/shop`; `built in` for what nobody has written. */
export const sayResource = ({ origin }: RouteRow): string =>
  origin ? `${origin.kind} ${origin.namespace}/${origin.name}` : 'built in';

/** `shop.yaml:12`, or empty. */
export const sayPlace = (origin: Origin | undefined): string =>
  origin === undefined ? '' : `${origin.place.file}:${origin.place.line}`;

/** What a listener speaks, and who opens it: `HTTP, Gateway default/main`; the latter is absent in the mesh. */
export const sayOpener = ({ chains }: Listener): string => {
  const protocols = [...new Set(chains.map(({ protocol }) => protocol))].join(', ');
  const openers = chains.flatMap(({ servers }) =>
    servers.map(({ origin: { kind, namespace, name } }) => `${kind} ${namespace}/${name}`),
  );
  return [protocols, ...new Set(openers)].filter(Boolean).join(', ');
};

import type { Plain } from '../edit/render.ts';
import { nginxPrefix } from '../route/compile/ingress/select.ts';
import type { Destination, ForwardAction, RedirectAction, Route } from '../route/table.ts';
import { type Context, serviceOf } from './context.ts';
import type { Group } from './isolate.ts';

type PlainMap = { readonly [key: string]: Plain };

/** What a path of an Ingress leads to. */
export type Leads = {
  readonly backend: PlainMap;
  /** Of ingress-nginx; empty where every controller does it. */
  readonly annotations: Readonly<Record<string, string>>;
  /** A second destination with its share of a hundred. */
  readonly canary?: { readonly backend: PlainMap; readonly weight: number; readonly total: number };
};

/** Where requests of a route go, and what an Ingress cannot do with them; undefined where the route cannot be in one at all. */
export const leadsTo = (route: Route, group: Group, context: Context): Leads | undefined => {
  const { action } = route;
  if (action.do === 'redirect') return redirected(route, action, group, context);
  if (action.do === 'respond') {
    context.leaveOut(route, 'an Ingress cannot answer by itself; these requests go where the other paths send them');
    return undefined;
  }
  return forwarded(route, action, context);
};

/** Nobody is asked where a redirect is answered, but an Ingress must name a Service. */
const nobody = { service: { name: 'redirected', port: { number: 80 } } };

const redirected = (route: Route, action: RedirectAction, group: Group, context: Context): Leads | undefined => {
  const { scheme, authority, port, uri, prefixRewrite, rewrite, status } = action;
  const sameAddress = !authority && !port && !uri && !prefixRewrite && !rewrite;
  if (scheme === 'https' && sameAddress && group.scheme === 'http') {
    if (status !== 308) {
      context.tell(
        'approximated',
        route,
        'redirect',
        `ingress-nginx sends plaintext to https with 308, not with ${status}`,
      );
    }
    context.carry(route, 'redirect');
    return { backend: nobody, annotations: { [`${nginxPrefix}force-ssl-redirect`]: 'true' } };
  }
  const path = uri ?? (rewrite?.kind === 'path' ? rewrite.value : undefined);
  if (!authority || path === undefined) {
    const message =
      'a redirect of an Ingress has one whole address for all requests; this one is worked out, and is left out';
    context.leaveOut(route, message);
    return undefined;
  }
  context.tell('approximated', route, 'redirect', 'the redirect does not keep the query of the request');
  const address = `${scheme ?? group.scheme}://${authority}${port ? `:${port}` : ''}${path}`;
  const isLasting = status === 301 || status === 308;
  const name = `${nginxPrefix}${isLasting ? 'permanent' : 'temporal'}-redirect`;
  const usual = isLasting ? 301 : 302;
  return {
    backend: nobody,
    annotations: { [name]: address, ...(status !== usual && { [`${name}-code`]: String(status) }) },
  };
};

const forwarded = (route: Route, action: ForwardAction, context: Context): Leads | undefined => {
  const { destinations, totalWeight, timeoutMs } = action;
  const known = destinations.map((one) => ({ one, backend: backendOf(one, context) }));
  const [first, second] = [...known].sort((a, b) => b.one.weight - a.one.weight);
  if (first?.backend === undefined) {
    const message = `an Ingress names Services of its own namespace alone, and "${first?.one.host ?? ''}" is none; this path is left out`;
    context.leaveOut(route, message);
    return undefined;
  }
  tellDestinations(route, known, context);
  tellRest(route, action, context);
  const annotations: Record<string, string> = {};
  const authority = first.one.authority;
  if (authority !== undefined) {
    annotations[`${nginxPrefix}upstream-vhost`] = authority;
    context.carry(route, 'authority-rewrite');
    const isCommon = destinations.every((one) => one.authority === authority);
    if (!isCommon)
      context.tell('approximated', route, 'headers', `every destination is asked for the host "${authority}"`);
  }
  if (timeoutMs !== undefined) {
    const seconds = Math.max(1, Math.round(timeoutMs / 1000));
    annotations[`${nginxPrefix}proxy-read-timeout`] = String(seconds);
    const message = `nginx counts ${seconds} s anew with every part of the answer, and in whole seconds`;
    context.tell('approximated', route, 'timeout', message);
  }
  const canary = second?.backend && known.length === 2 ? second : undefined;
  return {
    backend: first.backend,
    annotations,
    ...(canary?.backend && {
      canary: { backend: canary.backend, weight: canary.one.weight, total: totalWeight },
    }),
  };
};

const backendOf = ({ host, port, instead }: Destination, { snapshot, source }: Context): PlainMap | undefined => {
  const service = serviceOf(host, snapshot);
  if (instead || service === undefined || service.namespace !== source.namespace) return undefined;
  return { service: { name: service.name, port: { number: port || 80 } } };
};

const tellDestinations = (
  route: Route,
  known: readonly { readonly one: Destination; readonly backend: PlainMap | undefined }[],
  context: Context,
): void => {
  for (const { one, backend } of known) {
    if (one.port === 0) {
      const message = `the number of the port of "${one.host}" is in no document; write it in place of what stands there`;
      context.tell('approximated', route, 'destinations', message);
    }
    if (backend === undefined) {
      context.tell(
        'lost',
        route,
        'destinations',
        `"${one.host}" is no Service of the namespace of the Ingress, and gets no requests`,
      );
    }
    if (one.subset) {
      context.tell(
        'lost',
        route,
        'subset',
        `the subset "${one.subset}" has no equal in an Ingress; requests go to the whole Service`,
      );
    }
  }
  if (known.length > 2) {
    context.tell(
      'lost',
      route,
      'destinations',
      'an Ingress shares requests among two Services at most; the one with the largest share gets all',
    );
  }
  if (known.length === 2) {
    context.tell(
      'decide',
      route,
      'destinations',
      'the smaller share is a canary Ingress, which ingress-nginx alone knows',
    );
  }
  context.carry(route, 'destinations', 'name');
};

const tellRest = (route: Route, action: ForwardAction, context: Context): void => {
  const { rewrite, fault, cors, retry, mirrors = [], session, auth, destinations } = action;
  const lost = (is: unknown, aspect: Parameters<Context['tell']>[2], message: string): void => {
    if (is) context.tell('lost', route, aspect, message);
  };
  const rewrites = rewrite ?? destinations.find((one) => one.rewrite)?.rewrite;
  lost(
    rewrites,
    'rewrite',
    'a path is rewritten by annotations that make every path of the host a regular expression; requests keep their path',
  );
  lost(
    destinations.some((one) => one.requestHeaders.length + one.responseHeaders.length > 0),
    'headers',
    'an Ingress changes no headers',
  );
  lost(fault, 'fault', '"fault" has no equal in an Ingress; this path answers without it');
  lost(cors, 'cors', 'what browsers are told about other origins is left to the services now');
  lost(mirrors.length > 0, 'mirrors', 'an Ingress sends no copies');
  lost(
    retry === undefined || retry.origin,
    'retry',
    'an Ingress says nothing of retries; they are those of the controller',
  );
  lost(session, 'session', 'a session has no equal in an Ingress');
  lost(auth, 'auth', 'nobody is asked before requests are sent on; they are let through unasked');
};

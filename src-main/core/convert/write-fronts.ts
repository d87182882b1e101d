import type { Plain } from '../edit/render.ts';
import type { Context } from './context.ts';
import type { Front } from './fronts.ts';
import { listenersOf } from './to-http-route.ts';
import type { Draft } from './write-document.ts';

type PlainMap = { readonly [key: string]: Plain };

/** Gateways of the Gateway API in place of the fronts. */
export const toApiGateways = (context: Context, fronts: readonly Front[]): readonly Draft[] =>
  fronts.flatMap((front) => {
    const { source, snapshot, ledger } = context;
    const others = front.namespace !== source.namespace;
    const listeners = listenersOf(front).map(({ name, host, server }): PlainMap => {
      const refs = server.secrets.map((secret) => ({
        name: secret.name,
        ...(secret.namespace !== front.namespace && { namespace: secret.namespace }),
      }));
      return {
        name,
        port: server.port,
        protocol: server.protocol,
        ...(host !== '*' && { hostname: host }),
        ...(server.protocol === 'HTTPS' && {
          tls: { mode: 'Terminate', certificateRefs: refs.length > 0 ? refs : [{ name: `${front.name}-tls` }] },
        }),
        ...(others && { allowedRoutes: { namespaces: { from: 'All' } } }),
      };
    });
    if (listeners.length === 0) return [];
    for (const { namespace, name } of front.servers.flatMap((server) => server.secrets)) {
      if (snapshot.secrets.some((one) => one.namespace === namespace && one.name === name)) continue;
      const message = `a listener is not opened without its certificate, and there is no Secret "${namespace}/${name}"; add it, or copy it there`;
      ledger.tell('decide', front.resource ?? source, ['metadata', 'name'], message);
    }
    const [resource, path] = front.resource ? [front.resource, ['metadata', 'name']] : [source, ['metadata', 'name']];
    const message = 'the class of the new Gateway is "istio"; name the one that your cluster has';
    ledger.tell('decide', resource, path, message);
    // Which workload serves it is the matter of the class.
    if (front.resource) ledger.carry(front.resource, ['spec', 'selector']);
    return [
      {
        apiVersion: 'gateway.networking.k8s.io/v1',
        kind: 'Gateway',
        namespace: front.namespace,
        name: front.name,
        ...(front.resource && { labels: front.resource.labels }),
        spec: { gatewayClassName: 'istio', listeners },
      },
    ];
  });

/** Gateways of Istio in place of the fronts. */
export const toIstioGateways = (context: Context, fronts: readonly Front[]): readonly Draft[] =>
  fronts.flatMap((front): Draft[] => {
    const { source, ledger } = context;
    if (front.servers.length === 0) return [];
    const resource = front.resource ?? source;
    ledger.tell(
      'decide',
      resource,
      ['metadata', 'name'],
      'the new Gateway selects "istio: ingressgateway"; name the labels of your gateway',
    );
    if (front.resource) ledger.carry(front.resource, ['spec', 'gatewayClassName']);
    const servers = front.servers.map((server): PlainMap => {
      const [secret, second] = server.secrets;
      for (const one of server.secrets) {
        const message = `Istio looks for the Secret "${one.name}" where its gateway runs; copy it there from "${one.namespace}"`;
        ledger.tell('decide', resource, ['metadata', 'name'], message);
      }
      const names = second ? { credentialNames: server.secrets.slice(0, 2).map(({ name }) => name) } : {};
      return {
        port: { number: server.port, name: server.name, protocol: server.protocol },
        hosts: server.hosts,
        ...(server.redirects && { tls: { httpsRedirect: true } }),
        ...(server.protocol === 'HTTPS' && {
          tls: { mode: 'SIMPLE', ...(second ? names : { credentialName: secret?.name ?? `${front.name}-tls` }) },
        }),
      };
    });
    if (front.servers.some(({ redirects }) => redirects === 308)) {
      ledger.tell('approximated', source, ['metadata', 'name'], 'plaintext is sent to https with 301, not with 308');
    }
    return [
      {
        apiVersion: 'networking.istio.io/v1',
        kind: 'Gateway',
        namespace: front.namespace,
        name: front.name,
        ...(front.resource && { labels: front.resource.labels }),
        spec: { selector: { istio: 'ingressgateway' }, servers },
      },
    ];
  });

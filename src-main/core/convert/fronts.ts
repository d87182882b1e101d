import type { GatewaySpec as ApiGatewaySpec } from '../resource/gateway-api/gateway.ts';
import type { HttpRouteSpec } from '../resource/gateway-api/http-route.ts';
import type { GatewaySpec } from '../resource/istio/gateway.ts';
import type { VirtualServiceSpec } from '../resource/istio/virtual-service.ts';
import { classAnnotation, type IngressSpec } from '../resource/kubernetes/ingress.ts';
import type { Resource } from '../resource/resource.ts';
import { readAnnotations } from '../route/compile/ingress/annotations.ts';
import { selectIngresses } from '../route/compile/ingress/select.ts';
import { createReport } from '../route/compile/report.ts';
import type { Path } from '../text/tree.ts';
import type { Context } from './context.ts';
import { gatewaysOf } from './stand-ins.ts';

/** One port that HTTP is served on, for some hosts. */
export type Server = {
  readonly name: string;
  readonly port: number;
  readonly protocol: 'HTTP' | 'HTTPS';
  readonly hosts: readonly string[];
  readonly secrets: readonly { readonly namespace: string; readonly name: string }[];
  /** Plaintext is sent to https: with this status. */
  readonly redirects?: 301 | 308;
};

/** What serves a route, whatever its kind: a Gateway of either API, or what an Ingress says of ports and certificates. */
export type Front = {
  readonly namespace: string;
  readonly name: string;
  readonly servers: readonly Server[];
  /** Absent where no document declares it. */
  readonly resource?: Resource;
  /** The listeners that the route asks for. */
  readonly sections?: readonly string[];
};

/** The fronts of the source, their fields carried as far as they are in `Server`. */
export const frontsOf = (context: Context): readonly Front[] => {
  const { source, kind } = context;
  if (kind === 'VirtualService')
    return redirectedTogether(ofVirtualService(source as Resource<VirtualServiceSpec>, context));
  if (kind === 'Ingress') return ofIngress(source as Resource<IngressSpec>, context);
  const fronts = ofHttpRoute(source as Resource<HttpRouteSpec>, context);
  if (fronts.some(({ servers }) => servers.length > 0)) return fronts;
  const { namespace, name } = source;
  const message = 'no Gateway that can be converted serves this; the new one listens on port 80 for every host';
  context.ledger.tell('decide', source, ['metadata', 'name'], message);
  return [{ namespace, name, servers: [plainServer('http', ['*'])] }];
};

/** `httpsRedirect` of one server is that of a virtual host, so that it counts for others with the port and the host (reference 2.6). */
const redirectedTogether = (fronts: readonly Front[]): readonly Front[] => {
  const all = fronts.flatMap(({ servers }) => servers);
  const isSent = ({ port, hosts }: Server): boolean =>
    all.some((one) => one.redirects && one.port === port && one.hosts.some((host) => hosts.includes(host)));
  return fronts.map((front) => ({
    ...front,
    servers: front.servers.map((one) =>
      one.protocol === 'HTTP' && isSent(one) ? { ...one, redirects: 301 as const } : one,
    ),
  }));
};

const plainServer = (name: string, hosts: readonly string[]): Server => ({
  name,
  port: 80,
  protocol: 'HTTP',
  hosts,
  secrets: [],
});

const ofVirtualService = (
  source: Resource<VirtualServiceSpec>,
  { snapshot, ledger, to }: Context,
): readonly Front[] => {
  const at: Path = ['spec', 'gateways'];
  ledger.carry(source, at);
  const { gateways = ['mesh'] } = source.spec;
  if (gateways.includes('mesh')) {
    const where: Path = source.spec.gateways ? [...at, gateways.indexOf('mesh')] : ['spec', 'hosts'];
    const message = `requests inside the mesh have no equal in ${to === 'Ingress' ? 'an Ingress' : 'an HTTPRoute of a Gateway'}; keep a VirtualService for "mesh" if they matter`;
    ledger.tell('lost', source, where, message);
  }
  const keys = gatewaysOf(source);
  return (keys.length === 0 ? [`${source.namespace}/${source.name}`] : [...new Set(keys)]).map((key): Front => {
    const [namespace = '', name = ''] = key.split('/');
    const resource = snapshot.gateways.find((one) => one.namespace === namespace && one.name === name);
    if (resource === undefined) {
      const message = `no document declares Gateway "${key}"; the new one listens on port 80 for every host`;
      if (keys.length > 0) ledger.tell('decide', source, at, message);
      return { namespace, name, servers: [plainServer('http', ['*'])] };
    }
    return {
      namespace,
      name,
      resource,
      servers: resource.spec.servers.flatMap((_, i) => istioServer(resource, i, ledger)),
    };
  });
};

const istioServer = (resource: Resource<GatewaySpec>, index: number, ledger: Context['ledger']): readonly Server[] => {
  const server = resource.spec.servers[index];
  const at: Path = ['spec', 'servers', index];
  if (server === undefined) return [];
  const protocol = server.port.protocol.toUpperCase();
  const secure = protocol === 'HTTPS';
  if (!['HTTP', 'HTTP2', 'GRPC', 'HTTPS'].includes(protocol) || (secure && server.tls?.mode === 'PASSTHROUGH')) {
    const message = `the server "${server.port.name}" carries connections, which routes of HTTP do not concern; it is left out`;
    ledger.tell('lost', resource, at, message);
    return [];
  }
  for (const field of ['number', 'protocol', 'name']) ledger.carry(resource, [...at, 'port', field]);
  ledger.carry(resource, [...at, 'hosts']);
  for (const field of ['httpsRedirect', 'credentialName', 'credentialNames'])
    ledger.carry(resource, [...at, 'tls', field]);
  if (server.tls?.mode === 'SIMPLE') ledger.carry(resource, [...at, 'tls', 'mode']);
  else if (server.tls?.mode) {
    const message = `clients must show a certificate for mode ${server.tls.mode}, which is not asked of them now; add it by hand`;
    ledger.tell('lost', resource, [...at, 'tls', 'mode'], message);
  }
  if (secure && !server.tls?.credentialName && !server.tls?.credentialNames?.length) {
    const message = 'the certificate is in files, and a listener needs a Secret; name one in the new document';
    ledger.tell('decide', resource, [...at, 'tls'], message);
  }
  const names = server.tls?.credentialNames ?? (server.tls?.credentialName ? [server.tls.credentialName] : []);
  return [
    {
      name: server.port.name,
      port: server.port.number,
      protocol: secure ? 'HTTPS' : 'HTTP',
      hosts: [...new Set(server.hosts.map((host) => host.slice(host.indexOf('/') + 1).toLowerCase()))],
      secrets: names.map((name) => ({ namespace: resource.namespace, name })),
      ...(server.tls?.httpsRedirect && !secure && { redirects: 301 as const }),
    },
  ];
};

const ofHttpRoute = (
  source: Resource<HttpRouteSpec>,
  { snapshot, ledger, to, isolated }: Context,
): readonly Front[] => {
  const byKey = new Map<string, Front>();
  (source.spec.parentRefs ?? []).forEach(({ kind = 'Gateway', namespace = source.namespace, name, ...ref }, index) => {
    const at: Path = ['spec', 'parentRefs', index];
    if (kind !== 'Gateway') {
      ledger.tell('lost', source, at, `a ${kind} as parent has no equal in ${to === 'Ingress' ? 'an' : 'a'} ${to}`);
      return;
    }
    for (const field of ['group', 'kind', 'namespace', 'name']) ledger.carry(source, [...at, field]);
    if (ref.sectionName !== undefined || ref.port !== undefined) {
      const message =
        'a listener cannot be chosen; the routes are served by every server of the Gateway whose hosts they have';
      ledger.tell('approximated', source, [...at, ref.sectionName === undefined ? 'port' : 'sectionName'], message);
      if (ref.sectionName !== undefined) ledger.carry(source, [...at, 'port']);
    }
    const key = `${namespace}/${name}`;
    if (byKey.has(key)) return;
    const resource = snapshot.gatewayApi.gateways.find((one) => one.namespace === namespace && one.name === name);
    if (resource === undefined) {
      ledger.tell(
        'decide',
        source,
        [...at, 'name'],
        `no document declares Gateway "${key}"; the new one listens on port 80 for every host`,
      );
    }
    const servers = resource?.spec.listeners.flatMap((listener, i) => {
      if (isolated.served.has(`Gateway ${key} ${listener.name}`)) return apiServer(resource, i, ledger);
      const message = `the listener "${listener.name}" does not serve this route; it is left out`;
      ledger.tell('lost', resource, ['spec', 'listeners', i], message);
      return [];
    });
    byKey.set(key, {
      namespace,
      name,
      servers: servers ?? [plainServer('http', ['*'])],
      ...(resource && { resource }),
    });
  });
  return [...byKey.values()];
};

const apiServer = (resource: Resource<ApiGatewaySpec>, index: number, ledger: Context['ledger']): readonly Server[] => {
  const listener = resource.spec.listeners[index];
  const at: Path = ['spec', 'listeners', index];
  if (listener === undefined) return [];
  const { name, hostname = '*', port, protocol, tls } = listener;
  if (protocol !== 'HTTP' && protocol !== 'HTTPS') {
    const message = `the listener "${name}" carries connections, which routes of HTTP do not concern; it is left out`;
    ledger.tell('lost', resource, at, message);
    return [];
  }
  for (const field of ['name', 'hostname', 'port', 'protocol']) ledger.carry(resource, [...at, field]);
  for (const field of ['mode', 'certificateRefs']) ledger.carry(resource, [...at, 'tls', field]);
  const secrets = (tls?.certificateRefs ?? []).map((ref) => ({
    namespace: ref.namespace ?? resource.namespace,
    name: ref.name,
  }));
  return [{ name, port, protocol, hosts: [hostname], secrets }];
};

const ofIngress = (source: Resource<IngressSpec>, { snapshot, ledger }: Context): readonly Front[] => {
  const { namespace, name, spec } = source;
  // Who serves it is said by the new Gateway.
  ledger.carry(source, ['spec', 'ingressClassName']);
  ledger.carry(source, ['metadata', 'annotations', classAnnotation]);
  const served = selectIngresses({ ...snapshot, ingresses: [source] }, createReport())[0];
  const options = served && readAnnotations(served, createReport());
  const hosts = [...new Set((spec.rules ?? []).map(({ host }) => host || '*'))];
  const all = hosts.length === 0 || spec.defaultBackend ? ['*'] : hosts;
  const secure = (spec.tls ?? []).map(({ hosts: written = [], secretName }, index): Server => {
    ledger.carry(source, ['spec', 'tls', index]);
    if (!secretName) {
      const message =
        'the certificate that the controller has by itself has no equal; name a Secret in the new document';
      ledger.tell('decide', source, ['spec', 'tls', index], message);
    }
    return {
      name: `https-${index + 1}`,
      port: 443,
      protocol: 'HTTPS',
      hosts: written.length > 0 ? written : all,
      secrets: secretName ? [{ namespace, name: secretName }] : [],
    };
  });
  const inTls = new Set(secure.flatMap((one) => one.hosts));
  if (secure.length > 0 && all.some((host) => !inTls.has(host))) {
    const message =
      'hosts without a certificate of their own are served in plaintext alone now; a controller shows them its own certificate';
    ledger.tell('approximated', source, ['spec', 'tls'], message);
  }
  const redirected = served?.nginx
    ? all.filter((host) => options?.forceSslRedirect || (options?.sslRedirect && inTls.has(host)))
    : [];
  const plain = all.filter((host) => !redirected.includes(host));
  const servers: Server[] = [
    ...(plain.length > 0 ? [plainServer('http', plain)] : []),
    ...(redirected.length > 0 ? [{ ...plainServer('http-redirect', redirected), redirects: 308 as const }] : []),
    ...secure,
  ];
  return [{ namespace, name, servers }];
};

import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { Endpoint } from '../table.ts';
import { selects } from './gateway-ports.ts';
import type { KnownService } from './known-services.ts';
import type { ServerGroup } from './merge-gateways.ts';
import { type EgressProxy, egressService, type GatewayService, ingressService } from './proxies.ts';

/** The Services before the gateways: where a hop from the mesh goes on (reference 7.3). */
export type Hops = {
  /** The listener of a gateway that a port of its Service leads to; undefined for other services, and where nothing listens. */
  readonly endpoint: (host: string, port: number) => Endpoint | undefined;
  /** A Service of gateways that is there without a document. */
  readonly implicit: (host: string) => KnownService | undefined;
};

type Groups = readonly ServerGroup[];

/** `idOf` names the listeners of a proxy. */
export const createHops = (
  { services, settings }: Snapshot,
  ingress: Groups,
  egress: readonly { readonly proxy: EgressProxy; readonly groups: Groups }[],
): Hops => {
  const { clusterDomain, labels, namespace } = settings;
  const hostOf = ({ name, namespace: home }: Pick<GatewayService, 'name' | 'namespace'>) =>
    `${name}.${home}.svc.${clusterDomain}`;
  type Behind = { readonly groups: Groups; readonly labels: Readonly<Record<string, string>>; readonly id?: string };
  const behind = new Map<string, Behind>();
  behind.set(hostOf(ingressService), { groups: ingress, labels: ingressService.labels });
  for (const service of labels === undefined ? [] : services) {
    const { selector = {} } = service.spec;
    const before =
      service.namespace === namespace && Object.keys(selector).length > 0 && selects(selector, labels ?? {});
    if (before) behind.set(hostOf(service), { groups: ingress, labels: labels ?? {} });
  }
  for (const { proxy, groups } of egress) {
    behind.set(`${proxy.id}.svc.${clusterDomain}`, { groups, labels: proxy.labels, id: proxy.id });
  }
  const implicit = new Map(
    [ingressService, egressService].map((service) => [hostOf(service), implicitGateway(service, hostOf(service))]),
  );
  return {
    endpoint: (host, port) => {
      const gateway = behind.get(host);
      const group = gateway?.groups.find(({ servers }) => servers.some(({ spec }) => spec.port.number === port));
      if (gateway === undefined || group === undefined) return undefined;
      return { at: 'listener', listener: listenerId(group, gateway.id), labels: gateway.labels };
    },
    implicit: (host) => implicit.get(host),
  };
};

/** `0.0.0.0_80`, behind `name.namespace/` for a gateway other than the ingress gateway. */
export const listenerId = ({ bind, port }: Pick<ServerGroup, 'bind' | 'port'>, proxy: string | undefined): string =>
  `${proxy === undefined ? '' : `${proxy}/`}${bind || '0.0.0.0'}_${port}`;

/** The ports of Istio's own gateway Services, named as there. */
const implicitGateway = ({ name, namespace, labels }: GatewayService, host: string): KnownService => ({
  host,
  name,
  namespace,
  ports: [
    { number: 80, name: 'http2', protocol: 'http2' },
    { number: 443, name: 'https', protocol: 'tls' },
  ],
  anyPort: false,
  localServices: [],
  gateway: labels,
});

import { isIpAddress } from '../../resource/names.ts';
import type { Resource } from '../../resource/resource.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { ResourceStatus } from '../../snapshot/status.ts';

/** The `status` of an Ingress or a LoadBalancer Service: the addresses of this machine at which it is reached. */
export const loadBalancerStatus = (resource: Resource, addresses: readonly string[]): ResourceStatus => {
  const { apiVersion, kind, namespace, name } = resource;
  const dialled = [...new Set(addresses.map(dialledAt))];
  const ingress = dialled.map((one) => (isIpAddress(one) ? { ip: one } : { hostname: one }));
  return { apiVersion, kind, namespace, name, status: { loadBalancer: { ingress } } };
};

/** Whoever listens everywhere is reached at loopback. */
const dialledAt = (address: string): string =>
  address === '0.0.0.0' ? '127.0.0.1' : address === '::' ? '::1' : address;

/** Those of the Services of type LoadBalancer (gateway-api reference 4.2): this machine stands before them. */
export const serviceStatuses = ({ services, settings }: Snapshot): readonly ResourceStatus[] =>
  services
    .filter(({ spec }) => spec.type === 'LoadBalancer')
    .map((service) => loadBalancerStatus(service, settings.addresses));

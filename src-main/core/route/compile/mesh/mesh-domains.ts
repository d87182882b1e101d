import { isIpAddress } from '../../../resource/names.ts';
import { isWildcard } from '../../hostname.ts';
import type { KnownService } from '../known-services.ts';

/**
 * The names by which a client in a namespace reaches a service, the full one first (reference 7.2): of a Service also its short forms,
 * the bare name only in its own namespace, every name also with a dot at the end, and the virtual addresses. Ports are not looked at.
 */
export const domainsOf = (service: KnownService, clientNamespace: string, clusterDomain: string): readonly string[] => {
  const host = service.host.toLowerCase();
  const names = [host];
  const suffix = `.svc.${clusterDomain.toLowerCase()}`;
  const parts = host.endsWith(suffix) ? host.slice(0, -suffix.length).split('.') : [];
  if (parts.length === 2) {
    const [name = '', namespace = ''] = parts;
    if (namespace === clientNamespace) names.push(name);
    names.push(`${name}.${namespace}.svc`, `${name}.${namespace}`);
  }
  if (isWildcard(host) || isIpAddress(host)) return [...names, ...addressesOf(service)];
  return [...names, ...names.map((name) => `${name}.`), ...addressesOf(service)];
};

const addressesOf = ({ service, entry }: KnownService): readonly string[] => {
  const own = service?.spec.clusterIP ? [service.spec.clusterIP] : [];
  const entries = entry?.entries.flatMap(({ spec }) => spec.addresses ?? []) ?? [];
  return [...new Set([...own, ...entries])]
    .filter(isIpAddress)
    .map((address) => (address.includes(':') ? `[${address.toLowerCase()}]` : address));
};

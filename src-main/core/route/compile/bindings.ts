import type { Snapshot } from '../../snapshot/snapshot.ts';
import { expandHost } from '../hostname.ts';
import { orderVirtualServices } from '../precedence.ts';
import type { ResolvedEntry, VirtualService } from './entry.ts';
import { gatewayKey } from './names.ts';
import { keyOf } from './origin.ts';
import type { Translations } from './translations.ts';

/** A VirtualService with hosts, as the gateways it names see it. */
export type Bound = {
  readonly vs: VirtualService;
  /** With short names completed. */
  readonly hosts: readonly string[];
  readonly entries: () => readonly ResolvedEntry[];
};

/** The VirtualServices of each Gateway (by `namespace/name`), and of sidecars (by `mesh`), in the order that decides between them (reference 3.1 to 3.3). */
export const bindVirtualServices = (
  snapshot: Snapshot,
  translations: Translations,
): ReadonlyMap<string, readonly Bound[]> => {
  const { namespace, clusterDomain } = snapshot.settings;
  const byKey = new Map(snapshot.virtualServices.map((vs) => [keyOf(vs), vs]));
  const byGateway = new Map<string, Bound[]>();
  for (const vs of orderVirtualServices(snapshot.virtualServices, namespace)) {
    const hosts = (vs.spec.hosts ?? []).map((host) => expandHost(host, vs.namespace, clusterDomain));
    // Without hosts it is a delegate and makes nothing by itself.
    if (hosts.length === 0) continue;
    const bound = { vs, hosts, entries: once(() => translations.entries(vs, byKey)) };
    const { gateways = [] } = vs.spec;
    const keys = gateways.length === 0 ? ['mesh'] : gateways.map((name) => gatewayKey(name, vs.namespace));
    for (const gateway of new Set(keys)) {
      const others = byGateway.get(gateway);
      if (others) others.push(bound);
      else byGateway.set(gateway, [bound]);
    }
  }
  return byGateway;
};

/** Entries are the same at every gateway, so they are resolved when first asked for and then kept. */
const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};

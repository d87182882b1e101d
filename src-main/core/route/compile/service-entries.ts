import type { ServiceEntryPort, ServiceEntrySpec } from '../../resource/istio/service-entry.ts';
import type { Resource } from '../../resource/resource.ts';
import { isVisibleFrom } from '../../resource/visibility.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { Report } from './report.ts';

export type ServiceEntry = Resource<ServiceEntrySpec>;

/** A host of one or several ServiceEntries that the gateway may see. */
export type EntryHost = {
  readonly host: string;
  readonly namespace: string;
  /** The first of each number wins. */
  readonly ports: readonly EntryPort[];
  /** The oldest first; the others are of the same namespace and resolution. */
  readonly entries: readonly [ServiceEntry, ...ServiceEntry[]];
};

export type EntryPort = { readonly port: ServiceEntryPort; readonly entry: ServiceEntry };

export type EntryHosts = {
  readonly byHost: ReadonlyMap<string, EntryHost>;
  /** Hosts of entries that are not exported to the namespace of the gateway. */
  readonly hidden: ReadonlyMap<string, ServiceEntry>;
};

/**
 * The hosts that ServiceEntries make known to the gateway. Of several with the same host the oldest counts; those of its namespace with
 * the same resolution add their ports and endpoints (reference 7.1). `taken` are hosts of Services, which come first.
 */
export const entryHosts = (snapshot: Snapshot, taken: ReadonlySet<string>, report: Report): EntryHosts => {
  const byHost = new Map<string, EntryHost>();
  const hidden = new Map<string, ServiceEntry>();
  for (const entry of snapshot.serviceEntries) {
    const visible = isVisibleFrom(entry, snapshot.settings.namespace);
    entry.spec.hosts.forEach((host, index) => {
      if (!visible) {
        if (!hidden.has(host)) hidden.set(host, entry);
        return;
      }
      const known = byHost.get(host);
      if (taken.has(host)) leaveOut('a Service', entry, index, report);
      else if (known === undefined) byHost.set(host, hostOf(host, entry));
      else if (goTogether(known.entries[0], entry)) byHost.set(host, joined(known, entry));
      else leaveOut(`ServiceEntry "${known.namespace}/${known.entries[0].name}"`, entry, index, report);
    });
  }
  return { byHost, hidden };
};

/** Ports of UDP are not served by any gateway. */
const portsOf = (entry: ServiceEntry): readonly EntryPort[] =>
  (entry.spec.ports ?? []).flatMap((port) => (port.protocol?.toUpperCase() === 'UDP' ? [] : [{ port, entry }]));

const hostOf = (host: string, entry: ServiceEntry): EntryHost => ({
  host,
  namespace: entry.namespace,
  ports: portsOf(entry),
  entries: [entry],
});

const goTogether = (a: ServiceEntry, b: ServiceEntry): boolean =>
  a.namespace === b.namespace && (a.spec.resolution ?? 'NONE') === (b.spec.resolution ?? 'NONE');

const joined = (known: EntryHost, entry: ServiceEntry): EntryHost => ({
  ...known,
  ports: [
    ...known.ports,
    ...portsOf(entry).filter(({ port }) => !known.ports.some((one) => one.port.number === port.number)),
  ],
  entries: [...known.entries, entry],
});

const leaveOut = (winner: string, entry: ServiceEntry, index: number, report: Report): void =>
  report.add({
    severity: 'information',
    code: 'service-entry/host-taken',
    message: `${winner} declares "${entry.spec.hosts[index]}" already, so this entry adds nothing to it; merge the two, or remove one`,
    place: entry.at(['spec', 'hosts', index]),
  });

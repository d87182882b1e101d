import type {
  AuthoritySeen,
  BrowsersSeen,
  HostsSeen,
  Observations,
  OtherSeen,
  RuntimeSeen,
  Seen,
  ServedSeen,
  StoreSeen,
  WorkspaceSeen,
} from '#core/doctor/observations.ts';
import { doorsOf } from '#core/reach/doors.ts';
import type { Table } from '#core/route/table.ts';
import type { Exchange } from '#core/traffic/exchange.ts';
import type { ListenerState } from '#core/traffic/gateway-state.ts';
import type { UpstreamState } from '#core/traffic/upstream-state.ts';
import type { Clock, Machine } from '#core/world.ts';
import type { DoctorSystem } from './doctor-system.ts';
import { firefoxSettings } from './firefox-settings.ts';
import { type ClockAsked, lookAround, lookAtClock, lookAtData, lookAtNetwork } from './look-machine.ts';
import { lookAtNames } from './look-names.ts';
import { lookAtPages } from './look-pages.ts';
import { lookAtPorts } from './look-ports.ts';
import { lookAtProxies } from './look-proxies.ts';
import { lookAtResolvers } from './look-resolvers.ts';
import { lookAtServices, type Place } from './look-services.ts';
import { seen } from './seen.ts';

/** What the program knows of itself; each answer may take its time, and may fail alone. */
export type Asked = {
  readonly running: boolean;
  readonly table: Table;
  readonly listeners: readonly ListenerState[];
  readonly machine?: Machine;
  readonly dataFolder?: string;
  readonly runtime: RuntimeSeen;
  readonly clock: Omit<ClockAsked, 'authorityBegins'>;
  /** Ports of proxies that are Slipway's own. */
  readonly ownProxies: readonly number[];
  readonly workspace: () => Promise<WorkspaceSeen>;
  /** Where an address really is, by the settings of the documents. */
  readonly redirected: (to: Place) => Place;
  readonly upstreams: () => Promise<readonly UpstreamState[]>;
  readonly hosts: () => Promise<HostsSeen>;
  readonly browsers: () => Promise<
    Omit<BrowsersSeen, 'proxy'> & { readonly proxy?: { readonly address: string; readonly port: number } }
  >;
  readonly certificates: () => Promise<CertificatesSeen>;
  readonly exchanges: () => Promise<readonly Exchange[]>;
  readonly others: () => Promise<readonly OtherSeen[]>;
};

export type CertificatesSeen = {
  readonly authority?: AuthoritySeen;
  readonly stores: readonly StoreSeen[];
  readonly served: readonly ServedSeen[];
};

/** No look takes longer, whatever it waits for. */
const limitMs = 8_000;

/** Looks at everything at once. Never rejects: what cannot be looked at says why. */
export const look = async (system: DoctorSystem, asked: Asked, clock: Clock): Promise<Observations> => {
  const { table, listeners, machine, running, dataFolder } = asked;
  const own = new Set(asked.ownProxies);
  // Asked once, though several looks need them.
  const others = seen(limitMs, 'the list of other Slipways', asked.others);
  const certificates = seen(limitMs, 'the stores of certificates', asked.certificates);
  const profiles = seen(limitMs, 'the profiles of Firefox', () => firefoxSettings(system));
  const among = async () => whatWas(await profiles) ?? [];
  const looks = {
    workspace: seen(limitMs, 'the workspace', asked.workspace),
    ports: seen(limitMs, 'the list of ports', async () =>
      lookAtPorts(system, {
        table,
        listeners,
        running,
        others: whatWas(await others) ?? [],
        ...(machine && { machine }),
      }),
    ),
    names: seen(limitMs, 'the resolver of the system', () => lookAtNames(system, table, listeners)),
    hosts: seen(limitMs, 'the hosts file', asked.hosts),
    browsers: seen(limitMs, 'the list of browsers', async () => {
      const { proxy, ...found } = await asked.browsers();
      return proxy === undefined
        ? found
        : { ...found, proxy: { ...proxy, dial: await system.dial(proxy.address, proxy.port) } };
    }),
    resolvers: seen(limitMs, 'the settings of browsers', async () => lookAtResolvers(system, await among())),
    proxies: seen(limitMs, 'the settings of proxies', async () => lookAtProxies(system, await among(), own)),
    pages: running
      ? seen(limitMs, 'the traffic', async () => lookAtPages(await asked.exchanges(), doorsOf(table, listeners)))
      : Promise.resolve<Seen<never>>({ unseen: 'no Slipway is running, so that there is no traffic' }),
    services: seen(limitMs, 'the services', async () =>
      lookAtServices(system, table, await asked.upstreams(), { listeners, redirected: asked.redirected }),
    ),
    clock: seen(limitMs, 'the clock', async () => {
      const authority = whatWas(await certificates)?.authority;
      const begins = authority?.from === 'own' ? { authorityBegins: authority.notBefore } : {};
      return lookAtClock(system, { ...asked.clock, ...begins });
    }),
    data:
      dataFolder === undefined
        ? Promise.resolve<Seen<never>>({ unseen: 'nothing is kept by this Slipway' })
        : seen(limitMs, 'the data folder', () => lookAtData(system, dataFolder)),
    surroundings: seen(limitMs, 'the system', () => lookAround(system)),
    network: seen(limitMs, 'the network', () => lookAtNetwork(system)),
  };
  const certificatesSeen = await certificates;
  const of = <T>(pick: (one: CertificatesSeen) => T): Seen<T> =>
    'seen' in certificatesSeen ? { seen: pick(certificatesSeen.seen) } : certificatesSeen;
  return {
    platform: system.platform,
    now: clock(),
    running,
    mesh: table.mesh !== undefined || listeners.some(({ proxy }) => proxy !== undefined),
    workspace: await looks.workspace,
    ports: await looks.ports,
    names: await looks.names,
    hosts: await looks.hosts,
    browsers: await looks.browsers,
    resolvers: await looks.resolvers,
    proxies: await looks.proxies,
    pages: await looks.pages,
    authority: of(({ authority }) => authority),
    stores: of(({ stores }) => stores),
    served: of(({ served }) => served),
    services: await looks.services,
    clock: await looks.clock,
    data: await looks.data,
    runtime: { seen: asked.runtime },
    others: await others,
    surroundings: await looks.surroundings,
    network: await looks.network,
  };
};

const whatWas = <T>(one: Seen<T>): T | undefined => ('seen' in one ? one.seen : undefined);

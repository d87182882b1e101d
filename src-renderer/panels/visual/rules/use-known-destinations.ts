import { useMemo, useRef } from 'react';
import type { KnownTarget } from '#core/complete/known-targets.ts';
import type { KnownHost } from '#core/visual/destinations.ts';
import { useSlice, useStores } from '../../../state/stores-context.ts';
import { useVisual } from '../visual-context.ts';

const most = 200;

/** What the workspace knows for a field of a destination: hosts, and subsets and ports of the host that is written. */
export const useKnownDestinations = (written: string): ((label: string) => readonly string[]) => {
  const { document } = useVisual();
  const clusters = useSlice('draft', ({ table }) => table?.clusters);
  const { namespace } = document;
  return useMemo(() => {
    const own = `.${namespace}.svc.cluster.local`;
    const shortOf = (host: string) => (host.endsWith(own) ? host.slice(0, -own.length) : host);
    const all = Object.values(clusters ?? {});
    const ofHost = all.filter(({ host }) => host === written || shortOf(host) === written);
    const unique = (values: readonly string[]) => [...new Set(values)].sort().slice(0, most);
    return (label) => {
      if (label === 'host') return unique(all.map(({ host }) => shortOf(host)));
      if (label === 'service') return unique(all.flatMap(({ host }) => (host.endsWith(own) ? [shortOf(host)] : [])));
      if (label === 'subset') return unique(ofHost.flatMap(({ subset }) => subset ?? []));
      if (label === 'port') return unique(ofHost.map(({ port }) => String(port)));
      return [];
    };
  }, [clusters, namespace, written]);
};

type HostFacts = {
  /** Asks for all services that a route can lead to; until they are there, those of the route table are known. */
  readonly learn: () => Promise<void>;
  /** Ports as they are declared. `host` as it is typed. */
  readonly of: (host: string, namespace: string) => KnownHost;
};

/** What is declared about hosts, for whoever changes the host of a destination. */
export const useHostFacts = (): HostFacts => {
  const { language } = useStores();
  const { document } = useVisual();
  const clusters = useSlice('draft', ({ table }) => table?.clusters);
  const targets = useRef<readonly KnownTarget[]>([]);
  return {
    learn: async () => {
      targets.current = (await language.targets(document.namespace).catch(() => undefined)) ?? targets.current;
    },
    of: (host, namespace) => {
      const full = `${host}.${namespace || document.namespace}.svc.cluster.local`;
      // A cluster that nothing binds and nobody declares is only what some route names.
      const served = Object.values(clusters ?? {}).filter(({ origin, boundBy }) => origin || boundBy !== 'nothing');
      const own = [...served, ...targets.current].filter((one) => one.host === full || one.host === host);
      return {
        ports: [...new Set(own.flatMap(({ port }) => (port > 0 ? [port] : [])))],
        subsets: own.flatMap(({ subset }) => subset ?? []),
      };
    },
  };
};

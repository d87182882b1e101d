import { useMemo } from 'react';
import { useSlice } from '../../../state/stores-context.ts';
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

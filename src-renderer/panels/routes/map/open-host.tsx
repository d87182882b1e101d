import { doorsOf } from '#core/reach/doors.ts';
import type { GraphNode } from '#core/route/graph-parts.ts';
import { urlOf, useRungs } from '../../../state/open-in.ts';
import { useSlice } from '../../../state/stores-context.ts';
import { OpenIn } from '../../../ui/open-in.tsx';

/** Opens the host that is chosen on the map; nothing for one that no browser gets to. */
export const OpenHost = ({ node }: { readonly node: GraphNode }) => {
  const table = useSlice('running', (state) => state.table);
  const listeners = useSlice('running', (state) => state.running?.gateway.listeners);
  const { rate, label } = node;
  const listener = rate?.of === 'host' ? rate.listener : undefined;
  const doors = table && listeners ? doorsOf(table, listeners).filter((one) => one.listener === listener) : [];
  const door = doors.find(({ host }) => host === label) ?? doors.find(({ host }) => host === '*');
  const named = door?.host.startsWith('*.') ? { ...door, host: `www${door.host.slice(1)}` } : door;
  const browsers = useRungs((named && urlOf(named)) ?? '');
  return <OpenIn {...browsers} />;
};

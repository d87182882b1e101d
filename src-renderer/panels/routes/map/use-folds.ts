import { useMemo, useState } from 'react';
import type { GraphNode } from '#core/route/graph-parts.ts';
import type { Table } from '#core/route/table.ts';

export type Folds = {
  readonly open: ReadonlySet<string>;
  readonly closed: ReadonlySet<string>;
  readonly focus?: string;
};

/** What somebody has opened and folded, and the one host that is to be seen, as long as the table has it. */
export const useFolds = (table: Table) => {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [wanted, setFocus] = useState<string>();
  const focus = useMemo(() => (wanted !== undefined && hasHost(table, wanted) ? wanted : undefined), [table, wanted]);
  const folds: Folds = useMemo(
    () => ({ open, closed, ...(focus === undefined ? {} : { focus }) }),
    [open, closed, focus],
  );
  const toggle = ({ id, folds: hidden }: GraphNode) => {
    setOpen((before) => changed(before, id, hidden !== undefined));
    setClosed((before) => changed(before, id, hidden === undefined));
  };
  return { folds, toggle, setFocus };
};

const changed = (before: ReadonlySet<string>, id: string, isIn: boolean): ReadonlySet<string> => {
  const after = new Set(before);
  if (isIn) after.add(id);
  else after.delete(id);
  return after;
};

const hasHost = ({ listeners, mesh, routeConfigs }: Table, node: string): boolean =>
  [...listeners, ...(mesh ? [...mesh.listeners, mesh.others] : [])].some(({ id, chains }) =>
    chains.some(({ routeConfig = '' }) =>
      (routeConfigs[routeConfig]?.virtualHosts ?? []).some(({ domain }) => `${id} ${routeConfig} ${domain}` === node),
    ),
  );

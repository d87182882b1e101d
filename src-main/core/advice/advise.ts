import type { Table } from '../route/table.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Diagnostic } from '../text/diagnostic.ts';
import { createPodIndex } from './facts/pods.ts';
import { rules } from './index.ts';
import type { Facts } from './rule.ts';

/** Remarks about the result. A spectator: with every rule deleted, each request is answered as before (invariant 6). */
export const advise = (snapshot: Snapshot, table: Table, facts: Omit<Facts, 'pods'>): readonly Diagnostic[] => {
  const known = { ...facts, pods: createPodIndex(snapshot) };
  return rules.flatMap((rule) => rule(snapshot, table, known));
};

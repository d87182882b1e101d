import type { Table } from '../route/table.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Diagnostic } from '../text/diagnostic.ts';
import { rules } from './index.ts';

/** Remarks about the result. A spectator: with every rule deleted, each request is answered as before (invariant 6). */
export const advise = (snapshot: Snapshot, table: Table): readonly Diagnostic[] =>
  rules.flatMap((rule) => rule(snapshot, table));

import type { Table } from '../route/table.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Diagnostic } from '../text/diagnostic.ts';

/** Looks at what was built and says what its writer would want to know: a warning or an information, never an error. */
export type Rule = (snapshot: Snapshot, table: Table) => readonly Diagnostic[];

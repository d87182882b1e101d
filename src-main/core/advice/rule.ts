import type { SurveyMemory } from '../route/cover/survey-memory.ts';
import type { Table } from '../route/table.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { ResourceStatus } from '../snapshot/status.ts';
import type { Diagnostic } from '../text/diagnostic.ts';
import type { Machine } from '../world.ts';
import type { PodIndex } from './facts/pods.ts';

/** What rules want to know beside snapshot and table. */
export type Facts = {
  readonly pods: PodIndex;
  /** Of the Gateway API's resources. */
  readonly statuses: readonly ResourceStatus[];
  /** The kinds of all documents, those that are not acted on among them. */
  readonly kinds: ReadonlySet<string>;
  readonly machine?: Machine;
  /** What was learnt of hidden routes in earlier builds; the rule that finds them keeps it up to date. */
  readonly survey?: SurveyMemory;
};

/**
 * Looks at what was built and says what its writer would want to know. An error only where Istio's analyzer has one; none of them
 * holds anything back. In time linear in the size of the workspace.
 */
export type Rule = (snapshot: Snapshot, table: Table, facts: Facts) => readonly Diagnostic[];

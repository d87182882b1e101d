import type { ReadFile } from '../resource/read-file.ts';
import type { Resource } from '../resource/resource.ts';
import type { Table } from '../route/table.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { ResourceStatus } from '../snapshot/status.ts';
import type { Diagnostic } from '../text/diagnostic.ts';

/** What the editor's questions are answered from; a `Build` is one. Its ranges belong to the texts in `files`. */
export type Workspace = {
  readonly files: readonly ReadFile[];
  readonly resources: readonly Resource[];
  readonly snapshot: Snapshot;
  /** Of resources that have one in Kubernetes; absent: not known. */
  readonly statuses?: readonly ResourceStatus[];
  readonly table: Table;
  readonly diagnostics: readonly Diagnostic[];
};

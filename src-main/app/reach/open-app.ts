import type { Handlers, RunningState, WorkspaceState } from '#contract/contract.ts';

/** The app of the workspace that is open, as far as the doctor asks it. */
export type OpenApp = {
  readonly running: () => RunningState;
  readonly workspace: () => WorkspaceState;
  readonly handlers: Pick<Handlers, 'gateway.upstreams' | 'traffic.list'>;
};

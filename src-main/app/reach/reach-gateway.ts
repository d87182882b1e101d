import type { Table } from '#core/route/table.ts';
import type { ListenerState } from '#core/traffic/gateway-state.ts';

/** The gateway of the workspace that is open, as far as browsers are led to it. */
export type ReachGateway = {
  /** That answers now. */
  readonly table: () => Table;
  readonly listeners: () => readonly ListenerState[];
  /** The certificate of the local authority as PEM, made where there is none yet. Absent where a fake is played. */
  readonly authority: (() => Promise<string>) | undefined;
};

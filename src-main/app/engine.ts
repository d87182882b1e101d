import type { BindInput, RunningState } from '#contract/contract.ts';
import type { Failure } from '#core/failure.ts';
import type { Table } from '#core/route/table.ts';
import type { Diagnostic } from '#core/text/diagnostic.ts';
import type { Source } from '#core/text/source.ts';
import type { Exchange } from '#core/traffic/exchange.ts';
import type { GatewayState } from '#core/traffic/gateway-state.ts';
import type { Clock, Dice, Log } from '#core/world.ts';

/** What the composition needs of the pipeline and of the data plane; a test may play either. */
export type Engine<B extends Built = Built> = {
  /** Never fails. Documents with errors keep what they were in `previous`. */
  readonly build: (sources: readonly Source[], previous?: B) => B;
  readonly createGateway: (options: GatewayOptions) => GatewayPort;
  /** The workspace's files with a service bound: which file to write, and its whole new text. */
  readonly bind: (sources: readonly Source[], input: BindInput) => Bound;
};

export type Built = {
  readonly table: Table;
  readonly diagnostics: readonly Diagnostic[];
  readonly heldBack: RunningState['heldBack'];
};

export type GatewayOptions = {
  readonly clock: Clock;
  readonly dice: Dice;
  readonly log: Log;
  readonly onExchange: (exchange: Exchange) => void;
  /** A listener opened, moved or failed outside `apply`. */
  readonly onState: () => void;
};

export type GatewayPort = {
  /** Resolves when the table answers and the listeners are open, or have failed as `state` says. */
  readonly apply: (table: Table) => Promise<unknown>;
  readonly state: () => GatewayState;
  readonly close: () => Promise<void>;
};

export type Bound =
  | { readonly ok: true; readonly file: string; readonly text: string }
  | { readonly ok: false; readonly failure: Failure };

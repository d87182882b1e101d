import type { BindInput, RunningState } from '#contract/contract.ts';
import type { Failure } from '#core/failure.ts';
import type { Secrets } from '#core/resource/kubernetes/secret.ts';
import type { Table } from '#core/route/table.ts';
import type { Diagnostic } from '#core/text/diagnostic.ts';
import type { Source } from '#core/text/source.ts';
import type { Exchange } from '#core/traffic/exchange.ts';
import type { GatewayState } from '#core/traffic/gateway-state.ts';
import type { UpstreamState } from '#core/traffic/upstream-state.ts';
import type { Clock, Dice, Log, Machine } from '#core/world.ts';
import type { Discovery, DiscoveryWorld } from '../discover/discovery.ts';
import type { MappedNames } from '../gateway/mapped-names.ts';
import type { LocalCa } from '../gateway/tls/local-ca.ts';
import type { ServedTls } from '../gateway/tls/served.ts';
import type { Recorded } from './traffic/stored.ts';

/** What the composition needs of the pipeline and of the data plane; a test may play either. */
export type Engine<B extends Built = Built> = {
  /** Never fails. Documents with errors keep what they were in `previous`. */
  readonly build: (sources: readonly Source[], previous?: B, machine?: Machine) => B;
  /** The same in pieces, so that traffic passes in between. Absent: all at once. */
  readonly buildSteps?: (sources: readonly Source[], previous?: B, machine?: Machine) => Generator<void, B>;
  readonly createGateway: (options: GatewayOptions) => GatewayPort;
  /** What looks for processes, containers and clusters that may answer for services; absent: nothing does. */
  readonly createDiscovery?: (world: Pick<DiscoveryWorld, 'clock' | 'log' | 'ownPorts' | 'others'>) => Discovery;
  /** The URLs that tests among the documents ask for. Absent: there are none. */
  readonly testedUrls?: (built: B) => readonly string[];
  /** The workspace's files with a service bound: which file to write, and its whole new text. */
  readonly bind: (sources: readonly Source[], input: BindInput) => Bound;
};

export type Built = {
  readonly table: Table;
  /** What the table's chains name; it goes to the gateway and nowhere else. */
  readonly secrets?: Secrets;
  readonly diagnostics: readonly Diagnostic[];
  readonly heldBack: RunningState['heldBack'];
};

export type GatewayOptions = {
  readonly clock: Clock;
  readonly dice: Dice;
  readonly log: Log;
  /** One that is over, or a stream that is open; `recorded` is what else is known of it. */
  readonly onExchange: (exchange: Exchange, recorded?: Recorded) => void;
  /** Where the local authority keeps its key; absent: it lives as long as the gateway. */
  readonly dataFolder?: string;
  readonly mapped: MappedNames;
  /** A listener opened, moved or failed outside `apply`. */
  readonly onState: () => void;
};

export type GatewayPort = {
  /** Resolves when the table answers and the listeners are open, or have failed as `state` says. */
  readonly apply: (table: Table, secrets?: Secrets) => Promise<unknown>;
  readonly state: () => GatewayState;
  /** Tries now to open the ports that could not be had. Absent where a fake is played. */
  readonly reopen?: () => void;
  /** What is kept of requests that begin from now on. Absent where a fake is played. */
  readonly setCapture?: (capture: {
    readonly bodies: boolean;
    readonly bodyBytes: number;
    readonly bytes: number;
  }) => void;
  /** Of the table that answers. */
  readonly upstreams: () => readonly UpstreamState[];
  /** The certificate of the authority that signs for servers without a Secret, as PEM. Absent where a fake is played. */
  readonly authority?: () => Promise<string>;
  /** The authority itself. Absent where a fake is played. */
  readonly ca?: LocalCa;
  /** What servers show to clients of TLS. Absent where a fake is played. */
  readonly served?: () => Promise<readonly ServedTls[]>;
  readonly close: () => Promise<void>;
  /** The same, and resolves as soon as its ports are free; `over` when its last request has ended. Absent where a fake is played. */
  readonly leave?: () => Promise<{ readonly over: Promise<void> }>;
};

export type Bound =
  | { readonly ok: true; readonly file: string; readonly text: string }
  | { readonly ok: false; readonly failure: Failure };

import type { Binding } from '#core/edit/bind-service.ts';
import type {
  Candidate,
  CandidateSource,
  ClusterContexts,
  ClusterServices,
  Forward,
  ForwardInput,
} from '#core/edit/candidate.ts';
import type { Failure, Result } from '#core/failure.ts';
import type { Explanation } from '#core/route/explanation.ts';
import type { Table } from '#core/route/table.ts';
import type { Diagnostic } from '#core/text/diagnostic.ts';
import type { Exchange } from '#core/traffic/exchange.ts';
import type { ExchangeDetails } from '#core/traffic/exchange-details.ts';
import type { GatewayState } from '#core/traffic/gateway-state.ts';
import type { TrafficFigures } from '#core/traffic/route-history.ts';
import type { RowSheet } from '#core/traffic/row-sheet.ts';
import type { TrafficNews } from '#core/traffic/traffic-row.ts';
import type { UpstreamState } from '#core/traffic/upstream-state.ts';
import type { Machine } from '#core/world.ts';
import type { ReachCalls, ReachEvents } from './reach.ts';
import type { SettingsChange, SettingsState } from './settings.ts';
import type { OfWorkspace, OpenedWorkspace, OpenWorkspace, Workspaces } from './workspaces.ts';

// For hosts, which see the contract and not the core.
export type { Failure } from '#core/failure.ts';
export type { Log } from '#core/world.ts';

/**
 * Everything main and renderer may say to each other. Only JSON crosses (invariant 10).
 * A call is asked by the renderer and answered once; an event is told by main to every window.
 */
export type Calls = ReachCalls & {
  /** Files as main has them now. */
  'workspace.read': { readonly input: null; readonly output: WorkspaceState };
  /**
   * Write one file. `base` is the revision the text was edited from (absent: a new file);
   * where the file on disk is another one by now, the answer is the failure `workspace/changed-on-disk` and nothing is written.
   */
  'workspace.write': {
    readonly input: { readonly file: string; readonly text: string; readonly base?: string } & OfWorkspace;
    readonly output: Result<WorkspaceFile>;
  };
  'workspace.remove': {
    readonly input: { readonly file: string; readonly base: string } & OfWorkspace;
    readonly output: Result<null>;
  };
  /**
   * Writes all of these files, or none, and has them and everything that waits answer in one new generation, whatever `applyOn` says;
   * resolves when they do. Where all of it answers already there is no new generation.
   * `base` as for `workspace.write`. A failure names the file; what had been written by then has been put back.
   */
  'config.apply': {
    readonly input: { readonly files: readonly FileToWrite[] } & OfWorkspace;
    readonly output: Result<Applied>;
  };
  /** The generations of this run that can be gone back to, the newest (which answers now) first; at most 20 besides it. */
  'config.history': { readonly input: null; readonly output: readonly Generation[] };
  /** The text that a generation of the history was made from. */
  'config.generation': {
    readonly input: { readonly generation: number } & OfWorkspace;
    readonly output: Result<readonly Text[]>;
  };
  /**
   * Back to an earlier generation: its files are written to disk, and answer as a new generation.
   * Absent: the one that `back` marks in the history; asked again, it goes further back.
   * Refused where the disk holds text that no generation has, which would be lost.
   */
  'config.rollback': {
    readonly input: { readonly generation?: number } & OfWorkspace;
    readonly output: Result<Applied>;
  };
  /** Whether what is saved answers at once, or waits for `config.apply`. */
  'config.applyOn': { readonly input: { readonly on: ApplyOn } & OfWorkspace; readonly output: null };
  /** Text that was typed and not saved, as windows left it; kept on disk, so that neither a crash of a window nor of main loses it. */
  'drafts.read': { readonly input: null; readonly output: readonly KeptDraft[] };
  /**
   * Keeps these drafts of the window `owner`, each in place of its one before of the same file, and forgets those of the files in `forget`.
   * What other windows have typed stays as it is.
   */
  'drafts.keep': {
    readonly input: {
      readonly drafts: readonly Omit<KeptDraft, 'owner'>[];
      readonly forget: readonly string[];
      readonly owner?: string;
      /** The `id` of the workspace in which they were typed, where another one may be open by now; absent: the one that is open. */
      readonly workspace?: string;
    };
    readonly output: Result<null>;
  };
  'gateway.state': { readonly input: null; readonly output: RunningState };
  /** The table that answers requests now. */
  'gateway.table': { readonly input: null; readonly output: { readonly generation: number; readonly table: Table } };
  /** The clusters of that table and how their endpoints are now. A view that shows them asks again while it is seen. */
  'gateway.upstreams': { readonly input: null; readonly output: readonly UpstreamState[] };
  /** Who would answer, by the running table. The draft is explained in the renderer by the same code. */
  'gateway.explain': { readonly input: RequestInput; readonly output: Result<Explanation> };
  /** Send a request through the running gateway, as a browser would; the host of `url` needs no hosts-file entry. */
  'gateway.send': { readonly input: RequestInput & OfWorkspace; readonly output: Result<Reply> };
  /** Rows of the traffic log from the place `from` on, or from the oldest that is kept; at most `count` of them, which is 20,000 at most. */
  'traffic.rows': { readonly input: { readonly from: number; readonly count: number }; readonly output: TrafficPage };
  /** The newest exchanges, oldest first; at most `last`, which is 5,000 at most. */
  'traffic.list': { readonly input: { readonly last: number }; readonly output: readonly Exchange[] };
  /** Everything that is known of one. Credentials are `[redacted]` unless `reveal` asks for them. */
  'traffic.details': {
    readonly input: { readonly id: number; readonly reveal?: true } & OfWorkspace;
    readonly output: Result<ExchangeDetails>;
  };
  /**
   * Sends a recorded request once more through the gateway, with its own headers and body, or with what `change` says instead.
   * Header values that read `[redacted]` are those that were recorded. Where its whole body was not kept, a body has to be given.
   */
  'traffic.resend': {
    readonly input: { readonly id: number; readonly change?: Partial<RequestInput> } & OfWorkspace;
    readonly output: Result<Resent>;
  };
  /**
   * A HAR 1.2 file of these exchanges, or of all that are kept, oldest first; where they are too many for one file, of the newest.
   * Credentials, and fields with the names of secrets, read `[redacted]` unless `reveal` asks for them.
   */
  'traffic.har': {
    readonly input: { readonly ids?: readonly number[]; readonly reveal?: true } & OfWorkspace;
    readonly output: Result<HarFile>;
  };
  /** How traffic has been doing: `minutes` back, 1 to 60. */
  'metrics.figures': { readonly input: { readonly minutes: number }; readonly output: TrafficFigures };
  /** The same since the start, and more, in the text format of Prometheus. */
  'metrics.text': { readonly input: null; readonly output: { readonly type: string; readonly text: string } };
  'traffic.clear': { readonly input: null; readonly output: null };
  /**
   * Binds a service, one port of it or a subset, or takes the binding away: writes or changes a `LocalService` document and says in which
   * file. The window writes it into its drafts by the same code (`core/edit/bind-service.ts`), so that it can be undone.
   */
  'services.bind': { readonly input: BindInput & OfWorkspace; readonly output: Result<{ readonly file: string }> };
  /** What on this machine may answer for a service. Each source is asked by itself, has its own limit of time, and fails alone. */
  'services.candidates': {
    readonly input: { readonly source: CandidateSource };
    readonly output: Result<readonly Candidate[]>;
  };
  /** The contexts of the kubeconfig; no cluster hears of it. */
  'services.contexts': { readonly input: null; readonly output: Result<ClusterContexts> };
  /** Asks the cluster of a context for its Services. */
  'services.cluster': {
    readonly input: { readonly context: string; readonly namespace?: string };
    readonly output: Result<ClusterServices>;
  };
  /** Opens a port of this machine that leads to a Service of a cluster, until it is ended or the program is. */
  'services.forward': { readonly input: ForwardInput; readonly output: Result<Forward> };
  'services.forwards': { readonly input: null; readonly output: readonly Forward[] };
  'services.unforward': { readonly input: { readonly id: string }; readonly output: null };
  /** How this workspace was looked at last, as windows left it. */
  'view.read': { readonly input: null; readonly output: KeptView };
  /** Each name in place of its one before; null forgets it. */
  'view.keep': {
    readonly input: { readonly change: Readonly<Record<string, string | null>> } & OfWorkspace;
    readonly output: null;
  };
  /** What the person has chosen, as the file has it now. */
  'settings.read': { readonly input: null; readonly output: SettingsState };
  /** Changes some settings, in the file and everywhere; a failure says that they hold in this program alone. */
  'settings.change': { readonly input: SettingsChange; readonly output: Result<SettingsState> };
  /** What is open, what was open lately, and the bundled samples. */
  'workspaces.list': { readonly input: null; readonly output: Workspaces };
  /**
   * Opens another workspace in place of the one that is open, when what it serves has ended; every window is told by `workspace`.
   * A failure says why it was not opened; what was open before is open then.
   */
  'workspaces.open': { readonly input: OpenWorkspace; readonly output: Result<OpenedWorkspace> };
  /** Takes a workspace off the list of those that were open lately. */
  'workspaces.forget': { readonly input: { readonly paths: readonly string[] }; readonly output: null };
};

export type Events = ReachEvents & {
  /** Files changed, on disk or through a window. */
  readonly workspace: WorkspaceState;
  /** A new generation, or a listener opened, moved or failed. */
  readonly running: RunningState;
  /** Batched, at most every 50 ms. Rows that a page of `traffic.rows` had already have the same places. */
  readonly traffic: TrafficNews;
  /** Somebody chose otherwise: in this window, in another one, or in another program. */
  readonly settings: SettingsState;
};

export type CallName = keyof Calls;
export type EventName = keyof Events;
export type InputOf<N extends CallName> = Calls[N]['input'];
export type OutputOf<N extends CallName> = Calls[N]['output'];

/** One way to reach main; the same for Electron and for the loopback host. `call` rejects only when main cannot be reached or has a bug. */
export type Wire = {
  readonly call: <N extends CallName>(name: N, input: InputOf<N>) => Promise<OutputOf<N>>;
  /** Returns how to stop listening. */
  readonly on: <N extends EventName>(name: N, listener: (event: Events[N]) => void) => () => void;
  /** `lost` until main answers again (the loopback host restarted); stores re-read everything on `open`. */
  readonly onState: (listener: (state: 'open' | 'lost') => void) => () => void;
};

export type Handlers = { readonly [N in CallName]: (input: InputOf<N>) => Promise<OutputOf<N>> };
export type EventSource = { readonly on: Wire['on'] };

export type WorkspaceState = {
  /** Folder or file names as given on the command line, for the title. */
  readonly title: string;
  /** Another one for another workspace, and the same in every run; empty: nothing is open. Absent: there is but one. */
  readonly id?: string;
  /** What a new file's name begins with to lie in the first of the opened folders: `shop/`. Absent: nothing. */
  readonly home?: string;
  readonly files: readonly WorkspaceFile[];
  /** Files and folders that cannot be read. */
  readonly failures: readonly Failure[];
};

/** `revision` changes whenever the text does. `writable: false` for standard input and for files without permission. */
export type WorkspaceFile = {
  readonly file: string;
  readonly text: string;
  readonly revision: string;
  readonly writable: boolean;
};

export type FileToWrite = { readonly file: string; readonly text: string; readonly base?: string };
export type Text = { readonly file: string; readonly text: string };
export type ApplyOn = 'save' | 'review';

/** `files` are those that were written. */
export type Applied = { readonly generation: number; readonly files: readonly string[] };

/** One state of the configuration that has answered requests. */
export type Generation = {
  readonly generation: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** What made it: the start, one file saved in a window, a review applied, a change on disk by others, or a way back to `of`. */
  readonly by: 'start' | 'save' | 'apply' | 'disk' | 'rollback';
  readonly of?: number;
  /** The files that are otherwise than in the generation before, with lines added and removed. */
  readonly changes: readonly { readonly file: string; readonly added: number; readonly removed: number }[];
  /** Where `config.rollback` leads that names none: the newest one before with another text than answers now. */
  readonly back?: true;
};

/** `base` and `baseText`: what was on disk when the draft began; absent for a new file. `owner`: the window in which it was typed. */
export type KeptDraft = {
  readonly owner?: string;
  readonly file: string;
  readonly draft: string;
  readonly base?: string;
  readonly baseText?: string;
};

/** What windows remember of a workspace, by names of their own: panel, sizes, columns. Main only keeps it. */
export type KeptView = Readonly<Record<string, string>>;

export type RunningState = {
  readonly gateway: GatewayState;
  readonly applyOn: ApplyOn;
  /** Files whose text on disk is not what the running generation was made from: saved, and not applied. */
  readonly waiting: readonly string[];
  /** Of the text that the running generation was built from; of what waits nothing is known here. */
  readonly diagnostics: readonly Diagnostic[];
  /** Documents whose last good version is still served because the newest one has errors: `VirtualService default/httpbin`. */
  readonly heldBack: readonly { readonly resource: string; readonly file: string }[];
  /** The certificate of the local authority, a file that clients can be told to trust (it holds no key). Absent: it lives in memory. */
  readonly authorityFile?: string;
  /** What this machine allows, for findings about ports. Absent: nobody has looked. */
  readonly machine?: Machine;
};

/** `url` is absolute: scheme, host, port as a browser would show them. `headers` as name and value pairs. */
export type RequestInput = {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: string;
  /** Who sends it: a browser to a port of the gateway, or a workload through the forward proxy of the mesh. Absent: `gateway`. */
  readonly via?: 'gateway' | 'mesh';
};

export type Reply = {
  readonly status: number;
  readonly statusText: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** At most 256 KiB; `truncated` says that there was more, `binary` that it is base64. */
  readonly body: string;
  readonly binary: boolean;
  readonly truncated: boolean;
  readonly durationMs: number;
};

/** Of the log: `rows` have the places `first`, `first + 1` …; before `kept` nothing is left; `next` is the place behind the newest row. */
export type TrafficPage = {
  readonly first: number;
  readonly rows: RowSheet;
  readonly kept: number;
  readonly next: number;
};

/** `left`: how many of those that were asked for are not in it; `full`: because a file holds no more. */
export type HarFile = {
  readonly text: string;
  readonly entries: number;
  readonly left: number;
  readonly full?: true;
};

/** `id`: of the exchange that came of it, where that is known. */
export type Resent = Reply & { readonly id?: number };

/** Exactly one of `address` (`host:port` or a port), `sample`, `url`, `stub` and `nothing`. `port` is the Service's; absent binds all of them. */
export type BindInput = Binding;

import type { Failure } from '../failure.ts';
import type { Diagnostic } from '../text/diagnostic.ts';

/** What the running gateway listens on, as shown in the status line, the ready line and `run --json`. Plain JSON. */
export type GatewayState = {
  /** 0 before the first table is applied. */
  readonly generation: number;
  readonly listeners: readonly ListenerState[];
  /** The forward proxy of workloads, `http_proxy=http://<address>:<bound>`. Absent: nothing in the documents asks for it. */
  readonly mesh?: MeshState;
  /** What only the gateway can find out about the documents: certificates that cannot be used. Absent: nothing. */
  readonly diagnostics?: readonly Diagnostic[];
};

/** Where the forward proxy listens; `bound` is absent when it could not be opened, and `failure` says why. */
export type MeshState = {
  readonly address: string;
  readonly bound?: number;
  /** Why it is not the port of the settings, one sentence. */
  readonly moved?: string;
  readonly failure?: Failure;
};

/** One declared port of one listener. `bound` is absent when it could not be opened, and `failure` says why. */
export type ListenerState = {
  readonly listener: string;
  /** As `Listener.proxy`: the listener of an egress gateway, which only hops from the mesh reach. */
  readonly proxy?: string;
  /** `namespace/name` of the first Gateway on it. */
  readonly gateway: string;
  readonly gateways: readonly string[];
  /** As declared. */
  readonly port: number;
  readonly protocol: string;
  /** Addresses that are open, the first is what `INGRESS_HOST` says. */
  readonly addresses: readonly string[];
  readonly bound?: number;
  /** Why the bound port is not the declared one, one sentence. */
  readonly moved?: string;
  /** Why the declared port could not be had, for whoever offers a remedy; absent where it was, or was not asked for. */
  readonly refused?: PortRefusal;
  /** It is open on every address of the machine, and clients of other machines are turned away: why that is, one sentence. */
  readonly wide?: string;
  readonly failure?: Failure;
};

/** `permission`: the system keeps low ports for others; `reserved`: Windows has set it aside; `own`: another listener has it. */
export type PortRefusal =
  | { readonly is: 'permission' | 'reserved' | 'own' }
  /** `owner`: `"nginx" (process 812)`, where the system says it. */
  | { readonly is: 'taken'; readonly owner?: string };

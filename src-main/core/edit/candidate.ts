import type { BindTarget } from './bind-service.ts';

/** Where candidates are looked for. Each is asked by itself, so that one that hangs or fails keeps nobody waiting. */
export const candidateSources = ['ports', 'containers', 'forwards'] as const;
export type CandidateSource = (typeof candidateSources)[number];

/** Something on this machine that may answer for a service. Plain JSON. */
export type Candidate = {
  /** The same for the same thing whenever it is asked for. */
  readonly id: string;
  readonly kind: 'port' | 'container' | 'forward' | 'sample';
  /** What it calls itself: a process, a container, a Service of a cluster. */
  readonly label: string;
  /** What a binding to it writes. */
  readonly to: BindTarget;
  /** Its port on this machine. */
  readonly port?: number;
  /** The port that it has where it runs: in its container, or as a Service of its cluster. */
  readonly innerPort?: number;
  /** Whatever else it may be known by: the folder it was started in, an image, a compose service. */
  readonly names: readonly string[];
  readonly about: CandidateFacts;
};

/** What is known of it, for people. */
export type CandidateFacts = {
  readonly process?: string;
  readonly pid?: number;
  /** The last part of the folder it was started in. */
  readonly folder?: string;
  readonly image?: string;
  /** What it answers to `GET /`: the title of its page, else its `server` header. */
  readonly title?: string;
  readonly server?: string;
  /** What was spoken when it was asked; absent: it was not asked. `http2`: that alone, as servers of gRPC; `other`: no HTTP. */
  readonly speaks?: 'http' | 'https' | 'http2' | 'other';
  /** `context/namespace`. */
  readonly cluster?: string;
};

/** The contexts of the kubeconfig. Read from the file alone: no cluster hears of it. */
export type ClusterContexts = {
  readonly contexts: readonly {
    readonly name: string;
    readonly cluster: string;
    readonly namespace: string;
    /** The command that the kubeconfig names for credentials, which runs when the cluster is asked. */
    readonly runs?: string;
  }[];
  readonly current?: string;
};

/** The Services of a cluster that a forward can lead to, those with ports of TCP. */
export type ClusterServices = {
  /** Empty where this user may not list them. */
  readonly namespaces: readonly string[];
  readonly services: readonly ClusterService[];
};
export type ClusterService = {
  readonly namespace: string;
  readonly name: string;
  readonly ports: readonly { readonly number: number; readonly name?: string }[];
};

export type ForwardInput = {
  readonly context: string;
  readonly namespace: string;
  readonly service: string;
  /** Of the Service. */
  readonly port: number;
};

/** A port of this machine whose connections end at a pod of a Service. */
export type Forward = ForwardInput & {
  readonly id: string;
  readonly localPort: number;
  /** `ready`: `pod` takes connections. `waiting`: no pod is ready, or the cluster does not answer, as `why` says; it is tried again. */
  readonly state: 'ready' | 'waiting';
  readonly pod?: string;
  readonly why?: string;
  /** Open now. */
  readonly connections: number;
};

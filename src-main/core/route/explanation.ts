import type { Decision } from './decision.ts';
import type { Origin } from './table.ts';

/** Why a request is answered as it is: for people (CLI, try panel, error page) and for machines (`--json`). Plain JSON. */
export type Explanation = {
  readonly decision: Decision;
  /** How the request was understood. */
  readonly request: {
    readonly method: string;
    readonly scheme: string;
    readonly authority: string;
    readonly path: string;
  };
  /** Virtual hosts of the route config in lookup order, the nearest first; `chosen` marks at most one. */
  readonly hosts: readonly { readonly domain: string; readonly chosen: boolean; readonly message: string }[];
  /** Every route of the chosen virtual host in order, up to and including the winner, then the rest as `not-reached`. */
  readonly candidates: readonly Candidate[];
  /** Where the winning route can lead, with every share; empty where nothing is forwarded. */
  readonly destinations: readonly ExplainedDestination[];
  /** Where no HTTP is read: the chain that takes the connection and its entry; `destinations` are those of the connection then. */
  readonly connection?: ExplainedConnection;
  /** Where there is no answer: what to do next, one sentence each. */
  readonly nextSteps: readonly string[];
};

export type ExplainedConnection = {
  readonly protocol: string;
  /** What becomes of TLS: `PASSTHROUGH`, `SIMPLE`, …; absent: it is not looked at. */
  readonly tls?: string;
  /** Server names of the chain; absent: any. */
  readonly sni?: readonly string[];
  /** The `tls[]` or `tcp[]` entry. */
  readonly origin: Origin;
};

export type Candidate = {
  readonly route: string;
  readonly origin: Origin;
  readonly verdict: 'chosen' | 'failed' | 'not-reached' | 'omitted';
  readonly checks: readonly Check[];
  /** What the route would do, in words: `forward to httpbin.default.svc.cluster.local:8000`. */
  readonly action: string;
};

/** One condition in words and whether it held: `path "/headers" starts with "/status"`. */
export type Check = { readonly holds: boolean; readonly message: string; readonly condition: string };

/** One destination of the winning route. `weight` is its part of all weights; `addresses` are `address:port`, or `sample "httpbin"`. */
export type ExplainedDestination = {
  readonly host: string;
  readonly port: number;
  readonly subset?: string;
  readonly weight: number;
  readonly cluster: string;
  readonly known: boolean;
  readonly addresses: readonly string[];
  /** What requests of this share get in place of being forwarded, in words. */
  readonly instead?: string;
  /** Connections that no NetworkPolicy allows, one sentence each. Names are not looked up here. Absent: none. */
  readonly denied?: readonly string[];
  /** The DestinationRule in force: `DestinationRule shop/reviews spec.subsets[1] (rules.yaml:9)`. */
  readonly rule?: string;
  /** What that rule sets, in words: `endpoints in turn`, `at most 10 connections`. Absent: nothing. */
  readonly policy?: readonly string[];
};

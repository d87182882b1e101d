import type { Place } from '../text/diagnostic.ts';
import type { Decision } from './decision.ts';
import type { Hint } from './hint.ts';
import type { Origin } from './table.ts';

/** Why a request is answered as it is: for people (CLI, explain panel, error page) and for machines (`--json`). Plain JSON. */
export type Explanation = {
  readonly decision: Decision;
  /** How the request was understood. */
  readonly request: {
    readonly method: string;
    readonly scheme: string;
    readonly authority: string;
    readonly path: string;
    /** The `.localhost` name with its port that stands for `authority`; absent: what was asked for is what is meant. */
    readonly askedAs?: string;
  };
  /** Who takes the connection; absent where nobody does. */
  readonly listener?: ExplainedListener;
  /** Virtual hosts of the route config in lookup order, the nearest first; `chosen` marks at most one. */
  readonly hosts: readonly { readonly domain: string; readonly chosen: boolean; readonly message: string }[];
  /**
   * Routes of the chosen virtual host in order: up to and including the winner, then the rest as `not-reached`. Of very many only the
   * winner, the nearest of the others and those left out; `unlisted` counts the rest.
   */
  readonly candidates: readonly Candidate[];
  readonly unlisted: { readonly failed: number; readonly notReached: number };
  /** What the winning route does beside choosing a destination, in the order in which Envoy does it. */
  readonly effects: readonly Effect[];
  /** Where the winning route can lead, with every share; empty where nothing is forwarded. */
  readonly destinations: readonly ExplainedDestination[];
  /** Where no HTTP is read: the chain that takes the connection and its entry; `destinations` are those of the connection then. */
  readonly connection?: ExplainedConnection;
  /** Where there is no good answer: what nearly gave one, the nearest first. */
  readonly hints: readonly Hint[];
  /** Where there is no answer: what to do next, one sentence each. */
  readonly nextSteps: readonly string[];
};

export type ExplainedListener = {
  readonly id: string;
  /** The port that clients name. */
  readonly port: number;
  /** Where it is open on this machine, if that is another one. */
  readonly bound?: number;
  /** Why it is this one. */
  readonly message: string;
  /** What becomes of TLS here, one sentence. */
  readonly tls: string;
  /** Its ways for connections, and why each is taken or not. */
  readonly chains: readonly {
    readonly chosen: boolean;
    readonly message: string;
    /** The first server of the chain. */
    readonly origin?: Origin;
  }[];
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

/** What of a rule is meant, whatever its kind calls it; `locateChecks` finds the very lines. */
export type ConditionField =
  | 'path'
  | 'method'
  | 'authority'
  | 'scheme'
  | 'source'
  | `header ${string}`
  | `without ${string}`
  | `query ${string}`;
export type EffectField =
  | 'fault'
  | 'cors'
  | 'auth'
  | 'headers'
  | 'rewrite'
  | 'authority-rewrite'
  | 'destinations'
  | 'session'
  | 'timeout'
  | 'retry'
  | 'mirrors'
  | 'redirect'
  | 'respond';
export type ExplainedField = ConditionField | EffectField;

export type Candidate = {
  readonly route: string;
  readonly origin: Origin;
  /** The root's entry that delegates to this one. */
  readonly via?: Origin;
  /** Counts the routes of the host from 1; 0 for what translation left out. */
  readonly number: number;
  readonly verdict: 'chosen' | 'failed' | 'not-reached' | 'omitted';
  readonly checks: readonly Check[];
  /** What the route would do, in words: `forward to httpbin.default.svc.cluster.local:8000`. */
  readonly action: string;
};

/** One condition in words and whether it held: `path "/headers" starts with "/status"`. */
export type Check = {
  readonly holds: boolean;
  readonly message: string;
  readonly condition: string;
  /** Absent for what translation left out, as the next two are. */
  readonly field?: ConditionField;
  /** What is asked for: `starts with "/status"`; and what the request has: `"/headers"`, `absent`. */
  readonly expected?: string;
  readonly actual?: string;
  /** Where the condition is written; absent until it has been looked for in the documents, and where it is written nowhere. */
  readonly place?: Place;
};

/** One thing that the winning route does, in words; `before` and `after` where a value changes. */
export type Effect = {
  readonly field: EffectField;
  readonly message: string;
  readonly before?: string;
  readonly after?: string;
  /** As for `Check`. */
  readonly place?: Place;
};

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
  readonly ruleOrigin?: Origin;
  /** What that rule sets, in words: `endpoints in turn`, `at most 10 connections`. Absent: nothing. */
  readonly policy?: readonly string[];
  /** The entry of the route that names it. */
  readonly origin: Origin;
};

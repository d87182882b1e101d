import type { ComparedRoute, RouteChange } from './rows-compare.ts';
import type { Listener, Origin, Route } from './table.ts';

/** What passes a node or edge is counted under; names of the table. */
export type CountedBy =
  | { readonly of: 'listener'; readonly listener: string }
  | { readonly of: 'host'; readonly listener: string; readonly host: string }
  | { readonly of: 'route'; readonly host: string; readonly route: string }
  | { readonly of: 'edge'; readonly host: string; readonly route: string; readonly cluster: string }
  | { readonly of: 'cluster'; readonly cluster: string }
  | { readonly of: 'address'; readonly cluster: string; readonly address: string };

/** A service that routes can lead to. */
export type TargetOfGraph = { readonly host: string; readonly port: number; readonly subset?: string };

/**
 * `end`: a redirect, or an answer of the gateway's own. `more`: hosts that did not fit, or with no `folds` the way back to fewer.
 * `folds`: how many are not drawn; `opened`: a host whose routes are drawn.
 */
export type GraphNode = {
  readonly id: string;
  readonly kind: 'listener' | 'host' | 'route' | 'destination' | 'address' | 'end' | 'more';
  readonly label: string;
  readonly name?: string;
  readonly detail?: string;
  readonly trouble?: string;
  readonly change?: RouteChange;
  readonly folds?: number;
  readonly opened?: true;
  readonly target?: TargetOfGraph;
  readonly origin?: Origin;
  readonly rate?: CountedBy;
};

/** `copies`: of a mirror. `share`: of the requests, 0 to 1. An edge with an `origin` that `sends` or `copies` can be led elsewhere. */
export type GraphEdge = {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly kind: 'leads' | 'sends' | 'copies' | 'binds';
  readonly share?: number;
  readonly origin?: Origin;
  readonly rate?: CountedBy;
};

/** `routes`: how many there are, drawn or folded, that the filter lets through. */
export type RouteGraph = {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly routes: number;
};

/** The running table to compare with. Hosts are called `<route config> <domain>`. `nameOf`: of the virtual host that runs, if one does. */
export type Comparison = {
  readonly known: boolean;
  readonly nameOf: (host: string) => string | undefined;
  readonly routesOf: (host: string, drafts: readonly Route[]) => readonly ComparedRoute[];
};

export type GraphOptions = {
  readonly compare?: Comparison;
  /** Words that must all be found in a host, its route and where it leads. */
  readonly filter?: string;
  /** The node of the one host to draw. */
  readonly focus?: string;
  /** Nodes that were opened: hosts whose routes are drawn, and listeners' `more`. */
  readonly open?: ReadonlySet<string>;
  /** Hosts that were folded though there is room. */
  readonly closed?: ReadonlySet<string>;
  /** Services are drawn that no route leads to, so that one can be led there: where nothing is filtered and they are few. */
  readonly spare?: boolean;
  /** With more routes than this hosts are folded; absent: 150. */
  readonly most?: number;
};

export type Edges = Map<string, GraphEdge>;

export type RouteOfGraph = {
  readonly id: string;
  readonly route: Route;
  /** The names that its traffic is counted by; absent: it does not run. */
  readonly counted?: Pick<CountedBy & { readonly of: 'route' }, 'host' | 'route'>;
  readonly listener: Listener;
  readonly folded: boolean;
};

import type { Place } from '../text/diagnostic.ts';
import type { ClusterPolicy, HashKey, Stub, UpstreamTls } from './cluster-policy.ts';
import type { ChainTls } from './listener-tls.ts';
import type { NetworkPolicies } from './network-rules.ts';
import type { CorsPolicy, ExternalAuth, Fault, RetryPolicy, Session } from './route-policy.ts';

export type {
  AbortWith,
  CorsPolicy,
  ExternalAuth,
  Fault,
  RetryCondition,
  RetryPolicy,
  Session,
} from './route-policy.ts';

/**
 * The route table: the middle language between the APIs and the data plane.
 * Plain JSON (invariant 2): `JSON.parse(JSON.stringify(table))` equals the table.
 * Order is decided here, at compile time; the gateway executes it, the UI draws it, `explain` speaks it.
 */
export type Table = {
  readonly listeners: readonly Listener[];
  /** By name: `http.<port>[.<bind>]`, `https.<port>.<portName>.<gateway>.<namespace>` (reference 2.3). */
  readonly routeConfigs: Readonly<Record<string, RouteConfig>>;
  /** By name: `outbound|<port>|<subset>|<host>` (reference 5.1). A destination whose cluster is not here answers 503 NC. */
  readonly clusters: Readonly<Record<string, Cluster>>;
  /** The client side: what the sidecar of a workload would do with what the workload sends. Absent: nothing in the documents asks for it. */
  readonly mesh?: Mesh;
  /** Which connections the gateway may make and take; absent: all. */
  readonly networkPolicy?: NetworkPolicies;
  readonly settings: Settings;
};

/** Reference 7.2. Its listeners are in no `Table.listeners` and nobody dials them: the forward proxy asks them by port. */
export type Mesh = {
  /** One per port on which the mesh knows a host; `declaredPorts` is that port, ids begin with `mesh_`. */
  readonly listeners: readonly Listener[];
  /** For every other port: whatever the outbound traffic policy says of unknown hosts. */
  readonly others: Listener;
};

/** What `LocalGateway` says about the proxy as a whole, with its defaults filled in. */
export type Settings = {
  /** The mesh's `pathNormalization` (reference 4.6). */
  readonly pathNormalization: 'NONE' | 'BASE' | 'MERGE_SLASHES' | 'DECODE_AND_MERGE_SLASHES';
  /** `browsers`: the explaining page is sent to clients that accept HTML. */
  readonly explainErrors: 'always' | 'browsers' | 'never';
  /** Addresses to listen on for listeners without `bind`. Loopback unless the user named another one. */
  readonly addresses: readonly string[];
  /** Declared port to local port; wins over every automatic choice. */
  readonly ports: Readonly<Record<string, number>>;
  readonly serverHeader: string;
  /** Where the proxy is, `region/zone/subzone`, and its labels: what endpoints are compared with (reference 6.4). Absent: nowhere, none. */
  readonly locality?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Names that are looked up here before the system is asked; the first that fits wins. Absent: none. */
  readonly resolve?: readonly Resolved[];
  /** The port of the forward proxy; absent: one that the system chooses. */
  readonly meshPort?: number;
};

/** `host` may begin with `*.`. Without `port` it is for every port; without `toPort` the port stays. */
export type Resolved = {
  readonly host: string;
  readonly port?: number;
  readonly address: string;
  readonly toPort?: number;
};

/** Where something in the table comes from. `path` is written as in the document: `spec.http[0].match[1]`. */
export type Origin = {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly path: string;
  readonly place: Place;
};

export type Listener = {
  /** `<bind>_<port>` as Istio names it, `0.0.0.0_80`; behind `<proxy>/` where there is a `proxy`, `mesh_` for the client side. */
  readonly id: string;
  /** The port after Service translation (reference 2.3 step 2); what Istio would listen on. */
  readonly port: number;
  /** What clients dial: the declared ports that lead here, the first being the usual one. */
  readonly declaredPorts: readonly number[];
  readonly bind?: string;
  /**
   * The Service (`name.namespace`) of the gateway that it belongs to, where that is another one than the ingress gateway: an egress
   * gateway. Such a listener is opened on loopback at a port that the system chooses, for hops from the mesh.
   */
  readonly proxy?: string;
  readonly chains: readonly FilterChain[];
};

/** One way through a listener. Plain HTTP has one chain without `sni` and `tls`. */
export type FilterChain = {
  /** The protocol as declared, upper case: HTTP, HTTPS, GRPC, TCP, TLS … */
  readonly protocol: string;
  /** Server names; absent when any (or none) will do. */
  readonly sni?: readonly string[];
  /** The `*` of server names stands for one label without dots. */
  readonly oneLabel?: true;
  readonly tls?: ChainTls;
  /** Hosts that another chain of the listener is for are answered with 421 (Gateway API); absent: as routes say. */
  readonly ownHosts?: true;
  /** Name of the route config, for chains that speak HTTP. */
  readonly routeConfig?: string;
  /** Where connections go, for chains that do not speak HTTP: bytes of TCP, of TLS that has been ended, or of TLS passed through. */
  readonly tcp?: TcpRoute;
  /** Where datagrams go, for listeners of UDP (ids begin with `udp_`): each client's to one destination. */
  readonly udp?: TcpRoute;
  /** The Gateway servers merged into this chain, in merge order. */
  readonly servers: readonly {
    readonly origin: Origin;
    readonly portName: string;
    readonly number: number;
    readonly hosts: readonly string[];
  }[];
};

/** Where the connections of a chain go: each to one destination, by weight. */
export type TcpRoute = {
  /** The `tls[]` or `tcp[]` entry. */
  readonly origin: Origin;
  /** In source order, without those of weight 0 when there are several. */
  readonly destinations: readonly TcpDestination[];
  /** The sum of all weights; 1 for a single one. */
  readonly totalWeight: number;
};

export type TcpDestination = {
  /** Where the cluster balances by hash: of a connection only the address of the client counts, anything else is chance. */
  readonly hash?: HashKey;
  readonly cluster: string;
  readonly host: string;
  readonly port: number;
  readonly subset?: string;
  readonly weight: number;
  readonly origin: Origin;
};

export type RouteConfig = { readonly name: string; readonly virtualHosts: readonly VirtualHost[] };

export type VirtualHost = {
  /** `<host>:<port>` (reference 3.5). */
  readonly name: string;
  /** Lower case: an exact name, `*.suffix` (or `*suffix`), or `*`. */
  readonly domain: string;
  /** The `*` of the domain stands for one label without dots, as in an Ingress. */
  readonly oneLabel?: true;
  /** Further domains with the same routes: the short names of a service in the mesh (reference 7.2). */
  readonly aliases?: readonly string[];
  /** `httpsRedirect`: plaintext requests answer 301 before any route is looked at (reference 2.6). Origin of the server that says so. */
  readonly requireTls?: Origin;
  /** The listener of the Gateway API that takes this host, and its name. Absent for hosts of Istio's Gateways. */
  readonly listener?: { readonly name: string; readonly origin: Origin };
  readonly routes: readonly Route[];
  /** Entries of the VirtualServices of this host that translation left out, for `explain`. */
  readonly omitted: readonly Omitted[];
};

export type Omitted = {
  readonly origin: Origin;
  /** `port`, `gateways`, `source-labels`, `source-namespace`, `delegate`, `after-catch-all`, `invalid`. */
  readonly reason: string;
  /** One lower-case sentence. */
  readonly message: string;
  /** What takes every request before it, for `after-catch-all`. */
  readonly by?: Origin;
};

export type Route = {
  /**
   * Unique in a virtual host and stable while the document keeps its shape: `VirtualService default/httpbin http[0].match[1] @ <gateway ns/name>`.
   * A delegate's follows the root's behind ` > `; every route config of the Gateway but its first is named at the end, in parentheses.
   */
  readonly id: string;
  /** Envoy's `%ROUTE_NAME%`: `name[.matchName]`; empty when neither is set. */
  readonly name: string;
  /** The `http[]` entry (or the `match[]` element when there is one). For a delegate: the delegate's entry. */
  readonly origin: Origin;
  /** The root entry that delegates here. */
  readonly via?: Origin;
  /** All must hold. Empty: matches everything that has a path. */
  readonly conditions: readonly Condition[];
  readonly action: Action;
  /** What a prefix rewrite replaces (reference 5.7): the prefix that matched, or the whole path. */
  readonly matchedPath: { readonly kind: 'prefix' | 'whole'; readonly length: number };
};

export type TextMatch =
  | { readonly type: 'exact'; readonly value: string }
  | { readonly type: 'prefix'; readonly value: string }
  /** RE2, full match. */
  | { readonly type: 'regex'; readonly value: string };

export type PathMatch =
  | TextMatch
  /** The path or a part of it up to a slash: `/a` takes `/a`, `/a/` and `/a/b`. Without a slash at its end; empty: every path. */
  | { readonly type: 'segments'; readonly value: string };

/** One variant per file of `core/match`. */
export type Condition =
  | { readonly on: 'path'; readonly match: PathMatch; readonly ignoreCase: boolean }
  | {
      /** The address of the client is in one of the ranges, as `10.0.0.0/8`; `without`: in none. */
      readonly on: 'source';
      readonly match: { readonly type: 'ranges'; readonly ranges: readonly string[] };
      readonly without: boolean;
    }
  | { readonly on: 'method' | 'authority' | 'scheme'; readonly match: TextMatch }
  | {
      readonly on: 'header';
      /** Lower case. */
      readonly name: string;
      readonly match: TextMatch | { readonly type: 'present' };
      /** From `withoutHeaders`: negated, and a missing header counts as the empty string (reference 4.4). */
      readonly without: boolean;
    }
  | {
      readonly on: 'query';
      readonly name: string;
      readonly match: TextMatch | { readonly type: 'present' };
      /** Names and values are compared as they are meant (`%20` and `+` are blanks); absent: as they are written (reference 4.5). */
      readonly decoded?: true;
    };

/** One variant per file of `core/action`. */
export type Action = ForwardAction | RedirectAction | RespondAction;

export type ForwardAction = {
  readonly do: 'forward';
  /** In source order, without those of weight 0 when there are several; `totalWeight` is their sum (1 for a single one). */
  readonly destinations: readonly Destination[];
  readonly totalWeight: number;
  readonly rewrite?: Rewrite;
  /** Absent: no limit (reference 5.9). */
  readonly timeoutMs?: number;
  readonly fault?: Fault;
  readonly cors?: CorsPolicy;
  /** Absent: a request is sent once, whatever happens to it. */
  readonly retry?: RetryPolicy;
  /** Without those that never get a copy. */
  readonly mirrors?: readonly Mirror[];
  /** Keeps a client on the endpoint that it was sent to first, whatever the weights say. */
  readonly session?: Session;
  /** Who is asked first, behind CORS. */
  readonly auth?: ExternalAuth;
};

/** A destination that gets copies (reference 5.12). */
export type Mirror = {
  readonly cluster: string;
  readonly host: string;
  readonly port: number;
  readonly subset?: string;
  readonly perMillion: number;
  readonly origin: Origin;
};

export type Destination = {
  readonly cluster: string;
  readonly host: string;
  readonly port: number;
  readonly subset?: string;
  readonly weight: number;
  /** What requests of this share get in place of being forwarded: an error where there is nowhere to go, or a redirect of its own. */
  readonly instead?: RedirectAction | RespondAction;
  /** In place of that of the route. */
  readonly rewrite?: Rewrite;
  /** What of a request decides about its endpoint, where the cluster balances by hash; absent: chance (reference 6.4). */
  readonly hash?: HashKey;
  /** The new Host header, already decided between `rewrite.authority` and header operations (reference 5.4). */
  readonly authority?: string;
  /** Applied one after another, in this order. */
  readonly requestHeaders: readonly HeaderOperations[];
  readonly responseHeaders: readonly HeaderOperations[];
  readonly origin: Origin;
};

/**
 * One header parser of Envoy: all `remove`, then every value is evaluated, then `set`s overwrite, then `add`s append (reference 5.4).
 * Names lower case; empty values are dropped at compile time.
 */
export type HeaderOperations = {
  readonly remove: readonly string[];
  readonly set: readonly (readonly [name: string, value: string])[];
  readonly add: readonly (readonly [name: string, value: string])[];
};

export type Rewrite =
  /** What matched, by length, or all of the path where the match was of all of it. */
  | { readonly kind: 'uri'; readonly value: string }
  /** All of the path. */
  | { readonly kind: 'path'; readonly value: string }
  /** What a match by segments has matched, so that one slash remains between the new text and the rest. */
  | { readonly kind: 'segments'; readonly value: string }
  | { readonly kind: 'regex'; readonly pattern: string; readonly substitution: string };

export type RedirectAction = {
  readonly do: 'redirect';
  readonly status: 301 | 302 | 303 | 307 | 308;
  readonly scheme?: 'http' | 'https';
  readonly authority?: string;
  /** Already worked out from `port` / `derivePort` and the server's port (reference 5.5); absent when none is to be written. */
  readonly port?: number;
  readonly uri?: string;
  readonly prefixRewrite?: string;
  /** In place of `uri` and `prefixRewrite`. */
  readonly rewrite?: Rewrite;
  /** The port of the request's host is left out in any case. */
  readonly bareHost?: true;
  readonly responseHeaders: readonly HeaderOperations[];
};

export type RespondAction = {
  readonly do: 'respond';
  readonly status: number;
  /** Absent: no body and no content-type. `base64` for `body.bytes`. */
  readonly body?: { readonly text: string } | { readonly base64: string };
  /** For gRPC clients, in place of what `status` means to them. */
  readonly grpcStatus?: number;
  /** Why it is answered so where nobody has asked for it: a clause for `explain`, `there is no Service "shop" …`. */
  readonly because?: string;
  readonly responseHeaders: readonly HeaderOperations[];
};

export type Cluster = {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly subset?: string;
  /** Where the Service sends requests in a cluster, as far as the documents tell: for whoever looks for the program. Absent: the same port. */
  readonly targetPort?: number;
  /** By service port name or appProtocol, and the rule's `h2UpgradePolicy` (reference 2.2, 6.7). */
  readonly protocol: 'http1' | 'http2' | 'tcp' | 'tls' | 'udp';
  /**
   * Which rule bound it: `LocalService`, `EndpointSlice` (with `Endpoints`), `ServiceEntry`, `WorkloadEntry` of a Service, a bundled
   * sample, the listeners of a gateway (`gateway`), whoever the client was going to (`passthrough`), or nothing (503 UH).
   */
  readonly boundBy:
    | 'local-service'
    | 'endpoint-slice'
    | 'service-entry'
    | 'workload-entry'
    | 'sample'
    | 'gateway'
    | 'passthrough'
    | 'nothing';
  readonly endpoints: readonly Endpoint[];
  /**
   * How endpoints that are names become addresses (reference 7.1): every address of a name is a host, or the first stands for it.
   * `original`: no endpoints; where the client of the mesh was going itself (at a gateway: nowhere). `host`: no endpoints; the name
   * that the request asks for, at the cluster's port. Absent: names are dialled as they are.
   */
  readonly lookup?: 'all' | 'first' | 'original' | 'host';
  /** The document that binds it, or the Service that is not bound. */
  readonly origin?: Origin;
  /** The DestinationRule in force (reference 6.1), at its subset where the cluster is one; of several merged rules the first. */
  readonly rule?: Origin;
  /** The labels by which a subset chooses its endpoints. */
  readonly subsetLabels?: Readonly<Record<string, string>>;
  /** What the rule sets for this port and subset; absent: nothing. */
  readonly policy?: ClusterPolicy;
};

export type Endpoint =
  | {
      readonly at: 'address';
      /** An IP address without brackets, a name that is looked up when it is dialled, or `unix://` with the path of a socket and port 0. */
      readonly address: string;
      readonly port: number;
      readonly labels: Readonly<Record<string, string>>;
      /** Above 0; absent: 1. */
      readonly weight?: number;
      /** `region/zone/subzone`. */
      readonly locality?: string;
      /** The Host that requests get instead of their own: the address stands for a site, not for a service of the mesh. */
      readonly sendsHost?: string;
      /** Spoken with this endpoint, whatever the policy of its cluster says. */
      readonly tls?: UpstreamTls;
    }
  | { readonly at: 'sample'; readonly sample: SampleName; readonly labels: Readonly<Record<string, string>> }
  | { readonly at: 'stub'; readonly stub: Stub; readonly labels: Readonly<Record<string, string>> }
  /** A listener of this table, wherever it has been opened: the next hop is a gateway. */
  | { readonly at: 'listener'; readonly listener: string; readonly labels: Readonly<Record<string, string>> };

export type SampleName = 'httpbin' | 'details' | 'echo';

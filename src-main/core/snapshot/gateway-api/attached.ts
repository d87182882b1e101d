import type { TcpRouteSpec, TlsRouteSpec, UdpRouteSpec } from '../../resource/gateway-api/connection-routes.ts';
import type { GatewaySpec } from '../../resource/gateway-api/gateway.ts';
import type { GrpcRouteSpec } from '../../resource/gateway-api/grpc-route.ts';
import type { HttpRouteSpec } from '../../resource/gateway-api/http-route.ts';
import type { ListenerSpec } from '../../resource/gateway-api/listener.ts';
import type { ListenerSetSpec } from '../../resource/gateway-api/listener-set.ts';
import type { Resource } from '../../resource/resource.ts';
import type { Place } from '../../text/diagnostic.ts';
import type { Path } from '../../text/tree.ts';
import type { PolicyState } from './backend-tls.ts';

export type RouteResource =
  | { readonly kind: 'HTTPRoute'; readonly resource: Resource<HttpRouteSpec> }
  | { readonly kind: 'GRPCRoute'; readonly resource: Resource<GrpcRouteSpec> }
  | { readonly kind: 'TLSRoute'; readonly resource: Resource<TlsRouteSpec> }
  | { readonly kind: 'TCPRoute'; readonly resource: Resource<TcpRouteSpec> }
  | { readonly kind: 'UDPRoute'; readonly resource: Resource<UdpRouteSpec> };

export type RouteKind = RouteResource['kind'];

/** A route on a listener that has accepted it. */
export type AttachedRoute = RouteResource & {
  /** Effective hosts (reference 2.3), lower case; `*` where there is no limit. Never empty; for TCP and UDP `*`. */
  readonly hostnames: readonly string[];
};

/** A Secret or ConfigMap that is there, may be referred to and looks right; `place` is where it is named. */
export type FoundObject = { readonly namespace: string; readonly name: string; readonly place: Place };

/** How services are spoken to in TLS by what comes through a Gateway. */
export type BackendTls = {
  /** In their order of precedence. */
  readonly policies: readonly PolicyState[];
  /** What they are shown where they ask for a certificate: a Secret with certificate and key. */
  readonly clientCertificate?: FoundObject;
};

/** How a listener ends TLS. */
export type ListenerTls = {
  /** Never empty: Secrets with certificate and key. */
  readonly certificates: readonly FoundObject[];
  /** What is asked of clients; absent: nothing. */
  readonly clients?: {
    /** A client without a good certificate is refused. */
    readonly required: boolean;
    /** Never empty: ConfigMaps with authorities under `ca.crt`. */
    readonly authorities: readonly FoundObject[];
  };
};

/** A listener that is served: accepted and in conflict with no other. */
export type ServedListener = {
  readonly gateway: Resource<GatewaySpec>;
  /** Where it is written: the Gateway or a ListenerSet. */
  readonly owner: Resource<GatewaySpec> | Resource<ListenerSetSpec>;
  /** In `owner`: `['spec', 'listeners', 0]`. */
  readonly path: Path;
  readonly spec: ListenerSpec;
  /** Lower case; `*` for every host. */
  readonly hostname: string;
  /** For HTTPS, and for TLS that is ended here; absent there: it has no usable certificate, so that its connections are refused. */
  readonly tls?: ListenerTls;
  /** Where to listen; an empty text stands for the addresses of this machine that the LocalGateway names. Never empty. */
  readonly addresses: readonly string[];
  /** In the order of precedence of routes: oldest, then namespace and name. */
  readonly routes: readonly AttachedRoute[];
  /** The same for all listeners of a Gateway. */
  readonly backendTls: BackendTls;
};

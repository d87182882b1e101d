import type { GatewaySpec } from '../../resource/gateway-api/gateway.ts';
import type { ListenerSpec } from '../../resource/gateway-api/listener.ts';
import type { ListenerSetSpec } from '../../resource/gateway-api/listener-set.ts';
import type { Resource } from '../../resource/resource.ts';
import type { Place } from '../../text/diagnostic.ts';
import type { Path } from '../../text/tree.ts';
import type { AttachedRoute, ListenerTls, RouteKind } from './attached.ts';
import type { Verdict } from './conditions.ts';
import { hostnameOf } from './hostnames.ts';

/** What is wrong with a listener, and where it is written. */
export type ListenerFault = Verdict & {
  readonly place: Place;
  readonly related?: { readonly message: string; readonly place: Place };
};

/** A listener while its Gateway is worked out. What is absent is as it should be. */
export type ListenerState = {
  readonly gateway: Resource<GatewaySpec>;
  readonly owner: Resource<GatewaySpec> | Resource<ListenerSetSpec>;
  readonly path: Path;
  readonly spec: ListenerSpec;
  readonly hostname: string;
  /** Kinds that may attach: those of the protocol, or those of them that `allowedRoutes` names. */
  supportedKinds: readonly RouteKind[];
  /** Why it is not accepted. */
  refused?: ListenerFault;
  /** In conflict with another listener of its Gateway; `refused` says the same. */
  conflicted?: ListenerFault;
  /** What it refers to in vain; the status says the last. */
  readonly unresolved: ListenerFault[];
  /** Why it cannot be opened although it is accepted. */
  unprogrammed?: Verdict;
  /** Another listener for TLS on the port takes the same names. */
  overlapping?: string;
  tls?: ListenerTls;
  readonly routes: AttachedRoute[];
};

type Owner = ListenerState['owner'];

/** The listeners of a Gateway or a ListenerSet in their order, with nothing found out about them yet. */
export const listenersOf = (gateway: Resource<GatewaySpec>, owner: Owner): readonly ListenerState[] =>
  owner.spec.listeners.map((spec, index) => ({
    gateway,
    owner,
    path: ['spec', 'listeners', index],
    spec,
    hostname: hostnameOf(spec.hostname),
    supportedKinds: [],
    unresolved: [],
    routes: [],
  }));

/** Whether it ends TLS itself. */
export const endsTls = ({ protocol, tls }: ListenerSpec): boolean =>
  protocol === 'HTTPS' || (protocol === 'TLS' && tls?.mode !== 'Passthrough');

/** Whether it can be opened as far as its own Gateway is concerned. */
export const isUsable = ({ refused, unprogrammed }: ListenerState): boolean =>
  refused === undefined && unprogrammed === undefined;

/** `listener "web" of Gateway "default/main"`. */
export const sayListener = ({ spec, owner }: ListenerState): string =>
  `listener "${spec.name}" of ${owner.kind} "${owner.namespace}/${owner.name}"`;

import type { GatewaySpec } from '../../resource/gateway-api/gateway.ts';
import type { Resource } from '../../resource/resource.ts';
import type { Condition, ResourceStatus } from '../status.ts';
import type { GatewayAddresses } from './addresses.ts';
import type { FoundObject } from './attached.ts';
import { condition, gatewayApiGroup, judged, type Verdict } from './conditions.ts';
import { isUsable, type ListenerState } from './listener-state.ts';

type Owner = ListenerState['owner'];

/** What is wrong with a Gateway as a whole. */
export type GatewayFaults = {
  /** Its class, its parameters, its addresses. */
  readonly refused?: Verdict;
  readonly unresolved?: Verdict;
  /** What services are shown, where it names a usable one. */
  readonly clientCertificate?: FoundObject;
};

/** The `status` of a Gateway (reference 1.2, 2.13). */
export const gatewayStatus = (
  gateway: Resource<GatewaySpec>,
  listeners: readonly ListenerState[],
  { refused, unresolved }: GatewayFaults,
  addresses: GatewayAddresses,
  attachedListenerSets: number,
): ResourceStatus => {
  const bad = listeners.filter((one) => one.refused !== undefined);
  const none = bad.length === listeners.length;
  const someBad: Verdict = {
    reason: 'ListenersNotValid',
    message: `${none ? 'none' : `${bad.length} of ${listeners.length}`} of its listeners ${none ? 'is valid' : 'are not valid'}`,
  };
  const notAccepted = refused ?? (none ? someBad : undefined);
  const idle = listeners.every((one) => !isUsable(one));
  const notProgrammed =
    (notAccepted && { reason: 'Invalid', message: notAccepted.message }) ??
    addresses.unusable ??
    (idle ? { reason: 'Invalid', message: 'none of its listeners can be opened' } : undefined);
  const lost = listeners.find((one) => one.unresolved.length > 0)?.unresolved.at(-1);
  const notResolved = unresolved ?? (lost && { reason: 'ListenersNotResolved', message: lost.message });
  const conditions: Condition[] = [
    notAccepted === undefined && bad.length > 0
      ? condition(gateway, 'Accepted', 'True', someBad.reason, someBad.message)
      : judged(gateway, 'Accepted', 'Accepted', notAccepted),
    judged(gateway, 'Programmed', 'Programmed', notProgrammed),
    judged(gateway, 'ResolvedRefs', 'ResolvedRefs', notResolved),
    ...(isInsecure(gateway.spec)
      ? [
          condition(
            gateway,
            'InsecureFrontendValidationMode',
            'True',
            'ConfigurationChanged',
            'clients without a good certificate may go on',
          ),
        ]
      : []),
  ];
  // Without a single address its listeners are nowhere either.
  const whole = refused ?? (addresses.bind.length === 0 ? addresses.unusable : undefined);
  const { apiVersion, kind, namespace, name } = gateway;
  const parts = {
    addresses: refused ? [] : addresses.reported,
    conditions,
    listeners: listeners.map((one) => listenerStatus(one, whole)),
    attachedListenerSets,
  };
  return { apiVersion, kind, namespace, name, status: parts };
};

/** Whether client certificates are asked for somewhere and not insisted on. */
const isInsecure = ({ tls }: GatewaySpec): boolean => {
  const { default: usual, perPort = [] } = tls?.frontend ?? {};
  return [usual, ...perPort.map((one) => one.tls)].some((one) => one?.validation?.mode === 'AllowInsecureFallback');
};

/** The `status` of a ListenerSet; `refused` where its Gateway does not take it (reference 2.12). */
export const listenerSetStatus = (
  set: Owner,
  listeners: readonly ListenerState[],
  refused: Verdict | undefined,
): ResourceStatus => {
  const idle = listeners.every((one) => !isUsable(one));
  const bad = listeners.some((one) => !isUsable(one));
  const invalid: Verdict = { reason: 'ListenersNotValid', message: 'none of its listeners can be served' };
  const why = refused ?? (idle ? invalid : undefined);
  const { apiVersion, kind, namespace, name } = set;
  const accepted =
    why === undefined && bad
      ? condition(set, 'Accepted', 'True', 'ListenersNotValid', 'some of its listeners cannot be served')
      : judged(set, 'Accepted', 'Accepted', why);
  const conditions = [accepted, judged(set, 'Programmed', 'Programmed', why)];
  const parts = {
    conditions,
    ...(refused ? {} : { listeners: listeners.map((one) => listenerStatus(one, undefined)) }),
  };
  return { apiVersion, kind, namespace, name, status: parts };
};

/** `whole`: why its Gateway is not served at all. */
const listenerStatus = (listener: ListenerState, whole: Verdict | undefined) => {
  const { spec, owner, supportedKinds, routes, refused, conflicted, unresolved, unprogrammed, overlapping } = listener;
  const idle: Verdict | undefined =
    conflicted ??
    ((refused ?? whole) ? { reason: 'Invalid', message: (refused ?? whole)?.message ?? '' } : unprogrammed);
  return {
    name: spec.name,
    supportedKinds: supportedKinds.map((kind) => ({ group: gatewayApiGroup, kind })),
    attachedRoutes: routes.length,
    conditions: [
      judged(owner, 'Accepted', 'Accepted', refused),
      conflicted
        ? condition(owner, 'Conflicted', 'True', conflicted.reason, conflicted.message)
        : condition(owner, 'Conflicted', 'False', 'NoConflicts'),
      judged(owner, 'Programmed', 'Programmed', idle),
      judged(owner, 'ResolvedRefs', 'ResolvedRefs', unresolved.at(-1)),
      ...(overlapping ? [condition(owner, 'OverlappingTLSConfig', 'True', 'OverlappingHostnames', overlapping)] : []),
    ],
  };
};

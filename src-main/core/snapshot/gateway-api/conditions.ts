import type { Resource } from '../../resource/resource.ts';
import type { Condition } from '../status.ts';

/** Why something is not as it should be: a reason of reference 2.13, and a sentence for people. */
export type Verdict = { readonly reason: string; readonly message: string };

export const gatewayApiGroup = 'gateway.networking.k8s.io';

/** Who writes the statuses here, where no GatewayClass names another controller. */
export const ownController = 'slipway.dev/gateway-controller';

/** A condition of a resource in its present generation; files have but one. */
export const condition = (
  resource: Pick<Resource, 'generation'>,
  type: string,
  status: Condition['status'],
  reason: string,
  message = '',
): Condition => ({ type, status, reason, message, observedGeneration: resource.generation ?? 1 });

/** True with the reason `good`, or False with that of the verdict. */
export const judged = (
  resource: Pick<Resource, 'generation'>,
  type: string,
  good: string,
  bad: Verdict | undefined,
): Condition => condition(resource, type, bad ? 'False' : 'True', bad?.reason ?? good, bad?.message);

/** The order between resources of the Gateway API: the older one, then by namespace and name (reference 2.2, 2.4). */
export const byAge = (a: Resource, b: Resource): number =>
  compare(a.created ?? '', b.created ?? '') ||
  compare(`${a.namespace}/${a.name}`, `${b.namespace}/${b.name}`) ||
  compare(a.kind, b.kind);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

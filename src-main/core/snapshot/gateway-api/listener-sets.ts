import type { GatewaySpec } from '../../resource/gateway-api/gateway.ts';
import type { ListenerSetSpec } from '../../resource/gateway-api/listener-set.ts';
import type { Resource } from '../../resource/resource.ts';
import type { Diagnostic } from '../../text/diagnostic.ts';
import { nearest } from '../../text/nearest.ts';
import { byAge, gatewayApiGroup, type Verdict } from './conditions.ts';
import { type ListenerState, listenersOf } from './listener-state.ts';
import { allows, type LabelsOf } from './selectors.ts';

/** A ListenerSet of a Gateway that is served here. */
export type SetState = {
  readonly set: Resource<ListenerSetSpec>;
  readonly listeners: readonly ListenerState[];
  /** Why the Gateway does not take it. */
  readonly refused?: Verdict;
};

/** The ListenerSets of each Gateway, older ones first (reference 2.12). */
export const joinListenerSets = (
  sets: readonly Resource<ListenerSetSpec>[],
  gateways: readonly Resource<GatewaySpec>[],
  context: { readonly labelsOf: LabelsOf; readonly others: Set<string>; readonly diagnostics: Diagnostic[] },
): { readonly of: (gateway: Resource<GatewaySpec>) => readonly SetState[] } => {
  const byKey = new Map(gateways.map((one) => [`${one.namespace}/${one.name}`, one]));
  const joined = new Map<Resource, SetState[]>();
  for (const set of [...sets].sort(byAge)) {
    const { group = gatewayApiGroup, kind = 'Gateway', namespace = set.namespace, name } = set.spec.parentRef;
    const key = `${namespace}/${name}`;
    const gateway = group === gatewayApiGroup && kind === 'Gateway' ? byKey.get(key) : undefined;
    if (gateway === undefined) {
      // Its routes are told nothing: it is there, and what is wrong is told here.
      context.others.add(`ListenerSet ${set.namespace}/${set.name}`);
      if (!context.others.has(`Gateway ${key}`)) {
        const known = [...byKey.keys()];
        const meant = known.find((one) => one.endsWith(`/${name}`)) ?? nearest(key, known);
        context.diagnostics.push({
          severity: 'error',
          code: 'reference/missing',
          message: `no ${kind} "${key}" of the Gateway API; ${meant ? `did you mean "${meant}"?` : 'add it or correct the name'}`,
          place: set.at(['spec', 'parentRef', 'name']),
        });
      }
      continue;
    }
    const allowed = allows(
      gateway.spec.allowedListeners?.namespaces,
      'None',
      gateway.namespace,
      set.namespace,
      context.labelsOf,
    );
    const refused: Verdict = {
      reason: 'NotAllowed',
      message: `Gateway "${key}" takes no ListenerSets of namespace "${set.namespace}"; allow it under "allowedListeners.namespaces" there`,
    };
    if (!allowed) {
      context.diagnostics.push({
        severity: 'error',
        code: 'listener-set/not-allowed',
        message: refused.message,
        place: set.at(['spec', 'parentRef', 'name']),
        related: [{ message: 'the Gateway', place: gateway.at(['metadata', 'name']) }],
      });
    }
    const state = { set, listeners: listenersOf(gateway, set), ...(!allowed && { refused }) };
    const others = joined.get(gateway);
    if (others) others.push(state);
    else joined.set(gateway, [state]);
  }
  return { of: (gateway) => joined.get(gateway) ?? [] };
};

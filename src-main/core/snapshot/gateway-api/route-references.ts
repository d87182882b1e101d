import { type HttpFilter, isActedOn } from '../../resource/gateway-api/filters.ts';
import type { BackendObjectRef } from '../../resource/gateway-api/references.ts';
import type { RouteResource } from './attached.ts';
import { type KnowsService, resolveBackend } from './backends.ts';
import type { Verdict } from './conditions.ts';
import type { Granted } from './grants.ts';

type Rule = {
  readonly filters?: readonly Pick<HttpFilter, 'type' | 'requestMirror' | 'externalAuth'>[];
  readonly backendRefs?: readonly (BackendObjectRef & { readonly filters?: Rule['filters'] })[];
};

const rulesOf = ({ resource }: RouteResource): readonly Rule[] => (resource.spec.rules ?? []) as readonly Rule[];

/** Every backend that a route names: of its rules, for copies, and who is asked first. */
export const backendsOf = (route: RouteResource): readonly BackendObjectRef[] =>
  rulesOf(route).flatMap(({ filters = [], backendRefs = [] }) => [
    ...backendRefs,
    ...[...filters, ...backendRefs.flatMap((ref) => ref.filters ?? [])].flatMap(({ requestMirror, externalAuth }) => [
      ...(requestMirror ? [requestMirror.backendRef] : []),
      ...(externalAuth ? [externalAuth.backendRef] : []),
    ]),
  ]);

/** The first backend that cannot be followed, for the condition ResolvedRefs (reference 2.5). */
export const unresolvedBackend = (route: RouteResource, granted: Granted, knows: KnowsService): Verdict | undefined => {
  const from = { kind: route.kind, namespace: route.resource.namespace };
  for (const ref of backendsOf(route)) {
    const backend = resolveBackend(ref, from, granted, knows);
    if (backend.is === 'invalid') return backend;
  }
  return undefined;
};

/** Rules with a filter that cannot be acted on here, so that their requests get an error (reference 2.6). */
export const refusedRules = (
  route: RouteResource,
): { readonly all: boolean; readonly verdict: Verdict } | undefined => {
  const rules = rulesOf(route);
  const bad = rules.flatMap(({ filters = [] }, index) => {
    const filter = filters.find((one) => !isActedOn(one));
    return filter ? [`rule ${index} has a filter "${filter.type}", which cannot be acted on here`] : [];
  });
  if (bad.length === 0) return undefined;
  return {
    all: bad.length === rules.length,
    verdict: { reason: 'UnsupportedValue', message: `Dropped Rule: ${bad.join('; ')}; its requests get 500` },
  };
};

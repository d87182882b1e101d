import { resolveGatewayName } from '../resource/istio/gateway-name.ts';
import type { VirtualServiceSpec } from '../resource/istio/virtual-service.ts';
import type { Resource } from '../resource/resource.ts';
import type { Diagnostic } from '../text/diagnostic.ts';
import { nearest } from '../text/nearest.ts';
import type { Path } from '../text/tree.ts';
import type { Snapshot } from './snapshot.ts';

/**
 * References from VirtualServices to Gateways and delegates that lead nowhere. Errors, but they hold nothing back: the rest of the
 * resource serves. Those in `unusable` (by `identityOf`) exist with errors of their own and are passed over.
 */
export const link = (snapshot: Snapshot, unusable: ReadonlySet<string>): readonly Diagnostic[] => {
  const gateways = new Map(snapshot.gateways.map((resource) => [keyOf(resource), resource]));
  const virtualServices = new Map(snapshot.virtualServices.map((resource) => [keyOf(resource), resource]));
  const diagnostics: Diagnostic[] = [];
  // Many resources may name the same Gateway that is not there: the nearest name is looked for once.
  const remedies = new Map<string, Remedy>();
  const others = new Set(snapshot.gatewayApi.gateways.map(keyOf));
  const context: Context = { gateways, others, virtualServices, unusable, remedies, diagnostics };
  for (const resource of snapshot.virtualServices) {
    linkGateways(resource, resource.spec.gateways, ['spec', 'gateways'], context);
    resource.spec.http?.forEach((entry, index) => {
      const path = ['spec', 'http', index];
      entry.match?.forEach((match, at) => {
        linkGateways(resource, match.gateways, [...path, 'match', at, 'gateways'], context);
      });
      if (entry.delegate) linkDelegate(resource, entry.delegate, [...path, 'delegate'], context);
    });
  }
  return diagnostics;
};

type Context = {
  readonly gateways: ReadonlyMap<string, Resource>;
  /** Those of the Gateway API. */
  readonly others: ReadonlySet<string>;
  readonly virtualServices: ReadonlyMap<string, Resource<VirtualServiceSpec>>;
  readonly unusable: ReadonlySet<string>;
  readonly remedies: Map<string, Remedy>;
  readonly diagnostics: Diagnostic[];
};

const keyOf = ({ namespace, name }: Resource): string => `${namespace}/${name}`;

const linkGateways = (
  resource: Resource<VirtualServiceSpec>,
  written: readonly string[] | undefined,
  path: Path,
  context: Context,
): void => {
  written?.forEach((name, index) => {
    const key = resolveGatewayName(name, resource.namespace);
    if (key === 'mesh' || context.gateways.has(key) || context.unusable.has(`networking.istio.io/Gateway ${key}`))
      return;
    const { help, meant } = context.remedies.get(key) ?? sayOther(key, context) ?? remedy(key, context.gateways.keys());
    context.remedies.set(key, { help, ...(meant && { meant }) });
    const near = meant === undefined ? undefined : context.gateways.get(meant);
    context.diagnostics.push({
      severity: 'error',
      code: 'reference/missing',
      message: `no Gateway "${key}"; ${help}`,
      place: resource.at([...path, index]),
      ...(near && { related: [{ message: `Gateway "${meant}"`, place: near.at(['metadata', 'name']) }] }),
    });
  });
};

const linkDelegate = (
  resource: Resource<VirtualServiceSpec>,
  delegate: { readonly name?: string; readonly namespace?: string },
  path: Path,
  context: Context,
): void => {
  const key = `${delegate.namespace || resource.namespace}/${delegate.name ?? ''}`;
  const target = context.virtualServices.get(key);
  const place = resource.at([...path, 'name']);
  if (!target && !context.unusable.has(`networking.istio.io/VirtualService ${key}`)) {
    const candidates = [...context.virtualServices.values()].filter(({ spec }) => !spec.hosts?.length).map(keyOf);
    const { help, meant } = remedy(key, candidates);
    const near = meant === undefined ? undefined : context.virtualServices.get(meant);
    context.diagnostics.push({
      severity: 'error',
      code: 'reference/missing',
      message: `no VirtualService "${key}"; ${help}`,
      place,
      ...(near && { related: [{ message: `VirtualService "${meant}"`, place: near.at(['metadata', 'name']) }] }),
    });
  } else if (target?.spec.hosts?.length) {
    context.diagnostics.push({
      severity: 'error',
      code: 'reference/not-a-delegate',
      message: `VirtualService "${key}" has hosts of its own and cannot be a delegate; remove its "hosts" and "gateways"`,
      place,
      related: [{ message: 'its hosts', place: target.keyAt(['spec', 'hosts']) }],
    });
  }
};

/** What to do, and the name that was probably meant. */
type Remedy = { readonly help: string; readonly meant?: string };

const sayOther = (key: string, { others }: Context): Remedy | undefined =>
  others.has(key)
    ? {
        help: 'the one of that name is of the Gateway API, which takes HTTPRoutes; add one of "networking.istio.io", or write an HTTPRoute',
      }
    : undefined;

/** The same name in another namespace is the likeliest, then a name that is written nearly so. */
const remedy = (key: string, candidates: Iterable<string>): Remedy => {
  const known = [...candidates];
  const name = key.slice(key.indexOf('/') + 1);
  const meant = known.find((candidate) => candidate.endsWith(`/${name}`)) ?? nearest(key, known);
  return meant ? { help: `did you mean "${meant}"?`, meant } : { help: 'add it or correct the name' };
};

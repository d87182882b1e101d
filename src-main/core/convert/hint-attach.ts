import { groupOf, type Resource } from '../resource/resource.ts';
import type { Hint } from '../route/hint.ts';
import { isSubsetOf } from '../route/hostname.ts';
import type { ResourceStatus } from '../snapshot/status.ts';
import type { Path } from '../text/tree.ts';

type Attached = { readonly hostnames?: readonly string[]; readonly parentRefs?: readonly unknown[] };
/** The shape of Kubernetes, as far as it is read here. */
type Status = {
  readonly parents?: readonly {
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly reason: string;
      readonly message: string;
    }[];
  }[];
};

/** HTTPRoutes and GRPCRoutes that are for a host and that no Gateway takes, with what their status says. */
export const unattachedHints = (
  host: string,
  resources: readonly Resource[],
  statuses: readonly ResourceStatus[],
): readonly Hint[] =>
  resources.flatMap((route): readonly Hint[] => {
    const { kind, namespace, name } = route;
    if (!['HTTPRoute', 'GRPCRoute'].includes(kind) || groupOf(route) !== 'gateway.networking.k8s.io') return [];
    const { hostnames = [], parentRefs = [] } = route.spec as Attached;
    if (hostnames.length > 0 && !hostnames.some((one) => isSubsetOf(host, one.toLowerCase()))) return [];
    const called = `${kind} "${namespace}/${name}" is for ${hostnames.length === 0 ? 'every host' : `"${host}"`}`;
    if (parentRefs.length === 0)
      return [hint(route, ['spec'], `${called}, but names no Gateway; add "parentRefs" to it`)];
    const status = statuses.find((one) => one.kind === kind && one.namespace === namespace && one.name === name);
    const { parents = [] } = (status?.status ?? {}) as Status;
    const verdicts = parents.map(({ conditions = [] }) => conditions.find(({ type }) => type === 'Accepted'));
    // One Gateway that takes it is enough; that of another controller says nothing.
    if (verdicts.length === 0 || verdicts.some((one) => one?.status !== 'False')) return [];
    return verdicts.flatMap((one, index) => {
      if (one === undefined) return [];
      const at: Path =
        one.reason === 'NoMatchingListenerHostname' ? ['spec', 'hostnames'] : ['spec', 'parentRefs', index];
      return [hint(route, at, `${called}, but no listener takes it (${one.reason}): ${one.message}`)];
    });
  });

const hint = (resource: Resource, path: Path, message: string): Hint => {
  const { kind, namespace, name } = resource;
  const place = resource.at(path);
  return { kind: 'wrong-gateway', message, place, origin: { kind, namespace, name, path: path.join('.'), place } };
};

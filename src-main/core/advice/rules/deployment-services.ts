import type { ServiceSpec } from '../../resource/kubernetes/service.ts';
import { member } from '../../resource/kubernetes/workload.ts';
import type { Resource } from '../../resource/resource.ts';
import { selects } from '../../route/compile/gateway-ports.ts';
import type { Diagnostic } from '../../text/diagnostic.ts';
import { quotedList } from '../../text/words.ts';
import type { Pod } from '../facts/pods.ts';
import type { Rule } from '../rule.ts';

type Service = Resource<ServiceSpec>;
type Use = { readonly service: Service; readonly port: number; readonly transport: string };

/**
 * Services that use one port of a Deployment of the mesh differently: with two transports (analyzer IST0116), or one target port
 * under several ports (IST0137).
 */
export const deploymentServices: Rule = ({ services, namespaces }, _, { pods }) => {
  const injected = new Set(
    namespaces
      .filter(({ labels }) => labels['istio-injection'] === 'enabled' || Object.hasOwn(labels, 'istio.io/rev'))
      .map(({ name }) => name),
  );
  const byNamespace = Map.groupBy(
    services.filter(({ spec }) => Object.keys(spec.selector ?? {}).length > 0),
    ({ namespace }) => namespace,
  );
  return pods.all().flatMap((pod) => {
    const { workload, labels } = pod;
    if (workload.kind !== 'Deployment' || !isInMesh(pod, injected)) return [];
    const uses = (byNamespace.get(workload.namespace) ?? []).filter(({ spec }) => selects(spec.selector ?? {}, labels));
    return [...conflicts(pod, uses, 'port'), ...conflicts(pod, uses, 'target')];
  });
};

const isInMesh = ({ workload, labels }: Pod, injected: ReadonlySet<string>): boolean => {
  const annotations = member(member(member(workload.spec.spec, 'template'), 'metadata'), 'annotations');
  const wish = labels['sidecar.istio.io/inject'] ?? String(member(annotations, 'sidecar.istio.io/inject') ?? '');
  return wish === '' ? injected.has(workload.namespace) : wish === 'true';
};

const conflicts = ({ workload }: Pod, services: readonly Service[], by: 'port' | 'target'): readonly Diagnostic[] => {
  const uses = new Map<string, Use[]>();
  for (const service of services) {
    for (const { port, targetPort, protocol: transport = 'TCP' } of service.spec.ports ?? []) {
      const key = String(by === 'port' ? port : targetPort || port);
      const use = { service, port, transport };
      const list = uses.get(key);
      if (list) list.push(use);
      else uses.set(key, [use]);
    }
  }
  return [...uses].flatMap(([key, list]) => {
    const kinds = new Set(list.map(({ port, transport }) => (by === 'port' ? transport : port)));
    if (kinds.size < 2) return [];
    const names = quotedList([...new Set(list.map(({ service }) => service.name))], 'and');
    const different = quotedList([...kinds].map(String), 'and');
    const said =
      by === 'port'
        ? `${names} have port ${key} of this Deployment with the transports ${different}; give them different ports`
        : `${names} lead to port ${key} of this Deployment from the ports ${different}, of which sidecars can tell only one; use one port`;
    return [
      {
        severity: 'warning' as const,
        code: by === 'port' ? 'deployment/transports' : 'deployment/ports',
        istio: by === 'port' ? 'IST0116' : 'IST0137',
        message: `the Services ${said}`,
        place: workload.at(['metadata', 'name']),
        related: [...new Set(list.map(({ service }) => service))].map((service) => ({
          message: 'a Service of it',
          place: service.keyAt(['spec', 'ports']),
        })),
      },
    ];
  });
};

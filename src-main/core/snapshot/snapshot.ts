import { compareResources } from '../resource/compare.ts';
import type { DestinationRuleSpec } from '../resource/istio/destination-rule.ts';
import type { GatewaySpec } from '../resource/istio/gateway.ts';
import type { ServiceEntrySpec } from '../resource/istio/service-entry.ts';
import type { SidecarSpec } from '../resource/istio/sidecar.ts';
import type { VirtualServiceSpec } from '../resource/istio/virtual-service.ts';
import type { WorkloadEntrySpec } from '../resource/istio/workload-entry.ts';
import type { ConfigMapSpec } from '../resource/kubernetes/config-map.ts';
import type { EndpointSliceSpec } from '../resource/kubernetes/endpoint-slice.ts';
import type { EndpointsSpec } from '../resource/kubernetes/endpoints.ts';
import type { SecretSpec } from '../resource/kubernetes/secret.ts';
import type { ServiceSpec } from '../resource/kubernetes/service.ts';
import { type GatewaySettings, gatewaySettings } from '../resource/local/gateway-settings.ts';
import type { LocalGatewaySpec } from '../resource/local/local-gateway.ts';
import type { LocalServiceSpec } from '../resource/local/local-service.ts';
import { nameOf, type Resource } from '../resource/resource.ts';
import type { Diagnostic, Outcome } from '../text/diagnostic.ts';

/**
 * Every usable resource by kind, each list in Istio's order (creationTimestamp, name, namespace), names unique within a kind.
 * Lives in memory only; it holds functions (`Resource.at`) and is not meant to be sent anywhere.
 */
export type Snapshot = {
  readonly gateways: readonly Resource<GatewaySpec>[];
  readonly virtualServices: readonly Resource<VirtualServiceSpec>[];
  readonly destinationRules: readonly Resource<DestinationRuleSpec>[];
  readonly serviceEntries: readonly Resource<ServiceEntrySpec>[];
  readonly workloadEntries: readonly Resource<WorkloadEntrySpec>[];
  readonly sidecars: readonly Resource<SidecarSpec>[];
  readonly services: readonly Resource<ServiceSpec>[];
  readonly secrets: readonly Resource<SecretSpec>[];
  readonly configMaps: readonly Resource<ConfigMapSpec>[];
  readonly endpointSlices: readonly Resource<EndpointSliceSpec>[];
  readonly endpoints: readonly Resource<EndpointsSpec>[];
  readonly localServices: readonly Resource<LocalServiceSpec>[];
  readonly localGateway?: Resource<LocalGatewaySpec>;
  /** What the LocalGateway says, defaults filled in. */
  readonly settings: GatewaySettings;
};

/**
 * Sorts resources into a snapshot. Of two with the same kind, namespace and name the first (by creation, then file, then place) stays
 * in force, whatever order they come in; the other is an error that names both places.
 */
export const takeSnapshot = (resources: readonly Resource[]): Outcome<Snapshot> => {
  const diagnostics: Diagnostic[] = [];
  const unique = withoutDuplicates(resources, diagnostics);
  const ofKind = <Spec>(kind: string): readonly Resource<Spec>[] =>
    unique.filter((resource) => resource.kind === kind) as readonly Resource<Spec>[];
  const [localGateway, ...others] = ofKind<LocalGatewaySpec>('LocalGateway');
  for (const other of others) {
    diagnostics.push({
      severity: 'error',
      code: 'resource/second-local-gateway',
      message: `there is one gateway on this machine, and "${localGateway?.name}" already describes it; merge the two LocalGateways into one`,
      place: other.at(['metadata', 'name']),
      ...(localGateway && {
        related: [{ message: 'the LocalGateway in force', place: localGateway.at(['metadata', 'name']) }],
      }),
    });
  }
  return {
    value: {
      gateways: ofKind('Gateway'),
      virtualServices: ofKind('VirtualService'),
      destinationRules: ofKind('DestinationRule'),
      serviceEntries: ofKind('ServiceEntry'),
      workloadEntries: ofKind('WorkloadEntry'),
      sidecars: ofKind('Sidecar'),
      services: ofKind('Service'),
      secrets: ofKind('Secret'),
      configMaps: ofKind('ConfigMap'),
      endpointSlices: ofKind('EndpointSlice'),
      endpoints: ofKind('Endpoints'),
      localServices: ofKind('LocalService'),
      ...(localGateway && { localGateway }),
      settings: gatewaySettings(localGateway),
    },
    diagnostics,
  };
};

const withoutDuplicates = (resources: readonly Resource[], diagnostics: Diagnostic[]): readonly Resource[] => {
  const byPlace = (a: Resource, b: Resource): number => {
    const [left, right] = [a.at([]), b.at([])];
    if (left.file !== right.file) return left.file < right.file ? -1 : 1;
    return left.range[0] - right.range[0];
  };
  const sorted = [...resources].sort((a, b) => compareResources(a, b) || byPlace(a, b));
  const first = new Map<string, Resource>();
  return sorted.filter((resource) => {
    const key = `${groupOf(resource)} ${nameOf(resource)}`;
    const earlier = first.get(key);
    if (!earlier) {
      first.set(key, resource);
      return true;
    }
    diagnostics.push({
      severity: 'error',
      code: 'resource/duplicate',
      message: `${resource.kind} "${resource.namespace}/${resource.name}" is already described in "${earlier.file}", which stays in force; rename or remove one of the two`,
      place: resource.at(['metadata', 'name']),
      related: [{ message: 'the one in force', place: earlier.at(['metadata', 'name']) }],
    });
    return false;
  });
};

const groupOf = (resource: Resource): string => {
  const slash = resource.apiVersion.indexOf('/');
  return slash < 0 ? '' : resource.apiVersion.slice(0, slash);
};

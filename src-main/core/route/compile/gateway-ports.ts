import type { GatewaySpec } from '../../resource/istio/gateway.ts';
import type { Resource } from '../../resource/resource.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';

type Labels = Readonly<Record<string, string>>;

/** Whether every label of the selector is among the labels. */
export const selects = (selector: Labels, labels: Labels): boolean =>
  Object.entries(selector).every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value);

/** Whether a Gateway is served here: labels of the gateway absent, every one is (reference 2.1). */
export const appliesTo = ({ spec }: Resource<GatewaySpec>, proxyLabels: Labels | undefined): boolean =>
  proxyLabels === undefined || selects(spec.selector ?? {}, proxyLabels);

/** What `sourceLabels` and Services are compared with: the labels of the gateway, or else those the Gateway asks for. */
export const labelsFor = ({ spec }: Resource<GatewaySpec>, proxyLabels: Labels | undefined): Labels =>
  proxyLabels ?? spec.selector ?? {};

const noTranslation = 'experimental.istio.io/disable-gateway-port-translation';

/**
 * The port a Gateway's port leads to: the target port of the first Service before the gateway that has it, else the port itself
 * (reference 2.3 step 2). A target port with a name is known to pods alone and translates nothing.
 */
export const createPortTranslation = (snapshot: Snapshot) => {
  const { labels, namespace } = snapshot.settings;
  const candidates = snapshot.services.filter(
    ({ spec, labels: own, namespace: home }) =>
      Object.keys(spec.selector ?? {}).length > 0 &&
      own[noTranslation] !== 'true' &&
      // Where the gateway runs is only known when the user has described it.
      (labels === undefined || home === namespace),
  );
  return (gateway: Resource<GatewaySpec>, number: number): number => {
    const proxyLabels = labelsFor(gateway, labels);
    for (const { spec } of candidates) {
      const port = spec.ports?.find((one) => one.port === number && (one.protocol ?? 'TCP') === 'TCP');
      if (port && selects(spec.selector ?? {}, proxyLabels))
        return typeof port.targetPort === 'number' && port.targetPort !== 0 ? port.targetPort : number;
    }
    return number;
  };
};

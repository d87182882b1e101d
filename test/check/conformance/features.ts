import { supportedFeatures } from '#core/snapshot/gateway-api/features.ts';
import { onlyWithout } from './status.ts';

/** Features of the conformance suite that have no meaning on one machine, and why. Tests that need one of them are skipped by its name. */
export const withoutMeaning: Readonly<Record<string, string>> = {
  GatewayInfrastructurePropagation:
    'labels and annotations go to the Pods and Services that a cluster makes for a Gateway; here a Gateway is a listener of one process',
};

/** Families of features that are no business of a gateway on one machine; the suite has tests of its own for them, which are not played. */
export const familiesWithoutMeaning: readonly (readonly [family: string, why: string])[] = [
  [
    'Mesh',
    'they ask for sidecars or nodes that catch the traffic between Pods; here the forward proxy plays the client side of a mesh',
  ],
];

/** Why a test is not played; `undefined` for one that is. A feature that is neither claimed nor without meaning is no reason: its tests fail. */
export function skipReason(name: string, features: readonly string[]): string | undefined {
  const without = features.find((one) => withoutMeaning[one] !== undefined);
  if (without !== undefined) return `${without}: ${withoutMeaning[without]}`;
  const only = onlyWithout[name];
  return only !== undefined && supportedFeatures.includes(only) ? `it is for gateways without ${only}` : undefined;
}

import type { Rule } from '../rule.ts';

/** Fields that Istio calls deprecated and still obeys (analyzer IST0002). */
export const deprecated: Rule = ({ virtualServices, sidecars }) => [
  ...virtualServices.flatMap((resource) =>
    (resource.spec.http ?? []).flatMap(({ fault }, index) => {
      const { percent = 0 } = fault?.delay ?? {};
      if (percent <= 0) return [];
      return [
        {
          severity: 'warning' as const,
          code: 'virtual-service/deprecated',
          istio: 'IST0002',
          message: `"percent" is deprecated; write "percentage: { value: ${percent} }"`,
          place: resource.keyAt(['spec', 'http', index, 'fault', 'delay', 'percent']),
        },
      ];
    }),
  ),
  ...sidecars.flatMap((sidecar) =>
    sidecar.spec.outboundTrafficPolicy?.egressProxy === undefined
      ? []
      : [
          {
            severity: 'warning' as const,
            code: 'sidecar/deprecated',
            istio: 'IST0002',
            message:
              '"egressProxy" is deprecated; lead requests for other hosts through an egress gateway with a VirtualService',
            place: sidecar.keyAt(['spec', 'outboundTrafficPolicy', 'egressProxy']),
          },
        ],
  ),
];

import type { Rule } from '../rule.ts';

/** A VirtualService for sidecars alone (reference 3.1: no `gateways` means `mesh`) does nothing at a gateway. */
export const meshOnly: Rule = ({ virtualServices }) =>
  virtualServices.flatMap((resource) => {
    const { hosts = [], gateways = [] } = resource.spec;
    if (hosts.length === 0 || gateways.some((gateway) => gateway !== 'mesh')) return [];
    return [
      {
        severity: 'information' as const,
        code: 'fidelity/mesh-only',
        message:
          'these routes are for the mesh alone, whose requests come through the forward proxy; name a Gateway under "gateways" if it should have them too',
        place: gateways.length > 0 ? resource.keyAt(['spec', 'gateways']) : resource.keyAt(['spec', 'hosts']),
      },
    ];
  });

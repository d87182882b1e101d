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
          'these routes are for requests of the mesh, which go through the forward proxy; name a Gateway under "gateways" to use them there',
        place: gateways.length > 0 ? resource.keyAt(['spec', 'gateways']) : resource.keyAt(['spec', 'hosts']),
      },
    ];
  });

import type { ServerGroup } from './merge-gateways.ts';
import { isHttpish, tlsModeOf } from './protocol.ts';
import type { Report } from './report.ts';

/** Says of every server whose mode of TLS needs a mesh what happens instead. */
export const reportMeshModes = (groups: readonly ServerGroup[], report: Report): void => {
  for (const { gateway, spec, index } of groups.flatMap(({ servers }) => servers)) {
    const path = ['spec', 'servers', index];
    const say = (message: string, at: readonly (string | number)[]) =>
      report.add({
        severity: 'information',
        code: 'gateway/needs-mesh',
        message,
        place: gateway.at([...path, ...at]),
      });
    const mode = isHttpish(spec) ? undefined : tlsModeOf(spec);
    if (mode === 'AUTO_PASSTHROUGH') {
      const message = `AUTO_PASSTHROUGH joins the meshes of several clusters, so nothing listens for the port "${spec.port.name}"; use PASSTHROUGH`;
      say(message, ['tls', 'mode']);
    } else if (mode === 'ISTIO_MUTUAL') {
      say('the certificates of a mesh are not here, so those of the local authority take their place', ['tls', 'mode']);
    }
  }
};

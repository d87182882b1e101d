import type { ServerGroup } from './merge-gateways.ts';
import { classOf, protocolOf } from './protocol.ts';
import type { Report } from './report.ts';

const speaksHttp2 = new Set(['HTTP2', 'GRPC', 'GRPC-WEB']);

/** Says of every server whose protocol the gateway does not serve yet what happens instead. */
export const reportPlannedProtocols = (groups: readonly ServerGroup[], report: Report): void => {
  for (const { gateway, spec, index } of groups.flatMap(({ servers }) => servers)) {
    const protocol = protocolOf(spec);
    const isHttp = classOf(protocol) === 'http';
    if (isHttp && !speaksHttp2.has(protocol)) continue;
    const message = isHttp
      ? `HTTP/2 is not served yet, so the port "${spec.port.name}" answers HTTP/1.1 only; use the protocol HTTP`
      : `${protocol} is not served yet, so nothing listens for the port "${spec.port.name}"; use the protocol HTTP`;
    report.add({
      severity: 'information',
      code: 'gateway/protocol-planned',
      message,
      place: gateway.at(['spec', 'servers', index, 'port', 'protocol']),
    });
  }
};

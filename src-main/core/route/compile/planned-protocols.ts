import type { ServerGroup } from './merge-gateways.ts';
import { classOf, protocolOf } from './protocol.ts';
import type { Report } from './report.ts';

/** Says of every server whose protocol the gateway does not serve yet what happens instead. */
export const reportPlannedProtocols = (groups: readonly ServerGroup[], report: Report): void => {
  for (const { gateway, spec, index } of groups.flatMap(({ servers }) => servers)) {
    const protocol = protocolOf(spec);
    const isHttp = classOf(protocol) === 'http';
    if (isHttp && protocol !== 'GRPC-WEB') continue;
    const message = isHttp
      ? `gRPC-Web is not translated yet, so the port "${spec.port.name}" passes it on as it comes; send gRPC, which is served`
      : `${protocol} is not served yet, so nothing listens for the port "${spec.port.name}"; use the protocol HTTP`;
    report.add({
      severity: 'information',
      code: 'gateway/protocol-planned',
      message,
      place: gateway.at(['spec', 'servers', index, 'port', 'protocol']),
    });
  }
};

import type { GatewayServer } from '../../resource/istio/gateway.ts';
import { protocolClass } from '../../resource/istio/protocol.ts';

export const protocolOf = (server: GatewayServer): string => server.port.protocol.toUpperCase();

/** Protocols that no gateway serves. */
export const isUnserved = (server: GatewayServer): boolean =>
  ['udp', 'unknown'].includes(protocolClass(server.port.protocol));

/** `PASSTHROUGH` is what a `tls` block without `mode` means, also beside protocol HTTPS. */
export const tlsModeOf = (server: GatewayServer): string | undefined =>
  server.tls === undefined ? undefined : (server.tls.mode ?? 'PASSTHROUGH');

export const isHttpish = (server: GatewayServer): boolean => protocolClass(server.port.protocol) === 'http';

export const passesTlsThrough = (server: GatewayServer): boolean => {
  const mode = tlsModeOf(server);
  return mode === 'PASSTHROUGH' || mode === 'AUTO_PASSTHROUGH';
};

/** Whether TLS is spoken on this server. `tls` on a plaintext protocol only carries `httpsRedirect`. */
export const isTlsServer = (server: GatewayServer): boolean => server.tls !== undefined && !isHttpish(server);

/** Whether requests, not connections, are routed: plaintext HTTP, or HTTPS that ends here. */
export const isHttpServer = (server: GatewayServer): boolean =>
  isHttpish(server) || (protocolOf(server) === 'HTTPS' && server.tls !== undefined && !passesTlsThrough(server));

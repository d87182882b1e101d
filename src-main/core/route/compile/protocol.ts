import type { GatewayServer } from '../../resource/istio/gateway.ts';

/** The classes of reference 2.2; `none` is what no gateway serves. */
export type ProtocolClass = 'http' | 'https' | 'tls' | 'tcp' | 'none';

const classes: Readonly<Record<string, ProtocolClass>> = {
  HTTP: 'http',
  HTTP_PROXY: 'http',
  HTTP2: 'http',
  GRPC: 'http',
  'GRPC-WEB': 'http',
  HTTPS: 'https',
  TLS: 'tls',
  TCP: 'tcp',
  MONGO: 'tcp',
  REDIS: 'tcp',
  MYSQL: 'tcp',
};

export const protocolOf = (server: GatewayServer): string => server.port.protocol.toUpperCase();

export const classOf = (protocol: string): ProtocolClass =>
  Object.hasOwn(classes, protocol) ? (classes[protocol] ?? 'none') : 'none';

/** `PASSTHROUGH` is what a `tls` block without `mode` means, also beside protocol HTTPS. */
export const tlsModeOf = (server: GatewayServer): string | undefined =>
  server.tls === undefined ? undefined : (server.tls.mode ?? 'PASSTHROUGH');

export const isHttpish = (server: GatewayServer): boolean => classOf(protocolOf(server)) === 'http';

export const passesTlsThrough = (server: GatewayServer): boolean => {
  const mode = tlsModeOf(server);
  return mode === 'PASSTHROUGH' || mode === 'AUTO_PASSTHROUGH';
};

/** Whether TLS is spoken on this server. `tls` on a plaintext protocol only carries `httpsRedirect`. */
export const isTlsServer = (server: GatewayServer): boolean => server.tls !== undefined && !isHttpish(server);

/** Whether requests, not connections, are routed: plaintext HTTP, or HTTPS that ends here. */
export const isHttpServer = (server: GatewayServer): boolean =>
  isHttpish(server) ||
  (classOf(protocolOf(server)) === 'https' && server.tls !== undefined && !passesTlsThrough(server));

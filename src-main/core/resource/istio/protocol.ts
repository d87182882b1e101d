/** How a written protocol is served (reference 2.2). `unknown` is an error on a Gateway. */
export type ProtocolClass = 'http' | 'tls' | 'tcp' | 'udp' | 'unknown';

const classes: Readonly<Record<string, ProtocolClass>> = {
  HTTP: 'http',
  HTTP_PROXY: 'http',
  HTTP2: 'http',
  GRPC: 'http',
  'GRPC-WEB': 'http',
  HTTPS: 'tls',
  TLS: 'tls',
  TCP: 'tcp',
  MONGO: 'tcp',
  REDIS: 'tcp',
  MYSQL: 'tcp',
  UDP: 'udp',
};

/** The protocols a Gateway may name, in upper case. */
export const knownProtocols: readonly string[] = Object.keys(classes);

/** Reads a protocol in any case. */
export const protocolClass = (written: string): ProtocolClass => {
  const name = written.toUpperCase();
  return Object.hasOwn(classes, name) ? (classes[name] ?? 'unknown') : 'unknown';
};

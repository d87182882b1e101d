import type { Endpoint } from './table.ts';

/** Where requests end up, for people: `127.0.0.1:9001`, `[::1]:9001`, `unix:///run/oven.sock`, `sample "httpbin"`, `stub 418`, `https://api.example.com`, `listener 0.0.0.0_80`. */
export const sayEndpoint = (endpoint: Endpoint): string => {
  if (endpoint.at === 'sample') return `sample "${endpoint.sample}"`;
  if (endpoint.at === 'stub') return `stub ${endpoint.stub.status}`;
  if (endpoint.at === 'listener') return `listener ${endpoint.listener}`;
  const { address, port, sendsHost, tls } = endpoint;
  if (sendsHost !== undefined) return `${tls ? 'https' : 'http'}://${sendsHost}`;
  if (address.startsWith('unix://')) return address;
  return address.includes(':') && !address.startsWith('[') ? `[${address}]:${port}` : `${address}:${port}`;
};

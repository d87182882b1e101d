import {
  type Infer,
  integer,
  intOrString,
  list,
  map,
  object,
  oneOf,
  optional,
  required,
  string,
} from '../../schema/schema.ts';

const sampleNames = ['httpbin', 'details', 'echo'] as const;

const endpointChoice = [['address', 'sample']] as const;

/** `3000`, `:3000`, `localhost:3000`, `127.0.0.1:3000`, `[::1]:3000`. */
const address = () => intOrString();

export const localEndpoint = object(
  'LocalEndpoint',
  {
    address: optional(address(), 'Where it listens: "host:port", or just a port on the loopback address.'),
    sample: optional(oneOf(...sampleNames), 'A bundled service that answers in its place.'),
    labels: optional(
      map(string()),
      'Labels as a pod would have them; subsets of a DestinationRule choose by them, and "topology.kubernetes.io/region" and "/zone" say where it is.',
    ),
    port: optional(integer(1, 65535), 'The port of the service that it serves.', { default: 'all of them' }),
  },
  endpointChoice,
);

export const localPort = object(
  'LocalPort',
  {
    port: required(integer(1, 65535), 'The port of the service.'),
    name: optional(string(), 'The name of the port; its first part before "-" names the protocol, as in a Service.', {
      default: 'that of the Service, else "http"',
    }),
    address: optional(address(), 'Where this port is served: "host:port", or just a port on the loopback address.'),
    sample: optional(oneOf(...sampleNames), 'A bundled service that answers on this port.'),
  },
  endpointChoice,
);

/**
 * `slipway.dev/v1` `LocalService`: binds a service to processes on this machine; wins over EndpointSlices and bundled samples.
 * Where no `Service` of that host exists it also makes the host known, with `ports` as its ports.
 */
export const localServiceSpec = object(
  'LocalService',
  {
    service: optional(string(), 'The service: a short name in this namespace, or a full host name.', {
      default: 'metadata.name',
    }),
    address: optional(address(), 'Where every port is served: "host:port", or just a port on the loopback address.'),
    sample: optional(oneOf(...sampleNames), 'A bundled service that answers on every port.'),
    ports: optional(list(localPort), 'Ports that are served elsewhere than the rest.'),
    labels: optional(map(string()), 'Labels of "address", "sample" and "ports", as a pod would have them.'),
    endpoints: optional(
      list(localEndpoint),
      'Several processes with labels of their own, such as two versions of the service.',
    ),
  },
  endpointChoice,
);

export type LocalServiceSpec = Infer<typeof localServiceSpec>;
export type LocalPort = Infer<typeof localPort>;
export type LocalEndpoint = Infer<typeof localEndpoint>;

import {
  duration,
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

export const sampleNames = ['httpbin', 'details', 'echo'] as const;

/** What serves: exactly one of these, wherever something is bound. */
export const servedBy = ['address', 'sample', 'url', 'stub'] as const;
const endpointChoice = [servedBy] as const;

export const localStub = object('LocalStub', {
  status: optional(integer(200, 599), 'The status of every answer.', { default: '200' }),
  headers: optional(map(string()), 'Headers of every answer.', {
    default: 'a "content-type" that fits the body',
  }),
  body: optional(string(), 'The body of every answer.', { default: 'none' }),
  delay: optional(duration(), 'How long it waits before it answers.', { default: 'not at all' }),
});

const url = (serves: string) =>
  optional(
    string(),
    `A site outside of this machine that ${serves}: "https://api.example.com", with TLS of its own where it says https. Requests get its name as their Host; "address" keeps the Host that they have.`,
  );
const stub = (serves: string) => optional(localStub, `A fixed answer that ${serves}.`);

/** `3000`, `:3000`, `localhost:3000`, `127.0.0.1:3000`, `[::1]:3000`. */
const address = () => intOrString();

export const localEndpoint = object(
  'LocalEndpoint',
  {
    address: optional(address(), 'Where it listens: "host:port", or just a port on the loopback address.'),
    sample: optional(oneOf(...sampleNames), 'A bundled service that answers in its place.'),
    url: url('answers in its place'),
    stub: stub('is given in its place'),
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
    url: url('answers on this port'),
    stub: stub('is given on this port'),
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
    url: url('answers on every port'),
    stub: stub('is given on every port'),
    ports: optional(list(localPort), 'Ports that are served elsewhere than the rest.'),
    labels: optional(map(string()), 'Labels of what serves above and in "ports", as a pod would have them.'),
    endpoints: optional(
      list(localEndpoint),
      'Several processes with labels of their own, such as two versions of the service.',
    ),
  },
  endpointChoice,
);

export type LocalServiceSpec = Infer<typeof localServiceSpec>;
export type LocalStub = Infer<typeof localStub>;
export type LocalPort = Infer<typeof localPort>;
export type LocalEndpoint = Infer<typeof localEndpoint>;

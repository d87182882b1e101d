import { type Infer, integer, list, map, object, optional, required, string } from '../../schema/schema.ts';

/** A port by its number. */
export const portSelector = object('PortSelector', {
  number: optional(integer(1, 65535), 'The port of the service.'),
});

/** Where traffic goes (reference 5.1). A short host is completed with the namespace of its VirtualService. */
export const destination = object('Destination', {
  host: required(string(), 'The service: a short name, a full name or a host of a ServiceEntry.'),
  subset: optional(string(), 'The subset of the service, as its DestinationRule names it.'),
  port: optional(portSelector, 'The port of the service; may be left out where the service has only one.', {
    default: 'the only port of the service',
  }),
});

/** A destination without header operations, as TLS and TCP routes have it. */
export const routeDestination = object('RouteDestination', {
  destination: required(destination, 'Where the connections go.'),
  weight: optional(integer(0), 'The share of this destination among all of the route.', { default: '0' }),
});

export const headerOperations = object('HeaderOperations', {
  set: optional(map(string()), 'Headers that are overwritten with these values.'),
  add: optional(map(string()), 'Headers that get these values in addition to those they have.'),
  remove: optional(list(string()), 'Headers that are taken away.'),
});

/** Header operations towards the service and back (reference 5.4). */
export const headers = object('Headers', {
  request: optional(headerOperations, 'Operations on the request before it is sent to the service.'),
  response: optional(headerOperations, 'Operations on the response before it is sent to the client.'),
});

export type Destination = Infer<typeof destination>;
export type RouteDestination = Infer<typeof routeDestination>;
export type HeaderOperationsSpec = Infer<typeof headerOperations>;
export type HeadersSpec = Infer<typeof headers>;

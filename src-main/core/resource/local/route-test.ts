import {
  boolean,
  type Infer,
  integer,
  list,
  map,
  number,
  object,
  oneOf,
  optional,
  required,
  string,
} from '../../schema/schema.ts';

const testedRequest = object('TestedRequest', {
  urls: required(
    list(string({ pattern: /^(https?|wss?):\/\/[^/]/i, help: 'an absolute URL, such as "http://shop.test/cart"' }), {
      fewest: 1,
    }),
    'What is asked for. Each is asked with each method.',
  ),
  methods: optional(
    list(string({ pattern: /^[A-Z]+$/, help: 'a method in capitals' }), { fewest: 1 }),
    'How it is asked for.',
    {
      default: 'GET',
    },
  ),
  headers: optional(map(string()), 'Header lines of the request; "host" replaces the host of the URL.'),
  from: optional(oneOf('gateway', 'mesh'), 'Who gets the request first: the gateway, or the sidecar of a client.', {
    default: 'gateway',
  }),
});

const expectedDestination = object('ExpectedDestination', {
  host: required(string(), 'The service: a short name in this namespace, or a full host name.'),
  port: optional(integer(1, 65535), 'The port of the service.', { default: 'any' }),
  subset: optional(string(), 'The subset of the DestinationRule.', { default: 'any, or none' }),
  share: optional(number(0, 100), 'How many requests in a hundred it gets.', { default: 'any that is not 0' }),
});

const expectedAnswer = object('ExpectedAnswer', {
  matched: optional(boolean(), 'Whether any route takes the request.'),
  route: optional(
    string(),
    'The rule that decides: its name, or where it stands, as in "VirtualService default/shop http[0]".',
  ),
  destinations: optional(
    list(expectedDestination, { fewest: 1 }),
    'The services that it may be sent to, all of them and no others.',
  ),
  path: optional(string(), 'The path that the service sees, with its query.'),
  authority: optional(string(), 'The host that the service sees.'),
  status: optional(
    integer(100, 599),
    'What the gateway answers by itself, as 404 where there is no route, 301 or 503.',
  ),
  location: optional(string(), 'Where a redirect leads.'),
});

const routeTestCase = object('RouteTestCase', {
  name: optional(string(), 'What is tested, in words.'),
  request: required(testedRequest, 'What is asked.'),
  expect: required(expectedAnswer, 'What must become of it.'),
});

/** `slipway.dev/v1` `RouteTest`: requests, and what must become of them. Changes nothing of what the gateway does. */
export const routeTestSpec = object('RouteTest', {
  tests: required(list(routeTestCase, { fewest: 1 }), 'The tests.'),
});

export type RouteTestSpec = Infer<typeof routeTestSpec>;
export type RouteTestCase = Infer<typeof routeTestCase>;

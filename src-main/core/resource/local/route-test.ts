import {
  boolean,
  duration,
  durationOrZero,
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

const names = (help: string) => list(string({ filled: true, help }), { fewest: 1 });

const testedRequest = object(
  'TestedRequest',
  {
    urls: optional(
      list(string({ pattern: /^(https?|wss?):\/\/[^/]/i, help: 'an absolute URL, such as "http://shop.test/cart"' }), {
        fewest: 1,
      }),
      'What is asked for, as whole URLs. Instead of them: hosts, paths, schemes and ports.',
    ),
    hosts: optional(
      names('a host name, such as "shop.test"'),
      'The hosts that are asked. Each with each scheme, port, path and method.',
    ),
    paths: optional(
      list(string({ pattern: /^\//, help: 'a path that begins with "/"' }), { fewest: 1 }),
      'The paths that are asked for, perhaps with a query.',
      { default: '/' },
    ),
    schemes: optional(list(oneOf('http', 'https'), { fewest: 1 }), 'How the hosts are asked.', { default: 'http' }),
    ports: optional(list(integer(1, 65535), { fewest: 1 }), 'The ports that are dialled.', {
      default: 'that of the scheme',
    }),
    query: optional(map(string()), 'Parameters of the query, added to each URL.'),
    methods: optional(
      list(string({ pattern: /^[A-Z]+$/, help: 'a method in capitals' }), { fewest: 1 }),
      'How it is asked for.',
      { default: 'GET' },
    ),
    headers: optional(map(string()), 'Header lines of the request; "host" replaces the host of the URL.'),
    from: optional(oneOf('gateway', 'mesh'), 'Who gets the request first: the gateway, or the sidecar of a client.', {
      default: 'gateway',
    }),
  },
  [
    ['urls', 'hosts'],
    ['urls', 'paths'],
    ['urls', 'schemes'],
    ['urls', 'ports'],
  ],
);

const service = {
  host: required(string(), 'The service: a short name in this namespace, or a full host name.'),
  port: optional(integer(1, 65535), 'The port of the service.', { default: 'any' }),
  subset: optional(string(), 'The subset of the DestinationRule.', { default: 'any, or none' }),
};

const namedService = object('Service', service);

const expectedDestination = object('ExpectedDestination', {
  ...service,
  share: optional(number(0, 100), 'How many requests in a hundred it gets.', { default: 'any that is not 0' }),
});

const expectedMirror = object('ExpectedMirror', {
  ...service,
  percent: optional(number(0, 100), 'How many requests in a hundred are copied.', { default: 'any' }),
});

const expectedRedirect = object('ExpectedRedirect', {
  status: optional(integer(301, 308), 'The status of the answer.'),
  scheme: optional(oneOf('http', 'https'), 'The scheme that it leads to.'),
  host: optional(string(), 'The host that it leads to, with its port where one is written.'),
  path: optional(string(), 'The path that it leads to; with a "?" the query counts, too.'),
});

const expectedFault = object('ExpectedFault', {
  status: optional(integer(200, 599), 'The status that requests are aborted with.'),
  abortPercent: optional(number(0, 100), 'How many requests in a hundred are aborted.', { default: 'any' }),
  delay: optional(duration(), 'How long requests are held back.'),
  delayPercent: optional(number(0, 100), 'How many requests in a hundred are held back.', { default: 'any' }),
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
  notDestinations: optional(list(namedService, { fewest: 1 }), 'Services that get none of it.'),
  path: optional(string(), 'The path that the service sees, with its query.'),
  authority: optional(string(), 'The host that the service sees.'),
  rewrite: optional(string(), 'What the rule puts in place of the path, or of the part of it that matched.'),
  requestHeaders: optional(
    map(string()),
    'Header lines that the service sees, as the client sends them and the rule changes them.',
  ),
  withoutRequestHeaders: optional(names('the name of a header'), 'Header lines that the service does not see.'),
  responseHeaders: optional(map(string()), 'Header lines that the rule writes into the answer.'),
  withoutResponseHeaders: optional(
    names('the name of a header'),
    'Header lines that the rule takes out of the answer.',
  ),
  status: optional(
    integer(100, 599),
    'What the gateway answers by itself, as 404 where there is no route, 301 or 503.',
  ),
  body: optional(string(), 'The body that the gateway answers with by itself.'),
  location: optional(string(), 'Where a redirect leads.'),
  redirect: optional(expectedRedirect, 'Where a redirect leads, part by part.'),
  timeout: optional(durationOrZero(), 'How long the service has for its answer; 0s: there is no limit.'),
  retries: optional(integer(0, 1000), 'How often a request is sent again at most.'),
  mirrors: optional(list(expectedMirror), 'The services that get copies, all of them; an empty list: none.'),
  fault: optional(expectedFault, 'What is done to requests on purpose.'),
});

const simulation = object('Simulation', {
  requests: optional(integer(1, 100_000), 'How many requests are drawn.', { default: '1000' }),
  seed: optional(integer(0, 4_294_967_295), 'What chance begins with: the same seed draws the same on every machine.', {
    default: '1',
  }),
  tolerance: optional(number(0, 100), 'How far a share may be from what is expected, in requests of a hundred.', {
    default: '5',
  }),
});

const routeTestCase = object('RouteTestCase', {
  name: optional(string(), 'What is tested, in words.'),
  request: required(testedRequest, 'What is asked.'),
  branch: optional(
    namedService,
    'Where a rule has several destinations, the one that is looked at: path, authority and headers are what it sees.',
    { default: 'the first' },
  ),
  simulate: optional(
    simulation,
    'Shares are those of requests that are drawn by weights and faults, in place of the weights themselves.',
  ),
  expect: required(expectedAnswer, 'What must become of it.'),
});

/** `slipway.dev/v1` `RouteTest`: requests, and what must become of them. Changes nothing of what the gateway does. */
export const routeTestSpec = object('RouteTest', {
  tests: required(list(routeTestCase, { fewest: 1 }), 'The tests.'),
});

export type RouteTestSpec = Infer<typeof routeTestSpec>;
export type RouteTestCase = Infer<typeof routeTestCase>;
export type ExpectedAnswer = RouteTestCase['expect'];
export type NamedService = Infer<typeof namedService>;

import type { RouteTestCase } from './route-test.ts';

/** So many requests one document of tests may ask: lists are multiplied with each other, and a few short ones make millions. */
export const mostRequests = 20_000;
/** So many requests one document may draw, all simulations together. */
export const mostDrawn = 2_000_000;

/** How many requests a test asks, without making them: each URL, or each host with each scheme, port and path, with each method. */
export const countRequests = ({
  urls,
  hosts = [],
  schemes = ['http'],
  ports = [0],
  paths = ['/'],
  methods = ['GET'],
}: RouteTestCase['request']): number =>
  (urls ? urls.length : hosts.length * schemes.length * ports.length * paths.length) * methods.length;

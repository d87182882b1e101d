import type { ServerResponse } from 'node:http';
import { send, sendJson } from '../sample-server.ts';
import { type HttpbinRequest, type HttpbinRoute, part } from './route.ts';

/** Reads, sets and deletes cookies. Setting and deleting redirect to `/cookies`. */
export const cookieRoutes = (): readonly HttpbinRoute[] => [
  {
    methods: ['GET'],
    path: '/cookies',
    about: 'the cookies that were sent',
    answer: ({ raw }, response) =>
      sendJson(response, 200, { cookies: Object.fromEntries(cookiesOf(raw.headers.cookie ?? '')) }),
  },
  {
    methods: ['GET'],
    path: '/cookies/set',
    about: 'sets a cookie for each query parameter',
    answer: (request, response) => set(response, [...request.query]),
  },
  {
    methods: ['GET'],
    path: '/cookies/set/{name}/{value}',
    about: 'sets one cookie',
    answer: (request: HttpbinRequest, response) => set(response, [[part(request, 0), part(request, 1)]]),
  },
  {
    methods: ['GET'],
    path: '/cookies/delete',
    about: 'deletes the cookies named in the query',
    answer: (request, response) =>
      set(
        response,
        [...request.query.keys()].map((name) => [name, '']),
        '; Max-Age=0',
      ),
  },
];

const cookiesOf = (header: string): [string, string][] =>
  header
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=');
      return equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
    });

function set(response: ServerResponse, cookies: readonly (readonly [string, string])[], more = ''): void {
  // RFC 6265 section 4.1.1: what may stand in a name and a value.
  if (
    cookies.some(
      ([name, value]) =>
        !/^[\w!#$%&'*+.^`|~-]+$/.test(name) || /[^\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]/.test(value),
    )
  ) {
    return send(response, 400, 'text/plain; charset=utf-8', 'not a valid cookie\n');
  }
  response.setHeader(
    'set-cookie',
    cookies.map(([name, value]) => `${name}=${value}; Path=/; HttpOnly${more}`),
  );
  response.writeHead(302, { location: '/cookies', 'content-length': 0 });
  response.end();
}

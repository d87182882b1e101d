import type { ServerResponse } from 'node:http';
import { send, sendJson } from '../sample-server.ts';
import { type HttpbinRequest, type HttpbinRoute, part } from './route.ts';

/** Endpoints behind a user name and password, or a bearer token. Nothing here is secret: the URL names both. */
export const authRoutes = (): readonly HttpbinRoute[] => [
  {
    methods: ['GET'],
    path: '/basic-auth/{user}/{password}',
    about: 'asks for them by basic authentication',
    answer: (q, r) => basic(q, r, false),
  },
  {
    methods: ['GET'],
    path: '/hidden-basic-auth/{user}/{password}',
    about: 'the same, with 404 instead of 401',
    answer: (q, r) => basic(q, r, true),
  },
  {
    methods: ['GET'],
    path: '/bearer',
    about: 'asks for any bearer token',
    answer: ({ raw }, response) => {
      const token = /^Bearer (.+)$/.exec(raw.headers.authorization ?? '')?.[1];
      if (token !== undefined) return sendJson(response, 200, { authenticated: true, token });
      response.setHeader('www-authenticate', 'Bearer');
      return send(response, 401, 'text/plain; charset=utf-8', '');
    },
  },
];

function basic(request: HttpbinRequest, response: ServerResponse, hidden: boolean): void {
  const user = part(request, 0);
  const wanted = `Basic ${Buffer.from(`${user}:${part(request, 1)}`).toString('base64')}`;
  if (request.raw.headers.authorization === wanted)
    return sendJson(response, 200, { authenticated: true, authorized: true, user });
  if (hidden) return send(response, 404, 'text/plain; charset=utf-8', '');
  response.setHeader('www-authenticate', 'Basic realm="Fake Realm"');
  return sendJson(response, 401, { authenticated: false, authorized: false, user: '' });
}

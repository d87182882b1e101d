import type { ServerResponse } from 'node:http';
import { send } from '../sample-server.ts';
import { type HttpbinRequest, type HttpbinRoute, part } from './route.ts';

/** Chains of redirects that end at `/get`. */
export const redirectRoutes = (): readonly HttpbinRoute[] => [
  {
    methods: ['GET'],
    path: '/redirect/{n}',
    about: 'redirects n times',
    answer: (q, r) => chain(q, r, 'redirect', false),
  },
  {
    methods: ['GET'],
    path: '/relative-redirect/{n}',
    about: 'the same',
    answer: (q, r) => chain(q, r, 'relative-redirect', false),
  },
  {
    methods: ['GET'],
    path: '/absolute-redirect/{n}',
    about: 'with the whole URL',
    answer: (q, r) => chain(q, r, 'absolute-redirect', true),
  },
  { methods: ['*'], path: '/redirect-to', about: 'to ?url=, with ?status_code=', answer: to },
];

function chain(request: HttpbinRequest, response: ServerResponse, name: string, absolute: boolean): void {
  const text = part(request, 0);
  const left = Number(text);
  if (!/^\d+$/.test(text) || left < 1)
    return send(response, 400, 'text/plain; charset=utf-8', 'not a number of redirects\n');
  const path = left === 1 ? '/get' : `/${name}/${left - 1}`;
  const scheme = request.raw.headers['x-forwarded-proto'] ?? 'http';
  redirect(response, 302, absolute ? `${scheme}://${request.raw.headers.host ?? ''}${path}` : path);
}

function to(request: HttpbinRequest, response: ServerResponse): void {
  const url = request.query.get('url');
  const status = Number(request.query.get('status_code') ?? '302');
  // A line break would let the query write headers of its own.
  if (!url || /[\r\n]/.test(url)) return send(response, 400, 'text/plain; charset=utf-8', 'the query needs a url\n');
  if (!Number.isInteger(status) || status < 300 || status > 399) {
    return send(response, 400, 'text/plain; charset=utf-8', 'the status_code is not one of 300 to 399\n');
  }
  request.raw.resume();
  redirect(response, status, url);
}

function redirect(response: ServerResponse, status: number, location: string): void {
  response.writeHead(status, { location: encodeURI(decodeURI(location)), 'content-length': 0 });
  response.end();
}

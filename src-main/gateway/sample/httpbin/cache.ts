import type { ServerResponse } from 'node:http';
import type { Clock } from '#core/world.ts';
import { send, sendJson } from '../sample-server.ts';
import { type HttpbinRequest, type HttpbinRoute, part, whole } from './route.ts';

/** Endpoints for trying out HTTP caching. */
export const cacheRoutes = (clock: Clock): readonly HttpbinRoute[] => [
  {
    methods: ['GET'],
    path: '/cache',
    about: '304 for a conditional request, else a cacheable answer',
    answer: (request, response) => {
      const { 'if-modified-since': since, 'if-none-match': match } = request.raw.headers;
      if (since !== undefined || match !== undefined) return unchanged(response);
      response.setHeader('last-modified', new Date(clock()).toUTCString());
      response.setHeader('etag', '"sample"');
      return sendJson(response, 200, { cached: false });
    },
  },
  {
    methods: ['GET'],
    path: '/cache/{seconds}',
    about: 'cacheable for that long',
    answer: (request, response) => {
      response.setHeader('cache-control', `public, max-age=${whole(part(request, 0), 60, 0, 31_536_000)}`);
      sendJson(response, 200, { cached: false });
    },
  },
  {
    methods: ['GET'],
    path: '/etag/{etag}',
    about: 'with that etag; If-None-Match and If-Match are understood',
    answer: etag,
  },
];

function etag(request: HttpbinRequest, response: ServerResponse): void {
  const tag = `"${part(request, 0).replace(/[^\x21\x23-\x7e]/g, '')}"`;
  const lists = (header: string | undefined): boolean =>
    (header ?? '').split(',').some((item) => item.trim() === '*' || item.trim().replace(/^W\//, '') === tag);
  response.setHeader('etag', tag);
  if (lists(request.raw.headers['if-none-match'])) return unchanged(response);
  if (request.raw.headers['if-match'] !== undefined && !lists(request.raw.headers['if-match'])) {
    return send(response, 412, 'text/plain; charset=utf-8', '');
  }
  return sendJson(response, 200, { etag: tag });
}

function unchanged(response: ServerResponse): void {
  response.writeHead(304);
  response.end();
}

import { type SampleService, send, sendJson } from './sample-server.ts';

/** Bookinfo's `details` service: `/details/{id}` for a whole number, and `/health`. */
export function createDetails(): SampleService {
  return {
    handle: ({ method, path }, response) => {
      if (method !== 'GET' && method !== 'HEAD') {
        response.setHeader('allow', 'GET, HEAD');
        return sendJson(response, 405, { error: `method ${method} is not supported` });
      }
      if (path === '/health') return sendJson(response, 200, { status: 'Details is healthy' });
      if (path === '/') return send(response, 200, 'text/plain; charset=utf-8', 'details: /details/{id}, /health\n');
      const id = /^\/details\/([^/]+)$/.exec(path)?.[1];
      if (id === undefined) return sendJson(response, 404, { error: `nothing at ${path}` });
      if (!/^\d+$/.test(id)) return sendJson(response, 400, { error: 'please provide numeric product id' });
      return sendJson(response, 200, {
        id: Number(id),
        author: 'William Shakespeare',
        year: 1595,
        type: 'paperback',
        pages: 200,
        publisher: 'PublisherA',
        language: 'English',
        'ISBN-10': '1234567890',
        'ISBN-13': '123-1234567890',
      });
    },
  };
}

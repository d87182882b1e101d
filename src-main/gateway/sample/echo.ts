import { headersOf, readBody, type SampleService, sendJson } from './sample-server.ts';
import { acceptWebSocket } from './web-socket.ts';

/** Answers every request with what arrived, as JSON: the judge of rewrites and header operations. */
export function createEcho(): SampleService {
  return {
    handle: async ({ method, path, query, raw }, response) => {
      const body = await readBody(raw);
      sendJson(response, 200, {
        service: 'echo',
        method,
        path,
        query: Object.fromEntries(query),
        target: raw.url,
        host: raw.headers.host ?? null,
        protocol: `HTTP/${raw.httpVersion}`,
        headers: headersOf(raw),
        body: body.toString('utf8'),
        bodyBytes: body.length,
        trailers: raw.trailers,
      });
    },
    upgrade: ({ raw }, socket, head) => acceptWebSocket(raw, socket, head),
  };
}

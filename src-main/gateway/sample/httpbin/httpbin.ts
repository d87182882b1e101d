import type { ServerResponse } from 'node:http';
import type { Clock, Dice } from '#core/world.ts';
import { type SampleRequest, type SampleService, send } from '../sample-server.ts';
import { acceptWebSocket } from '../web-socket.ts';
import { authRoutes } from './auth.ts';
import { cacheRoutes } from './cache.ts';
import { contentRoutes } from './content.ts';
import { cookieRoutes } from './cookies.ts';
import { redirectRoutes } from './redirects.ts';
import { requestRoutes } from './requests.ts';
import type { HttpbinRoute } from './route.ts';
import { statusRoutes } from './status.ts';
import { streamRoutes } from './streams.ts';

/**
 * httpbin as the documentation's examples use it: the endpoints, JSON shapes and CORS headers of go-httpbin,
 * which Istio's sample manifests deploy.
 */
export function createHttpbin(world: { readonly dice: Dice; readonly clock: Clock }): SampleService {
  const routes: readonly HttpbinRoute[] = [
    ...requestRoutes(),
    ...statusRoutes(world.dice),
    ...redirectRoutes(),
    ...streamRoutes(world.dice),
    ...cookieRoutes(),
    ...authRoutes(),
    ...cacheRoutes(world.clock),
    ...contentRoutes(),
  ];
  const index = indexPage(routes);
  return {
    handle: async (request, response) => {
      cors(request, response);
      if (request.path === '/') return send(response, 200, 'text/html; charset=utf-8', index);
      const found = find(routes, request);
      if (!found) return send(response, 404, 'text/plain; charset=utf-8', 'Not Found\n');
      const { route, parts } = found;
      const methods = allowed(route);
      if (request.method === 'OPTIONS' && !route.methods.includes('*')) {
        response.writeHead(200, { allow: methods, 'content-length': 0 });
        return void response.end();
      }
      const method = request.method === 'HEAD' ? 'GET' : request.method;
      if (!route.methods.includes('*') && !route.methods.includes(method)) {
        response.setHeader('allow', methods);
        return send(response, 405, 'text/plain; charset=utf-8', 'Method Not Allowed\n');
      }
      return route.answer({ ...request, parts }, response);
    },
    upgrade: ({ path, raw }, socket, head) => {
      if (path === '/websocket/echo') acceptWebSocket(raw, socket, head);
      else socket.end('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
    },
  };
}

function find(routes: readonly HttpbinRoute[], request: SampleRequest) {
  const segments = request.path.split('/').slice(1);
  for (const route of routes) {
    const pattern = route.path.split('/').slice(1);
    const open = pattern.at(-1) === '*';
    if (open ? segments.length < pattern.length - 1 : segments.length !== pattern.length) continue;
    const parts: string[] = [];
    const fits = pattern.every((piece, i) => {
      if (piece === '*') return true;
      if (!piece.startsWith('{')) return piece === segments[i];
      parts.push(decodeURIComponent(segments[i] ?? ''));
      return segments[i] !== '';
    });
    if (fits) return { route, parts };
  }
  return undefined;
}

const allowed = (route: HttpbinRoute): string =>
  [...route.methods, ...(route.methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ');

function cors(request: SampleRequest, response: ServerResponse): void {
  response.setHeader('access-control-allow-origin', request.raw.headers.origin ?? '*');
  response.setHeader('access-control-allow-credentials', 'true');
  if (request.method !== 'OPTIONS') return;
  response.setHeader('access-control-allow-methods', 'GET, POST, HEAD, PUT, DELETE, PATCH, OPTIONS');
  response.setHeader('access-control-max-age', '3600');
  const asked = request.raw.headers['access-control-request-headers'];
  if (asked) response.setHeader('access-control-allow-headers', asked);
}

const indexPage = (routes: readonly HttpbinRoute[]): string => {
  const rows = routes.map((r) => `<li><code>${r.methods.join(' ')} ${r.path}</code> ${r.about}</li>`).join('\n');
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>httpbin (bundled sample)</title>
<h1>httpbin</h1>
<p>The sample that comes with Slipway. It answers where no service of your own is bound.</p>
<ul>
${rows}
<li><code>GET /websocket/echo</code> sends every WebSocket message back</li>
</ul></html>
`;
};

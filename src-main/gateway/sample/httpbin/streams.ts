import type { ServerResponse } from 'node:http';
import type { Dice } from '#core/world.ts';
import { headersOf, send } from '../sample-server.ts';
import { type HttpbinRequest, type HttpbinRoute, milliseconds, part, pause, whole } from './route.ts';

const mostBytes = 100 * 1024;
const longestMs = 10_000;

/** Answers that come in pieces, and answers of random bytes. */
export const streamRoutes = (dice: Dice): readonly HttpbinRoute[] => [
  { methods: ['GET'], path: '/stream/{n}', about: 'n lines of JSON, at most 100', answer: lines },
  { methods: ['GET'], path: '/drip', about: 'numbytes over duration seconds, after delay, with code', answer: drip },
  { methods: ['GET'], path: '/sse', about: 'server-sent events: count, duration, delay', answer: events },
  {
    methods: ['GET'],
    path: '/bytes/{n}',
    about: 'n random bytes, at most 100 KiB; ?seed repeats them',
    answer: (request, response) => send(response, 200, 'application/octet-stream', bytes(request, dice)),
  },
  {
    methods: ['GET'],
    path: '/stream-bytes/{n}',
    about: 'the same in chunks of ?chunk_size',
    answer: (request, response) => {
      const all = bytes(request, dice);
      const size = whole(request.query.get('chunk_size'), 10_240, 1, mostBytes);
      response.writeHead(200, { 'content-type': 'application/octet-stream' });
      for (let at = 0; at < all.length; at += size) response.write(all.subarray(at, at + size));
      response.end();
    },
  },
  { methods: ['GET'], path: '/range/{n}', about: 'n letters, with Range and If-Range understood', answer: range },
];

function lines(request: HttpbinRequest, response: ServerResponse): void {
  const count = whole(part(request, 0), 1, 1, 100);
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
  for (let id = 0; id < count; id++) {
    response.write(
      `${JSON.stringify({ id, args: Object.fromEntries(request.query), headers: headersOf(request.raw), url: request.raw.url })}\n`,
    );
  }
  response.end();
}

async function drip({ query }: HttpbinRequest, response: ServerResponse): Promise<void> {
  const count = whole(query.get('numbytes'), 10, 1, mostBytes);
  const duration = Math.min(milliseconds(query.get('duration')) ?? 2000, longestMs);
  const status = whole(query.get('code'), 200, 200, 599);
  if (!(await pause(Math.min(milliseconds(query.get('delay')) ?? 0, longestMs), response))) return;
  response.writeHead(status, { 'content-type': 'application/octet-stream', 'content-length': count });
  response.flushHeaders();
  const gap = count > 1 ? duration / (count - 1) : 0;
  for (let i = 0; i < count; i++) {
    response.write('*');
    if (i < count - 1 && gap > 0 && !(await pause(gap, response))) return;
  }
  response.end();
}

async function events({ query }: HttpbinRequest, response: ServerResponse): Promise<void> {
  const count = whole(query.get('count'), 10, 1, 1000);
  const duration = Math.min(milliseconds(query.get('duration')) ?? 5000, longestMs);
  if (!(await pause(Math.min(milliseconds(query.get('delay')) ?? 0, longestMs), response))) return;
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' });
  response.flushHeaders();
  for (let id = 0; id < count; id++) {
    response.write(`event: ping\ndata: ${JSON.stringify({ id })}\n\n`);
    if (id < count - 1 && !(await pause(duration / count, response))) return;
  }
  response.end();
}

function bytes(request: HttpbinRequest, dice: Dice): Buffer {
  const seed = request.query.get('seed');
  const roll = seed === null ? dice : seeded(whole(seed, 0, 0, 0xffffffff));
  return Buffer.from(Array.from({ length: whole(part(request, 0), 0, 0, mostBytes) }, () => Math.floor(roll() * 256)));
}

/** A repeatable source of numbers in [0, 1): the mulberry32 mixing steps. */
function seeded(seed: number): Dice {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function range(request: HttpbinRequest, response: ServerResponse): void {
  const size = whole(part(request, 0), 0, 0, mostBytes);
  const letters = Buffer.from(Array.from({ length: size }, (_, i) => 97 + (i % 26)));
  response.setHeader('accept-ranges', 'bytes');
  response.setHeader('etag', `"range${size}"`);
  const asked = /^bytes=(\d*)-(\d*)$/.exec(request.raw.headers.range ?? '');
  if (!asked || (asked[1] === '' && asked[2] === '')) return send(response, 200, 'application/octet-stream', letters);
  const from = asked[1] === '' ? Math.max(0, size - Number(asked[2])) : Number(asked[1]);
  const to = asked[1] === '' || asked[2] === '' ? size - 1 : Math.min(size - 1, Number(asked[2]));
  if (from > to) {
    response.setHeader('content-range', `bytes */${size}`);
    return send(response, 416, 'text/plain', '');
  }
  response.setHeader('content-range', `bytes ${from}-${to}/${size}`);
  return send(response, 206, 'application/octet-stream', letters.subarray(from, to + 1));
}

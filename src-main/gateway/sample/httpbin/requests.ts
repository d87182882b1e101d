import { headersOf, readBody, send, sendJson } from '../sample-server.ts';
import { type HttpbinRequest, type HttpbinRoute, milliseconds, part, pause } from './route.ts';

/** Longest delay that `/delay` grants, as httpbin's own limit. */
const longestDelayMs = 10_000;

/** The endpoints that tell what they were sent. */
export const requestRoutes = (): readonly HttpbinRoute[] => [
  { methods: ['GET'], path: '/get', about: 'the query and headers', answer: describe },
  { methods: ['POST'], path: '/post', about: 'the body too', answer: describe },
  { methods: ['PUT'], path: '/put', about: 'the body too', answer: describe },
  { methods: ['PATCH'], path: '/patch', about: 'the body too', answer: describe },
  { methods: ['DELETE'], path: '/delete', about: 'the body too', answer: describe },
  { methods: ['*'], path: '/anything/*', about: 'whatever was sent, at any path', answer: describe },
  { methods: ['*'], path: '/delay/{seconds}', about: 'the same, after up to 10 seconds', answer: delay },
  {
    methods: ['GET'],
    path: '/headers',
    about: 'the request headers',
    answer: ({ raw }, response) => sendJson(response, 200, { headers: headersOf(raw) }),
  },
  {
    methods: ['GET'],
    path: '/ip',
    about: 'the client address',
    answer: (request, response) => sendJson(response, 200, { origin: origin(request) }),
  },
  {
    methods: ['GET'],
    path: '/user-agent',
    about: 'the user agent',
    answer: ({ raw }, response) => sendJson(response, 200, { 'user-agent': raw.headers['user-agent'] ?? '' }),
  },
];

async function delay(request: HttpbinRequest, response: Parameters<HttpbinRoute['answer']>[1]): Promise<void> {
  const wait = milliseconds(part(request, 0));
  if (wait === undefined)
    return send(response, 400, 'text/plain; charset=utf-8', 'the delay is not a number of seconds\n');
  // The body is read before the wait, so that a client that is still sending is not held up.
  const answer = await description(request);
  if (await pause(Math.min(wait, longestDelayMs), response)) sendJson(response, 200, answer);
}

async function describe(request: HttpbinRequest, response: Parameters<HttpbinRoute['answer']>[1]): Promise<void> {
  sendJson(response, 200, await description(request));
}

async function description(request: HttpbinRequest) {
  const { method, query, raw } = request;
  const args: Record<string, string[]> = {};
  for (const key of new Set(query.keys())) args[key] = query.getAll(key);
  const scheme = raw.headers['x-forwarded-proto'] ?? 'http';
  const base = {
    args,
    headers: headersOf(raw),
    method,
    origin: origin(request),
    url: `${scheme}://${raw.headers.host ?? ''}${raw.url ?? '/'}`,
  };
  const body = await readBody(raw);
  return method === 'GET' || method === 'HEAD'
    ? base
    : { ...base, ...(await bodyOf(body, raw.headers['content-type'] ?? '')) };
}

async function bodyOf(body: Buffer, type: string) {
  const form: Record<string, string[]> = {};
  const files: Record<string, string[]> = {};
  if (/^(application\/x-www-form-urlencoded|multipart\/form-data)/i.test(type) && body.length > 0) {
    const fields = await new Response(new Uint8Array(body), { headers: { 'content-type': type } })
      .formData()
      .catch(() => undefined);
    for (const [key, value] of fields ?? []) {
      const into = typeof value === 'string' ? form : files;
      into[key] = [...(into[key] ?? []), typeof value === 'string' ? value : await value.text()];
    }
  }
  return { data: dataText(body, type), files, form, json: jsonOf(body, type) };
}

const dataText = (body: Buffer, type: string): string => {
  const text = body.toString('utf8');
  return text.includes('�') ? `data:${type || 'application/octet-stream'};base64,${body.toString('base64')}` : text;
};

function jsonOf(body: Buffer, type: string): unknown {
  if (!/json/i.test(type)) return null;
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    // httpbin answers null where the body only claims to be JSON.
    return null;
  }
}

const origin = ({ raw }: HttpbinRequest): string => {
  const forwarded = raw.headers['x-forwarded-for'];
  return (
    (typeof forwarded === 'string' ? forwarded.split(',')[0]?.trim() : undefined) ?? raw.socket.remoteAddress ?? ''
  );
};

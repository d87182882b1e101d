import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { headersOf, send, sendJson } from '../sample-server.ts';
import { picturePng, pictureSvg } from './picture.ts';
import { type HttpbinRequest, type HttpbinRoute, part } from './route.ts';

/** Answers of a fixed kind: pages, pictures, encodings, and headers of the caller's choice. */
export const contentRoutes = (): readonly HttpbinRoute[] => [
  page('/html', 'a page', 'text/html; charset=utf-8', htmlText),
  page('/json', 'a JSON document', 'application/json; charset=utf-8', jsonText),
  page('/xml', 'an XML document', 'application/xml; charset=utf-8', xmlText),
  page('/robots.txt', 'rules for robots', 'text/plain; charset=utf-8', 'User-agent: *\nDisallow: /deny\n'),
  page('/deny', 'what those rules forbid', 'text/plain; charset=utf-8', 'Robots were asked not to come here.\n'),
  page(
    '/encoding/utf8',
    'text beyond ASCII',
    'text/html; charset=utf-8',
    '<!doctype html><p>Grüße, γειά σου, こんにちは, ∀x∈ℝ ⌈x⌉ = −⌊−x⌋</p>\n',
  ),
  picture('/image/png', 'image/png', picturePng),
  picture('/image/svg', 'image/svg+xml', () => Buffer.from(pictureSvg)),
  {
    methods: ['GET'],
    path: '/image',
    about: 'a picture of the kind that is accepted',
    answer: ({ raw }, response) => {
      const accept = raw.headers.accept ?? '*/*';
      if (/image\/svg\+xml/.test(accept)) return send(response, 200, 'image/svg+xml', pictureSvg);
      if (/image\/(png|\*)|\*\/\*/.test(accept)) return send(response, 200, 'image/png', picturePng());
      return sendJson(response, 406, { message: 'not acceptable', accept: ['image/png', 'image/svg+xml', 'image/*'] });
    },
  },
  compressed('/gzip', 'gzip', gzipSync),
  compressed('/deflate', 'deflate', deflateSync),
  compressed('/brotli', 'br', brotliCompressSync),
  {
    methods: ['GET', 'POST'],
    path: '/response-headers',
    about: 'the query as response headers',
    answer: responseHeaders,
  },
  {
    methods: ['GET'],
    path: '/base64/{text}',
    about: 'the text decoded',
    answer: (request, response) =>
      send(response, 200, 'text/plain; charset=utf-8', Buffer.from(part(request, 0), 'base64url').toString('utf8')),
  },
  {
    methods: ['GET'],
    path: '/uuid',
    about: 'a new UUID',
    answer: (_, response) => sendJson(response, 200, { uuid: randomUUID() }),
  },
  {
    methods: ['GET'],
    path: '/hostname',
    about: 'the name of the machine',
    answer: (_, response) => sendJson(response, 200, { hostname: hostname() }),
  },
];

function responseHeaders({ query }: HttpbinRequest, response: Parameters<HttpbinRoute['answer']>[1]): void {
  const chosen: Record<string, string[]> = {};
  for (const key of new Set(query.keys())) chosen[key] = query.getAll(key);
  const unfit = Object.entries(chosen).some(
    ([name, values]) => !/^[\w!#$%&'*+.^`|~-]+$/.test(name) || values.some((v) => /[^\t\x20-\x7e\x80-\xff]/.test(v)),
  );
  if (unfit) return send(response, 400, 'text/plain; charset=utf-8', 'not a valid header\n');
  const body = `${JSON.stringify(chosen, null, 2)}\n`;
  const framing = /^(content-length|transfer-encoding|connection)$/i;
  response.setHeader('content-type', 'application/json; charset=utf-8');
  for (const [name, values] of Object.entries(chosen))
    if (!framing.test(name)) response.setHeader(name, values.length === 1 ? (values[0] ?? '') : values);
  response.setHeader('content-length', Buffer.byteLength(body));
  response.writeHead(200);
  response.end(body);
}

const page = (path: string, about: string, type: string, text: string): HttpbinRoute => ({
  methods: ['GET'],
  path,
  about,
  answer: (_, response) => send(response, 200, type, text),
});

const picture = (path: string, type: string, bytes: () => Buffer): HttpbinRoute => ({
  methods: ['GET'],
  path,
  about: 'a picture',
  answer: (_, response) => send(response, 200, type, bytes()),
});

const compressed = (path: string, encoding: string, compress: (data: Buffer) => Buffer): HttpbinRoute => ({
  methods: ['GET'],
  path,
  about: `the request headers, encoded with ${encoding}`,
  answer: ({ method, raw }, response) => {
    response.setHeader('content-encoding', encoding);
    const name = { gzip: 'gzipped', deflate: 'deflated', br: 'brotli' }[encoding] ?? encoding;
    send(
      response,
      200,
      'application/json; charset=utf-8',
      compress(Buffer.from(JSON.stringify({ [name]: true, method, headers: headersOf(raw) }))),
    );
  },
});

const htmlText = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>A page</title>
<h1>A page from httpbin</h1>
<p>It is here so that a browser has something to show.</p></html>
`;

const jsonText = `${JSON.stringify(
  {
    slideshow: {
      title: 'Sample slides',
      slides: [
        { title: 'First', type: 'all' },
        { title: 'Second', type: 'all', items: ['one', 'two'] },
      ],
    },
  },
  null,
  2,
)}\n`;

const xmlText = `<?xml version="1.0" encoding="utf-8"?>
<slideshow title="Sample slides"><slide type="all"><title>First</title></slide></slideshow>
`;

import { spawn, spawnSync } from 'node:child_process';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { byteString } from '#core/match/byte-string.ts';
import { parseCurl } from '#core/route/paste/parse-curl.ts';
import { copyAs } from '../../src-renderer/state/copy-as.ts';
import { quoted } from '../../src-renderer/state/curl.ts';
import { details } from '../core/traffic/har-fixture.ts';

type Arrived = Pick<IncomingMessage, 'method' | 'url' | 'rawHeaders'> & { readonly body: Buffer };

let server: Server;
let port = 0;
const arrived: Arrived[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { method, url, rawHeaders } = request;
      arrived.push({ method, url, rawHeaders, body: Buffer.concat(parts) });
      response.end('ok');
    });
  }).listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => server.close());

const has = (program: string) => spawnSync(program, ['--version']).status === 0;
const canRun = process.platform !== 'win32' && has('bash') && has('curl');

/** A recorded request with these bytes for a body, whose values are what stood on the wire. */
const recorded = (method: string, path: string, lines: readonly string[], bytes: Buffer | undefined) => {
  const { exchange, requestBody: _, ...rest } = details();
  return {
    ...rest,
    exchange: {
      ...exchange,
      method,
      path,
      scheme: 'http' as const,
      listener: '0.0.0.0_80',
      authority: 'shop.test',
      requestHeaders: ['Host', 'shop.test', ...lines],
      bytesReceived: bytes?.length ?? 0,
    },
    ...(bytes && { requestBody: { content: bytes.toString('base64'), size: bytes.length, truncated: false } }),
  };
};

/** What arrives when the copied command is run in a real shell. */
const run = async (...request: Parameters<typeof recorded>): Promise<Arrived> => {
  const listener = { listener: '0.0.0.0_80', gateway: 'a/b', gateways: ['a/b'], port: 80, protocol: 'HTTP' };
  const command = copyAs('curl', recorded(...request), {
    table: undefined,
    listeners: [{ ...listener, addresses: ['127.0.0.1'], bound: port }],
  });
  // As a terminal hands it over: an argument could not be so long.
  const shell = spawn('bash', { stdio: ['pipe', 'ignore', 'ignore'] });
  shell.stdin.end(`${command}\n`);
  await new Promise((done) => shell.once('close', done));
  return arrived.at(-1) as Arrived;
};

const linesOf = ({ rawHeaders }: Arrived, name: string) =>
  rawHeaders.flatMap((one, i) => (i % 2 === 0 && one.toLowerCase() === name ? [rawHeaders[i + 1]] : []));

describe.skipIf(!canRun)('a command that was copied and run in a shell', () => {
  it.each([
    ['quotes and what means something to a shell', `it's "$HOME" \`id\` $(id) \\ !! * #`],
    ['lines', 'one\ntwo\r\n\tthree\n'],
    ['text in UTF-8', 'Grüße, 你好 😀'],
    ['control characters', 'a\u001b[201~\nid\u0003\u0007\u009b'],
    ['what looks like a file', '@/etc/hostname'],
    ['an empty line alone', '\n'],
    ['NUL', 'a\0b'],
    ['more than an argument holds', `${"it's ".repeat(40_000)}\r\n`],
  ])('sends %s', async (_, text) => {
    const bytes = Buffer.from(text);
    const { body, ...rest } = await run('POST', '/a', ['Content-Type', 'text/plain'], bytes);
    expect(body.equals(bytes)).toBe(true);
    expect(linesOf({ body, ...rest }, 'content-type')).toEqual(['text/plain']);
  });

  it('sends bytes that are no text, and no type that nobody said', async () => {
    const bytes = Buffer.from(Array.from({ length: 600 }, (_, i) => i % 256));
    const came = await run('PUT', '/a', [], bytes);
    expect(came.body.equals(bytes)).toBe(true);
    expect(linesOf(came, 'content-type')).toEqual([]);
  });

  it('asks for the same path, by the same method, with the same lines', async () => {
    const lines = [
      'X-One',
      `it's`,
      'X-Two',
      '',
      'X-Text',
      byteString('你好'),
      'X-Tab',
      'a\tb',
      'Accept-Encoding',
      'br',
    ];
    const came = await run('PURGE', `/a/{b,c}/[1-3]?q='x'&r=%00;id`, lines, undefined);
    expect(came.method).toBe('PURGE');
    expect(came.url).toBe(`/a/{b,c}/[1-3]?q=%27x%27&r=%00;id`.replace('{b,c}', '%7Bb,c%7D'));
    expect(linesOf(came, 'host')).toEqual(['shop.test']);
    for (const [name, value] of [
      ['x-one', `it's`],
      ['x-two', ''],
      ['x-text', byteString('你好')],
      ['x-tab', 'a\tb'],
    ])
      expect(linesOf(came, name as string)).toEqual([value]);
  });

  it('runs nothing that stands in a method', async () => {
    const command = copyAs('curl', recorded("`id`|'", '/a', [], undefined), { table: undefined, listeners: [] });
    expect(command).toContain("-X '`id`|'\\'''");
  });
});

it('is read back as it was written', () => {
  for (const text of ['a', `it's`, 'a\r\nb\t', '\u001b[0m', `$'\\x41'`]) {
    const read = parseCurl(`curl --data-raw ${quoted(text)} http://shop.test/`);
    expect(read, JSON.stringify(text)).toMatchObject({ request: { body: text } });
  }
});

import { expect, it } from 'vitest';
import { changeRequest } from '#core/route/hint-change.ts';
import { parsePasted } from '#core/route/paste/parse-pasted.ts';

const get = (url: string, headers: readonly (readonly [string, string])[] = []) => ({ method: 'GET', url, headers });
const form = ['Content-Type', 'application/x-www-form-urlencoded'] as const;

it.each([
  ['a bare URL', 'curl http://a.test/x', get('http://a.test/x')],
  ['a URL without scheme', 'curl a.test:8080/x', get('http://a.test:8080/x')],
  ['a prompt', '$ curl -s http://a.test/', get('http://a.test/')],
  ['a Host header', "curl http://127.0.0.1:8080 -H 'Host: a.test'", get('http://127.0.0.1:8080', [['Host', 'a.test']])],
  [
    'short options together',
    'curl -sSXPOST -HX-A:1 http://a.test/',
    { ...get('http://a.test/', [['X-A', '1']]), method: 'POST' },
  ],
  [
    'lines that go on',
    'curl \\\n  -I \\\n  --url "http://a.test/\\"q"',
    { ...get('http://a.test/"q'), method: 'HEAD' },
  ],
  [
    'a body',
    "curl -d a=1 -d 'b=2' http://a.test/",
    { ...get('http://a.test/', [form]), method: 'POST', body: 'a=1&b=2' },
  ],
  ['a query of data', 'curl -G -d a=1 --data-urlencode "b=x y" a.test/p?z=0', get('http://a.test/p?z=0&a=1&b=x%20y')],
  [
    'JSON',
    `curl --json '{"a":1}' a.test`,
    {
      ...get('http://a.test', [
        ['Content-Type', 'application/json'],
        ['Accept', 'application/json'],
      ]),
      method: 'POST',
      body: '{"a":1}',
    },
  ],
  [
    'who asks',
    'curl -u jo:pw -A me -e http://b.test -b k=v a.test',
    get('http://a.test', [
      ['Authorization', 'Basic am86cHc='],
      ['User-Agent', 'me'],
      ['Referer', 'http://b.test'],
      ['Cookie', 'k=v'],
    ]),
  ],
  ['an empty header and one taken away', "curl -H 'X-A;' -H 'Accept:' a.test", get('http://a.test', [['X-A', '']])],
  [
    'another address',
    'curl --connect-to a.test:443:127.0.0.1:8443 -k https://a.test/x',
    get('https://a.test:8443/x', [['Host', 'a.test']]),
  ],
  ['a name that is resolved', 'curl --resolve a.test:80:127.0.0.1 http://a.test/', get('http://a.test/')],
  [
    'the proxy of the mesh',
    'curl -x http://127.0.0.1:15001 http://a.test/',
    { ...get('http://a.test/'), from: 'mesh' },
  ],
  ["bash's quotes", "curl $'http://a.test/it\\'s\\u0021'", get("http://a.test/it's!")],
  [
    'the command prompt of Windows',
    'curl ^"http://a.test/?a=1^&b=2^" ^\r\n  -H ^"x-q: say \\^"hi\\^"^"',
    get('http://a.test/?a=1&b=2', [['x-q', 'say "hi"']]),
  ],
  ['what follows a command', 'curl a.test | jq .', get('http://a.test')],
  [
    'the head of a request',
    'GET /x?a=1 HTTP/1.1\r\nHost: a.test\r\nX-A: 1\r\n\r\n',
    get('http://a.test/x?a=1', [['X-A', '1']]),
  ],
])('reads %s', (_name, text, request) => {
  expect(parsePasted(text)).toEqual({ ok: true, request, notes: [] });
});

it('says what it leaves out, and refuses what has no URL', () => {
  expect(parsePasted('curl --strange -d @file -F a=b http://a.test/')).toMatchObject({
    ok: true,
    request: { method: 'POST' },
    notes: [
      'option "--strange" is not known here and is left out',
      'the body is in the file "file" and is left out',
      'the form is not sent as a body from here',
    ],
  });
  expect(parsePasted('curl -s')).toMatchObject({ ok: false, reason: expect.stringContaining('no URL') });
  expect(parsePasted('GET /x HTTP/1.1\n')).toMatchObject({ ok: false, reason: expect.stringContaining('Host') });
});

it.each(['http://a.test/', 'curling.test', 'GET /x'])('leaves %s alone', (text) => {
  expect(parsePasted(text)).toBeUndefined();
});

it('changes parts of a request and keeps the others', () => {
  const request = get('http://a.test:8080/x?q=1', [
    ['Host', 'b.test'],
    ['X-A', '1'],
  ]);
  expect(changeRequest(request, { target: '/y', headers: [{ name: 'x-a', value: '2' }] })).toEqual(
    get('http://a.test:8080/y', [
      ['Host', 'b.test'],
      ['x-a', '2'],
    ]),
  );
  expect(changeRequest(request, { scheme: 'https', port: 443, host: 'c.test' })).toEqual(
    get('https://c.test/x?q=1', [
      ['Host', 'c.test'],
      ['X-A', '1'],
    ]),
  );
});

import { describe, expect, it } from 'vitest';
import { formFields, hexLines, hideSecrets, readBody } from '../../src-renderer/state/captured-body.ts';
import { askedHost, compareSides } from '../../src-renderer/state/compare-sides.ts';
import { copyAs, recordedRequest } from '../../src-renderer/state/copy-as.ts';
import { curlFor } from '../../src-renderer/state/curl.ts';
import { numbered, sayMessage, visibleMessages } from '../../src-renderer/state/messages.ts';
import { phasesOf } from '../../src-renderer/state/timing-phases.ts';
import { body, details } from '../core/traffic/har-fixture.ts';

const listener = {
  listener: '0.0.0.0_443',
  gateway: 'default/main',
  gateways: ['default/main'],
  port: 443,
  protocol: 'HTTPS',
  addresses: ['127.0.0.1'],
  bound: 8443,
};
const tls = (from: 'local-authority' | 'secret') =>
  ({
    listeners: [
      {
        id: '0.0.0.0_443',
        port: 443,
        declaredPorts: [443],
        chains: [{ sni: ['shop.test'], tls: { mode: 'SIMPLE', certificates: [{ from }] } }],
      },
    ],
    routeConfigs: {},
    clusters: {},
  }) as never;
const world = { table: tls('local-authority'), listeners: [listener], authorityFile: '/data/my ca.pem' };

describe('a recorded request', () => {
  it('is a curl command that trusts the local authority and needs no Host header', () => {
    expect(copyAs('curl', details(), world)).toBe(
      "curl -s -i --cacert '/data/my ca.pem' -X POST -H 'Authorization: Bearer s3cr3t' -H 'Cookie: sid=s3cr3t; lang=s3cr3t' " +
        "-H 'Content-Type:' --data-binary 'user=ann&password=s3cr3t&pin=s3cr3t' --connect-to 'shop.test:443:127.0.0.1:8443' " +
        "'https://shop.test/login?next=%2Fcart&access_token=s3cr3t'",
    );
  });

  it('takes another certificate unchecked, and one of ours where no file has it', () => {
    const other = copyAs('curl', details(), { ...world, table: tls('secret') });
    expect(other).toContain(' -k ');
    expect(other).not.toContain('--cacert');
    expect(copyAs('curl', details(), { table: tls('local-authority'), listeners: [listener] })).toContain(' -k ');
    const get = { method: 'GET', url: 'https://other.test/', headers: [] };
    expect(curlFor(get, [listener], undefined, world)).toContain('-k');
  });

  it('with bytes for a body pipes them in', () => {
    const bytes = details({ requestBody: { content: '/wAB', size: 3, truncated: false } });
    expect(copyAs('curl', bytes, world)).toMatch(
      /^printf %s '\/wAB' \| base64 -d \| curl -s -i .*-X POST .* --data-binary @- /,
    );
    expect(copyAs('fetch', bytes, world)).toContain('Uint8Array.from(atob("/wAB")');
  });

  it.each(['curl', 'fetch', 'raw', 'url'] as const)(
    'as %s hides secrets of its query where credentials are hidden',
    (form) => {
      const query =
        '/cb?code=s3cr3t&next=%2Fcart&access_token=s3cr3t&api_key=s3cr3t&X-Amz-Signature=s3cr3t&sig=s3cr3t&page=2';
      const { exchange } = details();
      const lines = ['Host', 'shop.test', 'Referer', 'https://shop.test/in?token=s3cr3t&from=mail'];
      const given = details({ exchange: { ...exchange, method: 'GET', path: query, requestHeaders: lines } });
      const hidden = copyAs(form, given, { ...world, hide: true }) ?? '';
      expect(hidden).not.toContain('s3cr3t');
      expect(hidden).toContain(
        '/cb?code=[redacted]&next=%2Fcart&access_token=[redacted]&api_key=[redacted]&X-Amz-Signature=[redacted]&sig=[redacted]&page=2',
      );
      expect(copyAs(form, given, world)).toContain(query);
    },
  );

  it('hides fields of its body where credentials are hidden', () => {
    const form = details({ requestBody: body('user=ann&password=s3cr3t', 'application/x-www-form-urlencoded') });
    expect(copyAs('curl', form, { ...world, hide: true })).toContain("'user=ann&password=[redacted]'");
    expect(copyAs('raw', form, { ...world, hide: true })).toMatch(/user=ann&password=\[redacted\]$/);
    expect(recordedRequest(form, undefined).request.body).toBe('user=ann&password=s3cr3t');
  });

  it('says that its body was not kept whole', () => {
    const cut = details({ requestBody: { ...body('user=an', 'text/plain'), size: 5000, truncated: true } });
    expect(recordedRequest(cut, undefined).lost).toBe(true);
    expect(copyAs('curl', cut, world)).toMatch(/ {2}# its body was not kept whole and is left out$/);
  });

  it('that began a WebSocket asks for one, and one of gRPC speaks HTTP/2', () => {
    const { requestBody: _, ...rest } = details();
    const lines = ['Host', 'shop.test', 'Connection', 'Upgrade', 'Upgrade', 'websocket'];
    const exchange = {
      ...rest.exchange,
      method: 'GET',
      bytesReceived: 40,
      requestHeaders: [...lines, 'Sec-WebSocket-Extensions', 'permessage-deflate'],
      stream: 'websocket' as const,
    };
    const command = copyAs('curl', { ...rest, exchange }, world) ?? '';
    expect(command).toMatch(/^curl -s -i -N --http1\.1 .*-H 'Upgrade: websocket' -H 'Connection: Upgrade' /);
    expect(command).not.toMatch(/Extensions|left out/);
    const plain = { ...details().exchange, scheme: 'http' as const, listener: '0.0.0.0_80', stream: 'grpc' as const };
    expect(copyAs('curl', details({ exchange: plain }), world)).toContain(' -N --http2-prior-knowledge ');
    expect(copyAs('curl', details({ exchange: { ...plain, scheme: 'https' } }), world)).not.toContain(
      'prior-knowledge',
    );
  });

  it('is JavaScript without the headers that a page may not set', () => {
    const text = copyAs('fetch', details(), world) ?? '';
    expect(text).toContain('await fetch("https://shop.test/login');
    expect(text).toContain('["Authorization", "Bearer s3cr3t"]');
    expect(text).toContain('method: "POST"');
    expect(text).not.toContain('"Host"');
    expect(() => new Function(`return async () => { ${text} }`)).not.toThrow();
  });

  it('stands on the wire, with a body whose encoding is off and no line that says otherwise', () => {
    const { exchange } = details();
    const coded = details({
      exchange: {
        ...exchange,
        requestHeaders: [...exchange.requestHeaders, 'Content-Encoding', 'gzip', 'Content-Length', '9'],
      },
      requestBody: body('a=b', 'text/plain', { encoding: { name: 'gzip', decoded: true } }),
    });
    const raw = copyAs('raw', coded, world) ?? '';
    expect(raw.startsWith('POST /login?next=%2Fcart&access_token=s3cr3t HTTP/1.1\r\nHost: shop.test\r\n')).toBe(true);
    expect(raw.endsWith('\r\n\r\na=b')).toBe(true);
    expect(raw).not.toMatch(/content-(encoding|length)/i);
    expect(recordedRequest(coded, undefined).request.headers.flat()).not.toContain('Content-Encoding');
  });
});

describe('both sides of the gateway', () => {
  it('say what was added, taken away and changed', () => {
    const before = ['Host', 'a', 'X-One', '1', 'Accept', '*/*', 'X-Two', 'a', 'X-Two', 'b'];
    const after = ['host', 'a', 'x-one', '2', 'x-two', 'b', 'x-two', 'c', 'x-new', 'n'];
    expect(
      compareSides(before, after).map(({ name, change, before: one, after: two }) => `${change} ${name} ${one} ${two}`),
    ).toEqual([
      'same host a a',
      'changed x-one 1 2',
      'removed accept */* undefined',
      'changed x-two a c',
      'same x-two b b',
      'added x-new undefined n',
    ]);
  });

  it('are compared in no more time than there are lines', () => {
    const lines = Array.from({ length: 60_000 }, (_, i) => ['set-cookie', `c${i}=${i}`]).flat();
    const compared = compareSides(lines, [...lines.slice(2), 'set-cookie', 'last']);
    expect(compared).toHaveLength(60_000);
    expect(compared.filter(({ change }) => change !== 'same')).toEqual([
      { name: 'set-cookie', before: 'c0=0', after: 'last', change: 'changed' },
    ]);
  });
});

describe('a captured body', () => {
  it('is looked at in the way that tells most', () => {
    expect(readBody(body('{"a":1}', 'application/problem+json')).views).toEqual(['json', 'text', 'hex']);
    expect(readBody(body('a=1&b=%20', 'application/x-www-form-urlencoded')).views).toEqual(['form', 'text', 'hex']);
    expect(readBody(body('<script>1</script>', 'text/html')).views).toEqual(['text', 'hex']);
    expect(readBody(body('\u0089PNG', 'image/png')).views).toEqual(['image', 'hex']);
    expect(readBody(body('<svg/>', 'image/svg+xml')).views).toEqual(['image', 'text', 'hex']);
    expect(readBody(body('[1]', '')).views).toEqual(['json', 'text', 'hex']);
    expect(readBody(body('{"a":', 'application/json', { truncated: true })).views).toEqual(['text', 'hex']);
    expect(readBody(body('x', 'text/plain', { encoding: { name: 'br', decoded: false } })).views).toEqual(['hex']);
    expect(readBody(body('x', 'image/png', { truncated: true })).views).toEqual(['hex']);
  });

  it('hides fields with the names of secrets, and its bytes with them', () => {
    const read = readBody(body('{"user":"ann","password":"s3cr3t"}', 'application/json'));
    expect(hideSecrets(read)).toMatchObject({
      text: '{"user":"ann","password":"[redacted]"}',
      views: ['json', 'text'],
    });
    const harmless = readBody(body('{"user":"ann"}', 'application/json'));
    expect(hideSecrets(harmless)).toBe(harmless);
  });

  it('is read in its charset', () => {
    const latin = { content: btoa('caf\u00e9'), size: 4, truncated: false };
    expect(readBody({ ...latin, contentType: 'text/plain; charset=ISO-8859-1' }).text).toBe('café');
    expect(readBody({ ...latin, contentType: 'text/plain' }).text).toBeUndefined();
    expect(readBody(body('ok', 'text/plain; charset=nobody-knows')).text).toBe('ok');
    expect(formFields('a=1&a=2+3')).toEqual([
      ['a', '1'],
      ['a', '2 3'],
    ]);
  });

  it('in hexadecimal has sixteen bytes on a line', () => {
    const lines = hexLines(new Uint8Array(Array.from({ length: 18 }, (_, i) => i + 60))).split('\n');
    expect(lines).toEqual([
      '00000000  3c 3d 3e 3f 40 41 42 43  44 45 46 47 48 49 4a 4b  <=>?@ABCDEFGHIJK',
      `00000010  4c 4d${' '.repeat(43)}  LM`,
    ]);
  });
});

describe('messages', () => {
  const base = { at: 1, size: 3, truncated: false } as const;
  const all = numbered(
    [
      { ...base, from: 'client', kind: 'text', content: 'hello\n world' },
      { ...base, from: 'service', kind: 'binary', content: '/wAB' },
      { ...base, from: 'service', kind: 'grpc', content: '/wAB', decoded: { type: 'shop.Cart', json: '{"total":7}' } },
    ],
    4,
  );

  it('stay the very same while others come and go', () => {
    const again = numbered([...all.slice(1).map(({ message }) => ({ ...message })), all[0]?.message as never], 5, all);
    expect(again.map(({ number }) => number)).toEqual([6, 7, 8]);
    expect(again.slice(0, 2).map((one, i) => one === all[i + 1])).toEqual([true, true]);
    expect(numbered([{ ...base, from: 'client', kind: 'text', content: 'other' }], 4, all)[0]).not.toBe(all[0]);
  });

  it('are numbered from the beginning of the stream, and said in one line', () => {
    expect(all.map(({ number, message }) => `${number} ${sayMessage(message, true)}`)).toEqual([
      '5 hello world',
      '6 ff 00 01',
      '7 {"total":7}',
    ]);
  });

  it('hide fields with the names of secrets', () => {
    const secret = { ...base, from: 'client', kind: 'text', content: '{"token":"abc","a":1}' } as const;
    expect(sayMessage(secret, false)).toBe('{"token":"[redacted]","a":1}');
    expect(sayMessage({ ...secret, content: '{"token":"a'.padEnd(9000, 'x') }, false)).toBe('{"token":"[redacted]"');
  });

  it('are found by words and by who sent them', () => {
    const found = (...args: [string, 'all' | 'client' | 'service']) =>
      visibleMessages(all, ...args).map(({ number }) => number);
    expect(found('', 'all')).toEqual([5, 6, 7]);
    expect(found('WORLD hello', 'all')).toEqual([5]);
    expect(found('shop.cart', 'service')).toEqual([7]);
    expect(found('ff 00', 'client')).toEqual([]);
  });
});

describe('the phases of an exchange', () => {
  it('lie where they happened', () => {
    expect(phasesOf(details().exchange)).toEqual({
      total: 30,
      phases: [
        { phase: 'request', start: 0, took: 4 },
        { phase: 'route', start: 0, took: 2 },
        { phase: 'connect', start: 2, took: 3 },
        { phase: 'wait', start: 5, took: 15 },
        { phase: 'answer', start: 20, took: 10 },
      ],
    });
  });

  it('are fewer where the gateway answered by itself, or the service did not', () => {
    const of = (timing: object) =>
      phasesOf({ durationMs: 9, timing: { ended: 9, ...timing } }).phases.map(
        ({ phase, start, took }) => `${phase} ${start} ${took}`,
      );
    expect(of({ requested: 1 })).toEqual(['request 0 1', 'answer 1 8']);
    expect(of({ dispatched: 2 })).toEqual(['route 0 2', 'wait 2 7']);
  });
});

it.each([
  ['shop.test.localhost:8080', 'shop.test', 'shop.test.localhost:8080'],
  ['Shop.Test.localhost', 'Shop.Test:8000', 'Shop.Test.localhost'],
  ['other.test.localhost', 'shop.test', 'shop.test'],
  ['shop.test', 'shop.test', 'shop.test'],
  // The target of the request said another one than Host.
  ['elsewhere.test', 'shop.test', 'shop.test'],
  [undefined, 'shop.test', 'shop.test'],
])('the host that a client wrote: %s for %s is %s', (written, authority, shown) => {
  expect(askedHost({ authority, requestHeaders: written === undefined ? [] : ['Host', written] })).toBe(shown);
});

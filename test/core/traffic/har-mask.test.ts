import { describe, expect, it } from 'vitest';
import { bytesOfBase64, textOfUtf8 } from '../../../src-main/core/traffic/body-text.ts';
import { isSecretName, maskHeaders, maskText, maskUrl } from '../../../src-main/core/traffic/mask.ts';

describe('what is taken for a secret', () => {
  it.each([
    'password',
    'user_password',
    'apiKey',
    'API-KEY',
    'x_api_key',
    'client_secret',
    'access_token',
    'idToken',
    'code',
    'sig',
    'AWSAccessKeyId',
  ])('%s is', (name) => expect(isSecretName(name)).toBe(true));
  it.each([
    'user',
    'zipcode',
    'statusCode',
    'token_type',
    'max_tokens',
    'design',
    'keyboard',
    'monkey',
    'tokens',
    'pinned',
    'author',
  ])('%s is not', (name) => expect(isSecretName(name)).toBe(false));

  it('is a credential in a header, and a token anywhere', () => {
    const lines = [
      'Authorization',
      'Basic YTpi',
      'X-Api-Key',
      'abc',
      'Referer',
      'https://a:b@x.test/?token=1&q=2',
      'X-Trace',
      'eyJhbGciOi.eyJzdWIiOi.abc',
      'Accept',
      '*/*',
    ];
    expect(maskHeaders(lines)).toEqual([
      'Authorization',
      'Basic [redacted]',
      'X-Api-Key',
      '[redacted]',
      'Referer',
      'https://[redacted]@x.test/?token=[redacted]&q=2',
      'X-Trace',
      '[redacted]',
      'Accept',
      '*/*',
    ]);
    expect(maskHeaders(['authorization', 'abc'])).toEqual(['authorization', '[redacted]']);
  });

  it('is looked for in queries and fragments, by the decoded name', () => {
    expect(maskUrl('/a?api%5Fkey=1&b=2&empty_token=#id_token=x&y=1')).toBe(
      '/a?api%5Fkey=[redacted]&b=2&empty_token=#id_token=[redacted]&y=1',
    );
    expect(maskUrl('/a?%zz=1&password=2')).toBe('/a?%zz=1&password=[redacted]');
  });
});

describe('a body', () => {
  it.each([
    ['{"a":{"secret":{"b":[1,"]"]},"c":1}}', '{"a":{"secret":"[redacted]","c":1}}'],
    ['{ "token" : 12.5e3 , "x": "password\\"" }', '{ "token" : "[redacted]" , "x": "password\\"" }'],
    ['{"pass\\u0077ord":"x"}', '{"pass\\u0077ord":"[redacted]"}'],
    ['{"token":null,"secret":"","password":true}', '{"token":null,"secret":"","password":true}'],
    ['{"user":"a","password":"cut of', '{"user":"a","password":"[redacted]"'],
    ['[{"secret":[{"a":1', '[{"secret":"[redacted]"'],
    ['{"a', '{"a'],
    ['{"data":"{\\"password\\":\\"x\\"}"}', '{"data":"{\\"password\\":\\"[redacted]\\"}"}'],
    [
      '{"url":"http://a/?token=x","form":"pin=1&b=2"}',
      '{"url":"http://a/?token=[redacted]","form":"pin=[redacted]&b=2"}',
    ],
  ])('of JSON: %s', (given, wanted) => expect(maskText(given, 'application/json; charset=utf-8')).toBe(wanted));

  it('of a form, of parts, of XML and of events', () => {
    expect(maskText('a=1&password=p%26q&b=2', 'application/x-www-form-urlencoded')).toBe('a=1&password=[redacted]&b=2');
    const part = (value: string) =>
      `--x\r\nContent-Disposition: form-data; name="password"\r\n\r\n${value}\r\n--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--`;
    expect(maskText(part('one\r\ntwo'), 'multipart/form-data; boundary=x')).toBe(part('[redacted]'));
    expect(maskText('<a><ns:Password type="t">x</ns:Password><b>c</b></a>', 'text/xml')).toBe(
      '<a><ns:Password type="t">[redacted]</ns:Password><b>c</b></a>',
    );
    expect(maskText('event: a\ndata: {"token":"x","b":1}\n\n', 'text/event-stream')).toBe(
      'event: a\ndata: {"token":"[redacted]","b":1}\n\n',
    );
    expect(maskText('42["login",{"password":"pw","at":"/in"}] ok')).toBe(
      '42["login",{"password":"[redacted]","at":"/in"}] ok',
    );
    expect(maskText('see https://x.test/?sig=abc&v=1 now')).toBe('see https://x.test/?sig=[redacted]&v=1 now');
  });

  it('is read from base64 as the platform reads it', () => {
    for (const text of ['', 'a', 'ab', 'abc', 'héllo wörld ✓ 😀', 'x'.repeat(9000)]) {
      const bytes = bytesOfBase64(Buffer.from(text).toString('base64'));
      expect(Buffer.from(bytes).toString()).toBe(text);
      expect(textOfUtf8(bytes)).toBe(text);
    }
  });

  it.each([[[0xff]], [[0xc0, 0x80]], [[0xed, 0xa0, 0x80]], [[0xf4, 0x90, 0x80, 0x80]], [[0x61, 0]], [[0xe2, 0x9c]]])(
    'that is no UTF-8 is no text: %j',
    (bytes) => expect(textOfUtf8(Uint8Array.from(bytes))).toBeUndefined(),
  );

  it('that is cut within a character is the text before it', () => {
    const bytes = new Uint8Array(Buffer.from('ab✓'));
    expect(textOfUtf8(bytes.subarray(0, 4), true)).toBe('ab');
  });

  it('is masked in parts of its own kind, in tags that are cut off, and behind whole user information', () => {
    const part = (value: string) =>
      `--x\r\nContent-Disposition: form-data; name=meta\r\nContent-Type: application/json\r\n\r\n{"token":"${value}"}\r\n--x--`;
    expect(maskText(part('s3cr3t'), 'multipart/form-data; boundary=x')).toBe(part('[redacted]'));
    expect(maskText('<password>x<token>y', 'text/html')).toBe('<password>[redacted]<token>[redacted]');
    expect(maskUrl('https://ann:p@ss@shop.test/a')).toBe('https://[redacted]@shop.test/a');
    expect(maskText('(see https://ann:pass@shop.test/a)')).toBe('(see https://[redacted]@shop.test/a)');
    expect(maskText('t=-eyJhbGciOiJI.eyJzdWIiOiIx.s1gn_ature-, done')).toBe('t=-[redacted], done');
  });

  // A pattern that reads on from every character would take hours for these.
  it.each([
    ['a', 'text/plain'],
    ['https:', 'text/plain'],
    ['-eyJ', 'text/plain'],
    ['eyJaaaaaa.', 'text/plain'],
    ['name=""', 'multipart/form-data'],
    ['name="a"\r\n', 'multipart/form-data'],
    ['<a', 'text/html'],
    ['&a', 'application/x-www-form-urlencoded'],
    ['{"a":', 'application/json'],
    ['["\\"', 'application/json'],
  ])('takes a time in proportion to its length: %j in %s', (piece, type) => {
    const text = piece.repeat(1_000_000 / piece.length);
    expect(maskText(text, type).length).toBeGreaterThan(0);
    expect(maskText(`<${text}`, type).length).toBeGreaterThan(0);
  });
});

import { describe, expect, it } from 'vitest';
import { normalisePath } from '#core/route/normalise-path.ts';

describe('path normalisation (reference 4.6)', () => {
  it.each([
    ['/', '/'],
    ['/a/b.html', '/a/b.html'],
    ['/a/../admin', '/admin'],
    ['/a/%2E%2e/admin', '/admin'],
    ['/a/.%2e/admin', '/admin'],
    ['/../../admin', '/admin'],
    ['/..', '/'],
    ['/a/b/..', '/a/'],
    ['/a/b/.', '/a/b/'],
    ['/./a', '/a'],
    ['/a/./b', '/a/b'],
    ['/a//../b', '/a/b'],
    ['//..', '/'],
    ['//admin', '//admin'],
    ['/...', '/...'],
    ['/a/..b', '/a/..b'],
    ['/a/.b', '/a/.b'],
    ['/a../b', '/a../b'],
    ['/a%2e', '/a.'],
    ['/%2e%2e%2e', '/...'],
    ['/a\\..\\b', '/b'],
    ['\\a', '/a'],
    ['/a%2Fb', '/a%2Fb'],
    ['/a%5cb', '/a%5cb'],
    ['/%61dm%69n', '/admin'],
    ['/%7E%5f%2D', '/~_-'],
    ['/%25%20%c3', '/%25%20%c3'],
    ['/100%', '/100%'],
    ['/%zz', '/%zz'],
    ['/%4', '/%4'],
    ['/a b', '/a%20b'],
    ['/"<>^`{|}', '/%22%3C%3E%5E%60%7B%7C%7D'],
    ['/\u00c3\u00a9\u007f', '/%C3%A9%7F'],
    ["/!$&'()*+,:;=@[]", "/!$&'()*+,:;=@[]"],
    ['/A/B', '/A/B'],
  ])('%s becomes %s', (path, routed) => {
    expect(normalisePath(path, 'BASE')).toBe(routed);
  });

  it('refuses NUL', () => {
    expect(normalisePath('/a%00', 'BASE')).toBeUndefined();
    expect(normalisePath('/a\0', 'BASE')).toBeUndefined();
  });

  it('has four modes', () => {
    expect(normalisePath('/a/../b%61', 'NONE')).toBe('/a/../b%61');
    expect(normalisePath('//a///b/', 'MERGE_SLASHES')).toBe('/a/b/');
    expect(normalisePath('/a/b//../c', 'MERGE_SLASHES')).toBe('/a/b/c');
    expect(normalisePath('/a%2fb%2F%2fc', 'DECODE_AND_MERGE_SLASHES')).toBe('/a/b/c');
    expect(normalisePath('/a%2f..%5Cb', 'DECODE_AND_MERGE_SLASHES')).toBe('/b');
  });

  it('gives the same again for its own results', () => {
    for (const path of ['/a/../b', '/%7e', '/a\\b', '/x%2fy', '/é']) {
      const once = normalisePath(path, 'BASE') ?? '';
      expect(normalisePath(once, 'BASE')).toBe(once);
    }
  });
});

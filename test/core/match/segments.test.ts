import { describe, expect, test } from 'vitest';
import { redirectLocation } from '#core/action/redirect.ts';
import { loadRewrite } from '#core/action/rewrite.ts';
import { explainCondition, loadCondition } from '#core/match/index.ts';
import type { Condition, RedirectAction, Rewrite } from '#core/route/table.ts';

const below = (value: string): Condition => ({ on: 'path', match: { type: 'segments', value }, ignoreCase: false });
const asked = (path: string) =>
  ({ method: 'GET', scheme: 'http', authority: 'a', path, query: '', target: path, headers: [] }) as const;

describe('a path by segments', () => {
  test.each([
    ['/abc', '/abc', true],
    ['/abc', '/abc/', true],
    ['/abc', '/abc/def', true],
    ['/abc', '/abcd', false],
    ['/abc', '/ABC', false],
    ['/abc', '/ab', false],
    ['', '/', true],
    ['', '/x', true],
    ['/ö', '/\u00c3\u00b6/x', true],
  ])('%s and %s', (value, path, holds) => {
    expect(loadCondition(below(value))(asked(path))).toBe(holds);
  });

  test('in words', () => {
    expect(explainCondition(below('/abc'))).toBe('path is "/abc" or below it');
    expect(explainCondition(below(''))).toBe('path is "/" or below it');
  });
});

/** The table of the Gateway API for ReplacePrefixMatch, with the pattern as it is compiled. */
const replacements: readonly (readonly [string, string, string, string])[] = [
  ['/foo/bar', '/foo', '/xyz', '/xyz/bar'],
  ['/foo/bar', '/foo', '/xyz/', '/xyz/bar'],
  ['/foo', '/foo', '/xyz', '/xyz'],
  ['/foo/', '/foo', '/xyz', '/xyz/'],
  ['/foo/bar', '/foo', '', '/bar'],
  ['/foo/bar', '/foo', '/', '/bar'],
  ['/foo/', '/foo', '', '/'],
  ['/foo/', '/foo', '/', '/'],
  ['/foo', '/foo', '', '/'],
  ['/foo', '/foo', '/', '/'],
  ['/foo', '', '/xyz', '/xyz/foo'],
];

describe.each(replacements)('%s with %s replaced by %s', (path, matched, value, expected) => {
  const rewrite: Rewrite = { kind: 'segments', value };
  const part = { kind: 'prefix', length: matched.length } as const;

  test('in a rewrite', () => {
    expect(loadRewrite(rewrite, part)(path)).toBe(expected);
  });

  test('in a redirect, which keeps the query', () => {
    const action: RedirectAction = { do: 'redirect', status: 302, rewrite, bareHost: true, responseHeaders: [] };
    const request = { scheme: 'http', authority: 'a.test:81', target: `${path}?q=/1` } as const;
    expect(redirectLocation(action, part, request)).toBe(`http://a.test${expected}?q=/1`);
  });
});

test('a rewrite of the whole path', () => {
  expect(loadRewrite({ kind: 'path', value: '/new' }, { kind: 'prefix', length: 4 })('/foo/bar')).toBe('/new');
  expect(loadRewrite({ kind: 'path', value: '' }, { kind: 'prefix', length: 4 })('/foo/bar')).toBe('/');
});

import { describe, expect, test } from 'vitest';
import type { GrpcRouteMatch } from '#core/resource/gateway-api/grpc-route.ts';
import type { HttpRouteMatch } from '#core/resource/gateway-api/http-route.ts';
import { byPrecedence, translateGrpcMatch, translateHttpMatch } from '#core/route/compile/gateway-api/match.ts';
import { createRegexes } from '#core/route/compile/regexes.ts';

const regexes = createRegexes();

const http = (match: HttpRouteMatch) => {
  const found = translateHttpMatch(match, regexes);
  if ('refused' in found) throw new Error(found.refused);
  return found;
};

const grpc = (match: GrpcRouteMatch) => {
  const found = translateGrpcMatch(match, regexes);
  if ('refused' in found) throw new Error(found.refused);
  return found;
};

describe('precedence', () => {
  const path = (type: 'Exact' | 'PathPrefix' | 'RegularExpression', value: string) => ({ path: { type, value } });
  test.each<readonly [string, HttpRouteMatch, HttpRouteMatch]>([
    ['exact before prefix', path('Exact', '/a'), path('PathPrefix', '/a/long/one')],
    ['prefix before regular expression', path('PathPrefix', '/'), path('RegularExpression', '/a.*long')],
    ['the longer prefix', path('PathPrefix', '/a/b'), path('PathPrefix', '/a')],
    ['a method', { method: 'GET' }, { headers: [{ name: 'a', value: 'b' }] }],
    ['more headers', { headers: [{ name: 'a', value: 'b' }] }, { queryParams: [{ name: 'a', value: 'b' }] }],
    ['more parameters', { queryParams: [{ name: 'a', value: 'b' }] }, {}],
    ['length before method', path('PathPrefix', '/a/b'), { ...path('PathPrefix', '/a'), method: 'GET' }],
  ])('%s comes first', (_, first, second) => {
    expect(byPrecedence([http(second), http(first)])).toEqual([http(first), http(second)]);
  });

  test('of equals the first stays first, and a slash at the end makes nothing longer', () => {
    const [a, b] = [http(path('PathPrefix', '/a')), http(path('PathPrefix', '/a/'))];
    expect(byPrecedence([a, b])).toEqual([a, b]);
    expect(byPrecedence([b, a])).toEqual([b, a]);
  });

  test.each<readonly [string, GrpcRouteMatch, GrpcRouteMatch]>([
    ['service and method before service', { method: { service: 's', method: 'm' } }, { method: { service: 's' } }],
    ['service before method', { method: { service: 's' } }, { method: { method: 'longer' } }],
    ['the longer service', { method: { service: 'a.bc' } }, { method: { service: 'a.b' } }],
    [
      'the longer service of expressions, whatever the method',
      { method: { type: 'RegularExpression', service: 'a.b' } },
      { method: { type: 'RegularExpression', service: 'a', method: 'aVeryLongMethod' } },
    ],
    ['more headers', { headers: [{ name: 'a', value: 'b' }] }, {}],
  ])('of calls, %s comes first', (_, first, second) => {
    expect(byPrecedence([grpc(second), grpc(first)])).toEqual([grpc(first), grpc(second)]);
  });

  test('calls and requests of one host are ranked together', () => {
    const [call, everything] = [grpc({ method: { service: 'shop.Cart' } }), http({})];
    expect(byPrecedence([everything, call])).toEqual([call, everything]);
    const [any, longer] = [grpc({}), http(path('PathPrefix', '/shop'))];
    expect(byPrecedence([any, longer])).toEqual([longer, any]);
  });
});

describe('conditions', () => {
  test('of headers of one name in any case the first counts, of parameters those of the same case', () => {
    const { conditions } = http({
      headers: [
        { name: 'X-A', value: '1' },
        { name: 'x-a', value: '2' },
      ],
      queryParams: [
        { name: 'q', value: '1' },
        { name: 'Q', value: '2' },
        { name: 'q', value: '3' },
      ],
    });
    const seen = conditions.slice(1).map((one) => ('name' in one ? [one.name, one.match] : []));
    expect(seen).toEqual([
      ['x-a', { type: 'exact', value: '1' }],
      ['q', { type: 'exact', value: '1' }],
      ['Q', { type: 'exact', value: '2' }],
    ]);
  });

  test.each<readonly [GrpcRouteMatch, object]>([
    [{}, { type: 'segments', value: '' }],
    [{ method: { service: 'a.B', method: 'C' } }, { type: 'exact', value: '/a.B/C' }],
    [{ method: { service: 'a.B' } }, { type: 'prefix', value: '/a.B/' }],
    [{ method: { method: 'C.d' } }, { type: 'regex', value: '/[^/]+/C\\.d' }],
    [{ method: { type: 'RegularExpression', service: 'a|b' } }, { type: 'regex', value: '/(?:a|b)/[^/]+' }],
  ])('%j asks for a path', (match, path) => {
    expect(grpc(match).conditions).toEqual([{ on: 'path', match: path, ignoreCase: false }]);
  });

  test.each<HttpRouteMatch>([
    { path: { type: 'RegularExpression', value: '(' } },
    { headers: [{ name: 'a', type: 'RegularExpression', value: '(?=x)' }] },
    { queryParams: [{ name: 'a', type: 'RegularExpression', value: '[' }] },
  ])('%j is refused', (match) => {
    expect(translateHttpMatch(match, regexes)).toHaveProperty('refused');
  });

  test('the part of a path that is replaced is measured in bytes', () => {
    expect(http({ path: { value: '/grün/' } }).matchedPath).toEqual({ kind: 'prefix', length: 6 });
    expect(http({ path: { type: 'Exact', value: '/a' } }).matchedPath).toEqual({ kind: 'whole', length: 0 });
  });
});

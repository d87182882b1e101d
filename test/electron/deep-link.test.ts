import { describe, expect, test } from 'vitest';
import { deepLinksIn, readDeepLink } from '../../src-main/electron/deep-link.ts';
import { workspaceArguments } from '../../src-main/electron/workspace-arguments.ts';

describe('a link that opens a workspace', () => {
  test.each([
    ['slipway://open?path=/home/me/shop', ['/home/me/shop']],
    ['slipway://open/?path=%2Fhome%2Fme%2Fmy%20shop', ['/home/me/my shop']],
    ['SLIPWAY://OPEN?path=/a/../b&path=/c', ['/b', '/c']],
    ['slipway://open?path=/a&path=/a', ['/a']],
  ])('%s', (link, paths) => {
    expect(readDeepLink(link, false)).toEqual({ ok: true, paths });
  });

  test.each([
    ['slipway://open?path=C:%5CUsers%5Cme%5Cshop', true],
    ['slipway://open?path=C:/Users/me/shop', true],
    ['slipway://open?path=%5C%5Cserver%5Cshare', false],
    ['slipway://open?path=//server/share', false],
    ['slipway://open?path=/home/me', false],
    ['slipway://open?path=C:shop', false],
  ])('on Windows %s: %s', (link, ok) => {
    expect(readDeepLink(link, true).ok).toBe(ok);
  });

  test.each([
    ['slipway://open', /names no path/],
    ['slipway://open?path=', /names no path/],
    ['slipway://open?path=shop', /no whole path/],
    ['slipway://open?path=~/shop', /no whole path/],
    ['slipway://open?path=//server/share', /no whole path/],
    ['slipway://open?path=/a%0A/b', /"\/a�\/b" is no whole path/],
    ['slipway://open?path=/a%E2%80%AEb', /no whole path/],
    ['slipway://open?path=/a&run=rm', /part "run"/],
    ['slipway://run?path=/a', /does not know/],
    ['slipway://open/etc?path=/a', /does not know/],
    ['slipway://me@open?path=/a', /does not know/],
    ['https://open?path=/a', /not one of Slipway/],
    ['slipway:', /does not know/],
    ['nonsense', /cannot be read/],
    [`slipway://open?path=/${'a'.repeat(5_000)}`, /too long/],
    [`slipway://open?${'path=/a&'.repeat(30)}`, /too many/],
  ])('is not followed: %s', (link, reason) => {
    expect(readDeepLink(link, false)).toEqual({ ok: false, reason: expect.stringMatching(reason) });
  });
});

test('among arguments a link is a link and no path', () => {
  const argv = ['slipway', '/shop', '--flag', 'slipway://open?path=/a', 'Slipway:x'];
  expect(deepLinksIn(argv)).toEqual(['slipway://open?path=/a', 'Slipway:x']);
  expect(workspaceArguments(argv, 1, '/')).toEqual(['/shop']);
});

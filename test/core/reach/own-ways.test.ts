import { expect, test } from 'vitest';
import { ownWays } from '#core/reach/own-ways.ts';

const all = ['localhost', 'localtest.me', 'lvh.me', 'nip.io', 'sslip.io', 'vcap.me'];
const without = (...gone: readonly string[]) => all.filter((one) => !gone.includes(one));

test.each<[string, readonly string[]]>([
  ['shop.test', all],
  ['app.127.0.0.1.nip.io', without('nip.io')],
  ['*.nip.io', without('nip.io')],
  ['*.io', without('nip.io', 'sslip.io')],
  ['admin.localhost', without('localhost')],
  ['*.shop.localhost', without('localhost')],
  // The name itself is no name below it, and goes by itself in every browser.
  ['localhost', all],
  ['*', all],
  ['snip.io', all],
  ['*.snip.io', all],
])('with "%s" in the table a browser goes by itself below %j', (host, ways) => {
  expect(ownWays([{ host: 'other.test' }, { host }])).toEqual(ways);
});

import { domainToASCII } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { adviseNames } from '../../../src-main/core/hosts-file/advice.ts';
import { entriesFor } from '../../../src-main/core/hosts-file/entries.ts';
import { judgeName } from '../../../src-main/core/hosts-file/judge-name.ts';
import { readPayload, writePayload } from '../../../src-main/core/hosts-file/payload.ts';

describe('names that may be written', () => {
  test.each([
    ['shop.test', 'shop.test'],
    ['Shop.Test.', 'shop.test'],
    ['my_app.test', 'my_app.test'],
    ['reviews', 'reviews'],
    ['1.2.3.example', '1.2.3.example'],
    ['bücher.test', 'xn--bcher-kva.test'],
    ['BÜCHER.test', 'xn--bcher-kva.test'],
    ['faß.test', 'xn--fa-hia.test'],
    ['例子.测试', 'xn--fsqu00a.xn--0zwm56d'],
    ['例子。test', 'xn--fsqu00a.test'],
    ['httpbin.example.com.localhost', 'httpbin.example.com.localhost'],
    [`${'a'.repeat(63)}.test`, `${'a'.repeat(63)}.test`],
  ])('%s', (written, name) => {
    expect(judgeName(written)).toEqual({ ok: true, name });
  });

  test.each([
    ['*.shop.test', 'is a wildcard'],
    ['*', 'is a wildcard'],
    ['127.0.0.1', 'is an address'],
    ['0x7f.0x1', 'is an address'],
    ['1.2.3.4.5', 'is an address'],
    ['a.123', 'is an address'],
    ['::1', 'is an address'],
    ['localhost', 'belongs to the system'],
    ['LOCALHOST.', 'belongs to the system'],
    ['ip6-loopback', 'belongs to the system'],
    ['host.docker.internal', 'belongs to the system'],
    ['wpad', 'look for a proxy'],
    ['wpad.corp.test', 'look for a proxy'],
    ['com', 'is an ending'],
    ['de', 'is an ending'],
    ['co.uk', 'is an ending'],
    ['github.io', 'is an ending'],
    ['update.microsoft.com', 'is below "microsoft.com"'],
    ['windowsupdate.com', 'is below "windowsupdate.com"'],
    ['upgrade.bitdefender.com', 'Defender sets the whole file back'],
    ['', 'is empty'],
    ['.', 'is empty'],
    ['a..test', 'empty part'],
    ['-a.test', 'begins or ends with "-"'],
    ['a-.test', 'begins or ends with "-"'],
    ['a b.test', 'a character'],
    ['a\n10.0.0.1 bank.test', 'a character'],
    ['a#.test', 'a character'],
    ['a/b.test', 'a character'],
    ['$(id).test', 'a character'],
    ['☃.test', 'a character'],
    [`${'a'.repeat(64)}.test`, '63 characters'],
    [`${'a.'.repeat(127)}test`, '253 characters'],
    ['x'.repeat(5_000), '253 characters'],
  ])('%j is refused', (written, reason) => {
    expect(judgeName(written)).toEqual({ ok: false, reason: expect.stringContaining(reason) });
  });

  test('what is accepted is one word of a few letters, whatever came in, and is accepted again', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'grapheme' }), fc.domain(), fc.string({ unit: 'binary' })), (written) => {
        const judged = judgeName(written);
        if (!judged.ok) return;
        expect(judged.name).toMatch(/^[a-z0-9_][a-z0-9_.-]*$/);
        expect(judgeName(judged.name)).toEqual(judged);
      }),
      { seed: 7, numRuns: 5_000 },
    );
  });

  test('other letters are put as URLs put them', () => {
    const letters = fc.string({
      unit: fc.constantFrom(...'aбвгдежзñüöéλμν字汉語日本한국ไทย'),
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(letters, (label) => {
        const judged = judgeName(`${label}.test`);
        const known = domainToASCII(`${label}.test`);
        if (known !== '') expect(judged).toEqual({ ok: true, name: known });
      }),
      { seed: 7, numRuns: 1_000 },
    );
  });
});

describe('entries', () => {
  test('6. are also for ::1 only where the gateway listens there, for every port of a name', () => {
    const { entries } = entriesFor([
      { name: 'b.test', six: true },
      { name: 'a.test', six: false },
      { name: 'B.test', six: false },
      { name: 'c.test', six: true },
    ]);
    expect(entries.map(({ address, name }) => `${address} ${name}`)).toEqual([
      '127.0.0.1 a.test',
      '127.0.0.1 b.test',
      '127.0.0.1 c.test',
      '::1 c.test',
    ]);
  });

  test('a wildcard is refused with the names that can be written instead', () => {
    expect(entriesFor([{ name: '*.shop.test', six: false, instead: ['eu.shop.test'] }]).refused).toEqual([
      { name: '*.shop.test', reason: expect.stringContaining('wildcard'), instead: ['eu.shop.test'] },
    ]);
  });
});

describe('what is said before', () => {
  const say = (name: string, ...schemes: readonly string[]) => adviseNames([{ name, schemes }]).join('\n');

  test('17. cookies of a real site mix with those of what runs here', () => {
    expect(say('shop.acme.io', 'http')).toContain('cookies');
    for (const name of ['shop.test', 'httpbin.example.com', 'x.localhost', 'a.internal']) expect(say(name)).toBe('');
  });
  test('16. and 18. endings that browsers reach by HTTPS alone', () => {
    expect(say('shop.dev', 'http')).toContain('HTTPS alone');
    expect(say('shop.dev', 'http', 'https')).not.toContain('HTTPS alone');
  });
  test('19. a page over plain HTTP is no secure context, but for names that end with localhost', () => {
    expect(say('shop.test', 'http')).toContain('no secure context');
    expect(say('shop.test', 'http', 'https')).toBe('');
    expect(say('shop.test', 'tcp')).toBe('');
    expect(say('shop.localhost', 'http')).toBe('');
  });
  test('18. the network’s own ending, and names without a dot', () => {
    expect(say('printer.local')).toContain('seconds');
    expect(say('reviews')).toContain('no dot');
  });
});

describe('a payload', () => {
  const good = {
    does: 'write',
    id: 'abc',
    at: '2026-11-21T18:00:00Z',
    entries: [{ address: '127.0.0.1', name: 'a.test' }],
  } as const;

  test('is read as it was written', () => {
    expect(readPayload(writePayload(good))).toEqual({ ok: true, value: good });
    const clean = { does: 'clean', ids: ['abc'] } as const;
    expect(readPayload(writePayload(clean))).toEqual({ ok: true, value: clean });
  });

  test.each([
    ['an address of another machine', { ...good, entries: [{ address: '10.0.0.1', name: 'a.test' }] }],
    ['all of this machine', { ...good, entries: [{ address: '0.0.0.0', name: 'a.test' }] }],
    ['a name with a line break', { ...good, entries: [{ address: '127.0.0.1', name: 'a.test\n10.0.0.1 bank' }] }],
    ['a wildcard', { ...good, entries: [{ address: '127.0.0.1', name: '*.test' }] }],
    ['a name that is not as it would be written', { ...good, entries: [{ address: '127.0.0.1', name: 'A.test' }] }],
    ['a guarded name', { ...good, entries: [{ address: '127.0.0.1', name: 'update.microsoft.com' }] }],
    ['no name', { ...good, entries: [{ address: '127.0.0.1' }] }],
    ['nothing as an entry', { ...good, entries: [null] }],
    ['too many entries', { ...good, entries: Array.from({ length: 10_001 }, () => good.entries[0]) }],
    ['an id with a line break', { ...good, id: 'abc\nx' }],
    ['a date with more in it', { ...good, at: '2026-11-21T18:00:00Z\n10.0.0.1 bank' }],
    ['ids that are none', { does: 'clean', ids: ['../x'] }],
    ['another deed', { does: 'overwrite', text: '' }],
  ])('%s is refused', (_what, step) => {
    expect(readPayload(JSON.stringify({ version: 1, ...step }))).toMatchObject({
      ok: false,
      failure: { code: 'hosts/bad-payload' },
    });
  });

  test.each(['', 'null', '[]', '{}', '{"version":2,"does":"clean"}', `"${'x'.repeat(1024 * 1024)}"`])(
    '%.20j is refused',
    (text) => {
      expect(readPayload(text)).toMatchObject({ ok: false });
    },
  );
});

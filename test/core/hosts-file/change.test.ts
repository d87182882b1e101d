import { describe, expect, test } from 'vitest';
import { readHosts, writeBlock } from '../../../src-main/core/hosts-file/block.ts';
import { bytesOf, isUtf16, textOf, utf8Mark } from '../../../src-main/core/hosts-file/bytes.ts';
import { changeHosts, type HostsStep } from '../../../src-main/core/hosts-file/change.ts';
import { describeChange } from '../../../src-main/core/hosts-file/describe.ts';
import type { HostEntry } from '../../../src-main/core/hosts-file/plan.ts';

const at = '2026-11-21T18:00:00Z';
const entries = (...names: readonly string[]): readonly HostEntry[] =>
  names.map((name) => ({ address: '127.0.0.1', name }));
const write = (...names: readonly string[]): HostsStep & { readonly does: 'write' } => ({
  does: 'write',
  id: 'abc',
  at,
  entries: entries(...names),
});
const clean: HostsStep = { does: 'clean' };
const block = (...names: readonly string[]): string => writeBlock('abc', entries(...names), at).join('\n');
const own = '127.0.0.1\tlocalhost\n10.0.0.7 nas  # the disk\n';

describe('2. encodings', () => {
  test('bytes of a code page and a byte order mark stay as they are', () => {
    const bytes = Uint8Array.from([0xef, 0xbb, 0xbf, 0x23, 0x20, 0xe4, 0xf6, 0x80, 0xff, 0x0a]);
    const after = changeHosts(textOf(bytes), write('shop.test')).text;
    expect(after.startsWith(`${utf8Mark}# `)).toBe(true);
    expect([...bytesOf(after).subarray(0, bytes.length)]).toEqual([...bytes]);
    expect(changeHosts(after, clean).text).toBe(textOf(bytes));
  });

  test('a file that holds nothing but its mark gets the block behind it', () => {
    const after = changeHosts(utf8Mark, write('shop.test')).text;
    expect(after).toBe(`${utf8Mark}${block('shop.test')}\n`);
    expect(readHosts(after).blocks).toHaveLength(1);
    expect(changeHosts(after, clean).text).toBe(utf8Mark);
  });

  test.each(['ÿþ1\0', 'þÿ\0' + '1', '1\0.\0' + '2\0\n\0'])(
    'UTF-16 is known as such, with and without a mark: %j',
    (text) => {
      expect(isUtf16(text)).toBe(true);
    },
  );

  test('UTF-16 becomes UTF-8, and nothing else is converted', () => {
    const said = '127.0.0.1 löwe.test\r\n';
    const utf16 = `ÿþ${[...said].map((char) => `${char}\0`).join('')}`;
    expect(textOf(bytesOf(changeHosts(utf16, { does: 'convert' }).text))).toBe(textOf(new TextEncoder().encode(said)));
    expect(changeHosts(own, { does: 'convert' })).toMatchObject({ text: own, changes: [] });
  });

  test('names of other letters are written as the DNS has them', () => {
    expect(changeHosts('', write('xn--bcher-kva.test')).text).toContain('127.0.0.1 xn--bcher-kva.test\n');
  });
});

describe('3. line ends', () => {
  test('those of the file are taken', () => {
    const windows = own.replaceAll('\n', '\r\n');
    const after = changeHosts(windows, write('a.test', 'b.test')).text;
    expect(after.slice(windows.length).split('\r\n')).toHaveLength(6);
    expect(after.replaceAll('\r\n', '')).not.toContain('\n');
    expect(changeHosts(after, clean).text).toBe(windows);
  });

  test('a file of LF on Windows keeps them, and an empty one has those of the system', () => {
    expect(changeHosts(own, write('a.test'), '\r\n').text).not.toContain('\r');
    expect(changeHosts('', write('a.test'), '\r\n').text.split('\r\n')).toHaveLength(5);
  });

  test('the last line of others gets its end before ours begin', () => {
    const after = changeHosts('10.0.0.7 nas', write('a.test')).text;
    expect(after).toBe(`10.0.0.7 nas\n${block('a.test')}\n`);
    expect(changeHosts(after, clean).text).toBe('10.0.0.7 nas\n');
  });
});

describe('4. the block', () => {
  test('has an id, a version, the app and the date, and is replaced in its place', () => {
    const first = changeHosts(own, write('a.test')).text;
    expect(first).toBe(
      `${own}# BEGIN slipway abc v1\n# Slipway added 1 line on ${at}; "slipway hosts clean" takes it out\n127.0.0.1 a.test\n# END slipway abc v1\n`,
    );
    const behind = `${first}10.0.0.8 printer\n`;
    expect(changeHosts(behind, write('a.test', 'b.test')).text).toBe(
      `${own}${block('a.test', 'b.test')}\n10.0.0.8 printer\n`,
    );
  });

  test('stays as it is, with its date, where it holds what is wanted', () => {
    const first = changeHosts(own, write('a.test')).text;
    expect(changeHosts(first, { ...write('a.test'), at: '2027-01-01T00:00:00Z' })).toMatchObject({
      text: first,
      changes: [],
    });
    expect(readHosts(first).blocks[0]?.since).toBe(Date.parse(at));
  });

  test('without end: as many entries as its comment tells of, and no line of others', () => {
    const cut = `${block('a.test', 'b.test').replace(/\n# END.*/, '')}\n127.0.0.1 mine.test\n10.0.0.7 nas\n`;
    expect(readHosts(cut).blocks[0]).toMatchObject({ damage: 'endless', own: [0, 1, 2, 3] });
    expect(changeHosts(cut, clean).text).toBe('127.0.0.1 mine.test\n10.0.0.7 nas\n');
    expect(changeHosts(cut, write('c.test')).text).toBe(`${block('c.test')}\n127.0.0.1 mine.test\n10.0.0.7 nas\n`);
  });

  test('without end and without its comment: the first line alone', () => {
    const cut = '# BEGIN slipway abc v1\n127.0.0.1 mine.test\n';
    expect(changeHosts(cut, clean).text).toBe('127.0.0.1 mine.test\n');
  });

  test('twice: one stays, in the place of the first', () => {
    const twice = `${block('a.test')}\n${own}${block('b.test')}\n`;
    const step = write('c.test');
    expect(changeHosts(twice, step).text).toBe(`${block('c.test')}\n${own}`);
    expect(describeChange(changeHosts(twice, step), step).repairs).toEqual([
      'there are several blocks of one workspace; one of them stays',
    ]);
  });

  test('edited by hand: lines that are not ours stay, in their order', () => {
    const [first = '', ...rest] = `${block('a.test', 'b.test')}\n`.split(/(?<=127.0.0.1 a.test\n)/);
    const edited = `${first}10.0.0.9 theirs # mine\n\n${rest.join('')}${own}`;
    const step = write('a.test', 'b.test');
    const after = changeHosts(edited, step);
    expect(after.text).toBe(`${block('a.test', 'b.test')}\n10.0.0.9 theirs # mine\n\n${own}`);
    expect(describeChange(after, step).repairs).toEqual([
      'somebody wrote into the block of lines 1 to 7; 2 lines that are not ours stay in the file',
    ]);
    expect(changeHosts(edited, clean).text).toBe(`10.0.0.9 theirs # mine\n\n${own}`);
  });

  test('localhost inside a block is the person’s', () => {
    const edited = block('a.test').replace('127.0.0.1 a.test', '127.0.0.1 localhost');
    expect(changeHosts(edited, clean).text).toBe('127.0.0.1 localhost\n');
  });

  test('of another instance: untouched by writing, taken out by cleaning all', () => {
    const other = writeBlock('other', entries('x.test'), at).join('\n');
    const both = changeHosts(`${other}\n`, write('a.test')).text;
    expect(both).toBe(`${other}\n${block('a.test')}\n`);
    expect(changeHosts(both, { does: 'clean', ids: ['abc'] }).text).toBe(`${other}\n`);
    expect(changeHosts(both, { ...write('b.test'), without: ['other'] }).text).toBe(`${block('b.test')}\n`);
    expect(changeHosts(both, clean).text).toBe('');
  });

  test('nested: neither takes the other’s end for its own', () => {
    const other = writeBlock('other', entries('x.test'), at).join('\n');
    const lines = block('a.test').split('\n');
    const nested = `${lines.slice(0, 3).join('\n')}\n${other}\n${lines[3]}\n${own}`;
    expect(changeHosts(nested, { does: 'clean', ids: ['abc'] }).text).toBe(`${other}\n${own}`);
    expect(changeHosts(nested, { does: 'clean', ids: ['other'] }).text).toBe(`${lines.join('\n')}\n${own}`);
    expect(changeHosts(nested, clean).text).toBe(own);
  });

  test('an end without beginning goes, and is said', () => {
    const stray = `${own}# END slipway abc v1\n`;
    expect(changeHosts(stray, clean).text).toBe(own);
    const step = write('a.test');
    expect(describeChange(changeHosts(stray, step), step).repairs).toEqual([
      'the end of a block in line 3 has no beginning; it goes',
    ]);
  });
});

test('5. one name on each line', () => {
  const lines = changeHosts('', write(...Array.from({ length: 30 }, (_, n) => `n${n}.test`))).text.split('\n');
  expect(
    lines.filter((line) => !line.startsWith('#') && line !== '').every((line) => line.split(' ').length === 2),
  ).toBe(true);
});

describe('7. names that others map', () => {
  test('are told with line and text, and stay', () => {
    const text = `# 10.0.0.1 a.test\n10.0.0.1 b.test A.TEST # x\n127.0.0.1 a.test\n::1 a.test\n`;
    const step = write('a.test');
    const changed = changeHosts(text, step);
    expect(describeChange(changed, step).conflicts).toEqual([
      { name: 'a.test', line: 2, text: '10.0.0.1 b.test A.TEST # x' },
      { name: 'a.test', line: 4, text: '::1 a.test' },
    ]);
    expect(changed.text.startsWith(text)).toBe(true);
  });

  test('our own block is no conflict', () => {
    const first = changeHosts(own, write('a.test')).text;
    expect(describeChange(changeHosts(first, write('a.test')), write('a.test')).conflicts).toEqual([]);
  });
});

describe('the diff', () => {
  test('has what goes and comes, and two lines around', () => {
    const text = changeHosts(`1.1.1.1 a\n1.1.1.2 b\n1.1.1.3 c\n`, write('a.test', 'c.test')).text;
    const step = write('b.test', 'c.test');
    const { changes } = describeChange(changeHosts(text, step), step);
    expect(changes.map(({ is, line }) => `${{ same: ' ', added: '+', removed: '-' }[is]}${line}`)).toEqual([
      ' # BEGIN slipway abc v1',
      ` # Slipway added 2 lines on ${at}; "slipway hosts clean" takes them out`,
      '-127.0.0.1 a.test',
      '+127.0.0.1 b.test',
      ' 127.0.0.1 c.test',
      ' # END slipway abc v1',
    ]);
  });

  test('shows UTF-8 as it reads, and nothing that a terminal would act on', () => {
    const text = `${textOf(new TextEncoder().encode('# löwe'))}\n# \u001b[31mred\u0007\n# \u00e4\n`;
    const step = write('a.test');
    const { changes } = describeChange(changeHosts(text, step), step);
    expect(changes.slice(0, 2).map(({ line }) => line)).toEqual(['# \u{fffd}[31mred\u{fffd}', '# ä']);
    const all = describeChange(changeHosts(text.split('\n')[0] ?? '', step), step).changes;
    expect(all[0]).toEqual({ is: 'same', line: '# löwe' });
  });
});

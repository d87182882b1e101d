import { describe, expect, it } from 'vitest';
import { hexLines } from '../../src-renderer/state/captured-body.ts';
import { hexRows, jsonRows, type Rows, textRows } from '../../src-renderer/state/text-rows.ts';

const all = ({ count, slice }: Rows) => slice(0, count);
/** Whatever is asked for in pieces, from anywhere, is what is asked for at once. */
const inPieces = ({ count, slice }: Rows) => {
  const rows: string[] = [];
  for (let from = 0; from < count; from += 7) rows.unshift(...slice(Math.floor((count - 1 - from) / 7) * 7, 7));
  return rows;
};

describe('the rows of a text', () => {
  it('are its lines, an empty one at the end where it ends with a line feed', () => {
    for (const text of ['', 'a', 'a\nb', 'a\n\nb\n', '\n', '\n\n'])
      expect(all(textRows(text, 80))).toEqual(text.split('\n'));
  });

  it('are several of a long line, and tear no character apart', () => {
    expect(all(textRows('abcdefg\nhi\njklm', 3))).toEqual(['abc', 'def', 'g', 'hi', 'jkl', 'm']);
    expect(all(textRows('a😀😀b', 2))).toEqual(['a', '😀', '😀', 'b']);
    expect(all(textRows('abc\nde', 3))).toEqual(['abc', 'de']);
  });

  it('are the same from wherever they are read', () => {
    const text = Array.from({ length: 3_000 }, (_, i) => 'x'.repeat(i % 50)).join('\n');
    const rows = textRows(text, 20);
    expect(inPieces(rows)).toEqual(all(rows));
    expect(rows.slice(rows.count, 10)).toEqual([]);
    expect(rows.slice(rows.count - 1, 10)).toHaveLength(1);
  });

  it('take a time in proportion to the text, also of one line without an end', () => {
    const rows = textRows('x'.repeat(4_000_000), 40);
    expect(rows.count).toBe(100_000);
    expect(rows.slice(99_999, 5)).toEqual(['x'.repeat(40)]);
  });
});

describe('the rows of JSON', () => {
  const value = { a: [1, { b: [], c: 'x, {y}\n"z"' }], d: {}, e: null, f: ['long '.repeat(40)] };

  it('are those that others lay it out in, however it is written', () => {
    const pretty = JSON.stringify(value, null, 2).split('\n');
    for (const text of [JSON.stringify(value), JSON.stringify(value, null, 7), ` ${JSON.stringify(value)}\r\n`])
      expect(all(jsonRows(text, 1_000))).toEqual(pretty);
  });

  it('are several of a long line, and nothing of it is lost', () => {
    const rows = all(jsonRows(JSON.stringify(value), 30));
    expect(rows.every((row) => row.length <= 30)).toBe(true);
    expect(JSON.parse(rows.join(''))).toEqual(value);
  });

  it('are the same from wherever they are read', () => {
    const text = JSON.stringify(Array.from({ length: 500 }, (_, i) => ({ i, text: 'abc '.repeat(i % 30) })));
    const rows = jsonRows(text, 40);
    expect(inPieces(rows)).toEqual(all(rows));
  });
});

it('bytes have sixteen in a row', () => {
  const bytes = Uint8Array.from({ length: 1_000 }, (_, i) => i % 256);
  const rows = hexRows(bytes);
  expect(rows.count).toBe(63);
  expect(all(rows).join('\n')).toBe(hexLines(bytes));
  expect(inPieces(rows)).toEqual(all(rows));
  expect(rows.slice(63, 1)).toEqual([]);
});

it('letters of two columns and tabs count as what they take, and pairs stay together', () => {
  const all = (text: string, width: number) => {
    const { count, slice } = textRows(text, width);
    return slice(0, count);
  };
  expect(all('一二三四五六七', 6)).toEqual(['一二三', '四五六', '七']);
  expect(all('a一二b', 4)).toEqual(['a一', '二b']);
  expect(all('a\tb\tc\nd', 16)).toEqual(['a\tb\t', 'c', 'd']);
  expect(all('😀😀😀', 5)).toEqual(['😀😀', '😀']);
  expect(all('\t\t한', 2).join('')).toBe('\t\t한');
  for (const width of [2, 3, 7, 20]) expect(all('x一\t😀é'.repeat(50), width).join('')).toBe('x一\t😀é'.repeat(50));
  const { count, slice } = jsonRows('{"名":"一二三四五六七八"}', 12);
  expect(slice(0, count)).toEqual(['{', '  "名": "一', '二三四五六七', '八"', '}']);
});

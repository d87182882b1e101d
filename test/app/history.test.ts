import { expect, test } from 'vitest';
import { countLines } from '../../src-main/app/count-lines.ts';
import { createHistory, differing } from '../../src-main/app/history.ts';

test('lines are counted by the shortest difference', () => {
  const cases: readonly (readonly [string | undefined, string | undefined, number, number])[] = [
    ['', '', 0, 0],
    [undefined, 'a\nb\n', 2, 0],
    ['a\nb', undefined, 0, 2],
    ['a\nb\nc\n', 'a\nx\nc\n', 1, 1],
    ['a\nb\nc\n', 'a\nc\n', 0, 1],
    ['a\nb\nc\nd\n', 'c\nd\na\nb\n', 2, 2],
    ['a\nb\na\nb\nb\na\n', 'b\na\nb\na\na\nc\n', 2, 2],
    ['same\n', 'same', 0, 0],
  ];
  for (const [before, after, added, removed] of cases)
    expect(countLines(before, after), JSON.stringify([before, after])).toEqual({ added, removed });
});

test('the counts fit an edit of known length, at any place, in either direction', () => {
  const lines = Array.from({ length: 400 }, (_, i) => `line ${i}`);
  for (let seed = 1; seed < 60; seed++) {
    const at = (seed * 37) % 380;
    const gone = seed % 5;
    const fresh = Array.from({ length: seed % 7 }, (_, i) => `new ${seed} ${i}`);
    const edited = [...lines.slice(0, at), ...fresh, ...lines.slice(at + gone)];
    expect(countLines(lines.join('\n'), edited.join('\n'))).toEqual({ added: fresh.length, removed: gone });
    expect(countLines(edited.join('\n'), lines.join('\n'))).toEqual({ added: gone, removed: fresh.length });
  }
});

test('very different texts are counted without looking for the shortest difference', () => {
  const a = Array.from({ length: 20_000 }, (_, i) => `a ${i}`);
  const b = Array.from({ length: 30_000 }, (_, i) => (i % 3 === 0 ? `a ${i}` : `b ${i}`));
  const known = new Set(a);
  const shared = b.filter((line) => known.has(line)).length;
  expect(countLines(a.join('\n'), b.join('\n'))).toEqual({ added: 30_000 - shared, removed: 20_000 - shared });
});

const by = (generation: number) => ({ generation, at: generation, by: 'save' }) as const;

test('the bytes of the history are bounded: unchanged texts count once, the oldest go, the newest stays', () => {
  const history = createHistory({ count: 20, bytes: 1_000, held: 5 });
  const big = { file: 'big.yaml', text: 'x'.repeat(200) };
  for (let i = 1; i <= 5; i++) history.add(by(i), [big, { file: 'a.yaml', text: String(i).repeat(100) }]);
  // 400 bytes for what all share, 200 for each `a.yaml`.
  expect(history.list().map(({ generation }) => generation)).toEqual([5, 4, 3]);
  history.add(by(6), [{ file: 'huge.yaml', text: 'y'.repeat(10_000) }]);
  expect(history.list().map(({ generation }) => generation)).toEqual([6]);
  expect(history.before()).toBeUndefined();
  expect([history.has('huge.yaml', 'y'.repeat(10_000)), history.has('big.yaml', big.text)]).toEqual([true, false]);
});

test('the generation before is the newest with another text', () => {
  const history = createHistory();
  const a = (text: string) => [{ file: 'a.yaml', text }];
  for (const [i, text] of ['1', '2', '3', '3'].entries()) history.add(by(i + 1), a(text));
  expect(history.before()?.said.generation).toBe(2);
});

test('going back again goes further back, whatever the gateway made in between; a new text begins anew', () => {
  const history = createHistory();
  const add = (generation: number, text: string, of?: number) =>
    history.add({ generation, at: 0, by: of === undefined ? 'save' : 'rollback', ...(of && { of }) }, [
      { file: 'a.yaml', text },
    ]);
  const next = () => history.before()?.said.generation;
  for (const [i, text] of ['one', 'two', 'three'].entries()) add(i + 1, text);
  expect(next()).toBe(2);
  add(4, 'two', 2);
  history.add({ generation: 5, at: 0, by: 'disk' }, [{ file: 'a.yaml', text: 'two' }]);
  expect(next()).toBe(1);
  expect(history.list().filter(({ back }) => back)).toMatchObject([{ generation: 1 }]);
  add(6, 'one', 1);
  expect(next()).toBeUndefined();
  // Forth again by its number: from there back is what was before it.
  add(7, 'three', 3);
  expect(next()).toBe(2);
  add(8, 'four');
  expect(next()).toBe(7);
});

test('going back step by step comes to the oldest: ways back take no room from what they lead to', () => {
  const history = createHistory();
  const text = (n: number) => [{ file: 'a.yaml', text: String(n) }];
  for (let i = 1; i <= 25; i++) history.add(by(i), text(i));
  const seen: number[] = [];
  for (let at = 26; ; at++) {
    const to = history.before();
    if (to === undefined) break;
    seen.push(to.said.generation);
    history.add({ generation: at, at: 0, by: 'rollback', of: to.said.generation }, to.sources);
    expect(history.list().length).toBeLessThanOrEqual(21);
  }
  expect(seen).toEqual(Array.from({ length: 19 }, (_, i) => 24 - i));
});

test('builds are kept for the newest few that hold documents back', () => {
  const history = createHistory<string>({ count: 20, bytes: 1_000_000, held: 2 });
  for (let i = 1; i <= 4; i++) history.add(by(i), [{ file: 'a.yaml', text: String(i) }], i === 3 ? undefined : `b${i}`);
  expect([1, 2, 3, 4].map((i) => history.find(i)?.held)).toEqual([undefined, 'b2', undefined, 'b4']);
});

test('files that are otherwise, new or gone are named once', () => {
  const text = (file: string, content: string) => ({ file, text: content });
  expect(
    differing([text('a', '1'), text('b', '1'), text('c', '1')], [text('d', '1'), text('c', '2'), text('b', '1')]),
  ).toEqual(['a', 'c', 'd']);
});

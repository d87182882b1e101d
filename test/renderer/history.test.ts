import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createFilesStore, textOf } from '../../src-renderer/state/files.ts';
import { type History, noHistory, record, redoStep, type Step, undoStep } from '../../src-renderer/state/history.ts';

const file = 'a.yaml';

const open = (text = '') => {
  let now = 0;
  const files = createFilesStore({ call: () => Promise.reject(new Error('nobody is there')) }, () => now);
  const disk = (next: string, revision = next) =>
    files.arrive({ title: '', failures: [], files: [{ file, text: next, revision, writable: true }] });
  disk(text);
  return {
    files,
    disk,
    pass: (ms: number) => {
      now += ms;
    },
    text: () => files.getState().files.map(textOf)[0],
    one: () => files.getState().files[0],
    type: (typed: string, at = Number.POSITIVE_INFINITY) => {
      const before = files.getState().files.map(textOf)[0] ?? '';
      files.edit(file, before.slice(0, at) + typed + before.slice(at));
      now += 50;
    },
  };
};

it('any edits: undo of all is the first text byte for byte, redo of all the last one', () => {
  const piece = fc.constantFrom('a', 'b: ', '\n', '\r\n', '- x\n', '', 'é', '#');
  const text = fc.array(piece, { maxLength: 12 }).map((parts) => parts.join(''));
  const step = fc.option(
    fc.record(
      { label: fc.constantFrom('move', 'weight'), join: fc.constantFrom('w1', 'w2') },
      { requiredKeys: ['label'] },
    ),
    { nil: undefined },
  );
  const edit = fc.record({ at: fc.nat(20), cut: fc.nat(4), insert: text, wait: fc.nat(1200), step });
  fc.assert(
    fc.property(text, fc.array(edit, { maxLength: 40 }), fc.nat(10), (first, edits, back) => {
      let history: History = noHistory;
      let now = first;
      let clock = 0;
      const change = (at: number, cut: number, insert: string, how: Step | undefined) => {
        const after = now.slice(0, at) + insert + now.slice(at + cut);
        history = record(history, { before: now, after, step: how, now: clock });
        now = after;
      };
      const go = (way: typeof undoStep, times: number) => {
        for (let i = 0; i < times; i += 1) {
          const done = way(history, now);
          if (done === undefined) return;
          ({ history, text: now } = done);
          expect(done.range[0]).toBeLessThanOrEqual(done.range[1]);
          expect(done.range[1]).toBeLessThanOrEqual(now.length);
        }
      };
      edits.forEach((one, index) => {
        clock += one.wait;
        change(one.at, one.cut, one.insert, one.step as Step | undefined);
        // A step back in the middle: what is typed after it is what counts.
        if (index === back) go(undoStep, 2);
      });
      go(redoStep, 1000);
      const last = now;
      go(undoStep, 1000);
      expect(now).toBe(first);
      go(redoStep, 1000);
      expect(now).toBe(last);
    }),
  );
});

it('typing is one step until it rests, goes elsewhere, turns to deleting or begins a line', () => {
  const { files, text, type, pass } = open('a: \n');
  for (const key of 'one') type(key, 3 + 'one'.indexOf(key));
  pass(600);
  for (const key of 'two') type(key, 6 + 'two'.indexOf(key));
  type('#', 0);
  expect(text()).toBe('#a: onetwo\n');
  expect(files.undo(file)).toEqual({ label: 'typing', range: [0, 0] });
  expect(text()).toBe('a: onetwo\n');
  expect(files.undo(file)?.range).toEqual([6, 6]);
  expect(text()).toBe('a: one\n');
  files.undo(file);
  expect(text()).toBe('a: \n');
  expect(files.undo(file)).toBeUndefined();
  expect(files.redo(file)).toEqual({ label: 'typing', range: [3, 6] });
  expect(text()).toBe('a: one\n');

  const other = open('');
  for (const key of 'ab\ncd') other.type(key);
  other.files.edit(file, 'ab\nc');
  other.files.edit(file, 'ab\n');
  const seen = [0, 1, 2].map(() => [other.files.undo(file), other.text()][1]);
  expect(seen).toEqual(['ab\ncd', 'ab', '']);
});

it('steps with the same join are one while they follow each other closely, others are not', () => {
  const { files, text, pass } = open('weight: 90\n');
  const slide = (weight: number, join = 'w') => {
    files.edit(file, `weight: ${weight}\n`, { label: 'change weight', join });
    pass(100);
  };
  for (const weight of [80, 70, 65, 60]) slide(weight);
  expect(files.history(file)).toEqual({ undo: 'change weight' });
  pass(2000);
  slide(50);
  slide(40, 'another');
  files.undo(file);
  expect(text()).toBe('weight: 50\n');
  files.undo(file);
  expect(text()).toBe('weight: 60\n');
  files.undo(file);
  expect(text()).toBe('weight: 90\n');
  expect(files.history(file)).toEqual({ redo: 'change weight' });
});

it('revert, and a text that the disk has become, are steps as well', () => {
  const { files, disk, text, one } = open('a: 1\n');
  files.edit(file, 'a: mine\n');
  files.revert(file);
  expect(files.undo(file)?.label).toBe('revert');
  expect(text()).toBe('a: mine\n');
  files.redo(file);
  disk('a: 2\n');
  expect(files.history(file).undo).toBe('change on disk');
  files.undo(file);
  expect(one()).toMatchObject({ draft: 'a: 1\n', base: 'a: 2\n' });
});

it('a long history loses its oldest steps, and one that does not fit the text does nothing', () => {
  const { files, text, pass } = open('0');
  for (let i = 1; i <= 600; i += 1) {
    pass(1000);
    files.edit(file, String(i));
  }
  let steps = 0;
  while (files.undo(file) !== undefined) steps += 1;
  expect(steps).toBe(500);
  expect(text()).toBe('100');
  const history = record(noHistory, { before: 'a', after: 'ab', now: 0 });
  expect(undoStep(history, 'xy')).toBeUndefined();
});

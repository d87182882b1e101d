import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MergePart, mergedText, mergeText } from '../../src-renderer/state/merge-text.ts';
import { isLegalMerge } from './legal-merge.ts';
import { openWindow } from './window.ts';

const lines = (...all: readonly string[]) => all.map((line) => `${line}\n`).join('');
const base = lines('a', 'b', 'c', 'd', 'e');

describe('merging texts', () => {
  it('changes on different lines are both in the result, byte for byte', () => {
    const word = fc.constantFrom('a', 'b', 'c', '', '  x: 1', '- y', '#');
    const changed = fc.array(fc.stringMatching(/^[MT][a-z]{1,4}$/), { maxLength: 3 });
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 12 }),
        fc.array(word, { minLength: 1, maxLength: 12 }),
        changed,
        changed,
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        (top, bottom, mine, theirs, end, closed) => {
          // Each inserts at one of two places with two lines of their own between them.
          const build = (m: readonly string[], t: readonly string[]) =>
            [...top, ...m, '=1', '=2', ...t, ...bottom].join(end) + (closed ? end : '');
          const merge = mergeText(build([], []), build(mine, []), build([], theirs));
          expect(merge.conflicts).toBe(0);
          expect(mergedText(merge)).toBe(build(mine, theirs));
        },
      ),
    );
  });

  it('every line of a side is in the result, or on its side of a conflict, or the other side has removed it', () => {
    const some = fc.array(fc.constantFrom('a', 'b', '', 'c', 'e'), { maxLength: 7 }).map((all) => all.join('\n'));
    fc.assert(
      fc.property(some, some, some, (o, mine, theirs) => {
        const merge = mergeText(o, mine, theirs);
        const [was, a, b] = [o.split('\n'), mine.split('\n'), theirs.split('\n')];
        expect(isLegalMerge(was, a, b, merge.parts)).toBe(true);
        if (mine === theirs) expect(mergedText(merge)).toBe(mine);
        if (o === theirs) expect(mergedText(merge)).toBe(mine);
        if (o === mine) expect(mergedText(merge)).toBe(theirs);
      }),
      { numRuns: 2000, examples: [['e\n', '\ne', 'e\n\nc']] },
    );
  });

  it('a merge that loses a line, doubles one or makes one up is told from one that does not', () => {
    const judge = (...lines: readonly string[]) =>
      isLegalMerge(['a', 'b'], ['a', 'm', 'b'], ['a', 'b', 't'], [{ is: 'settled', lines }]);
    expect(judge('a', 'm', 'b', 't')).toBe(true);
    expect(judge('a', 'b', 't')).toBe(false);
    expect(judge('a', 'm', 't')).toBe(false);
    expect(judge('a', 'm', 'm', 'b', 't')).toBe(false);
    expect(judge('a', 'b', 'm', 't')).toBe(false);
    const conflict = { is: 'conflict', mine: ['m'], theirs: [] } as const;
    const parts: readonly MergePart[] = [{ is: 'settled', lines: ['a'] }, conflict];
    expect(isLegalMerge(['a'], ['a', 'm'], ['a'], parts)).toBe(true);
    expect(isLegalMerge(['a'], ['a', 'm'], ['a', 't'], parts)).toBe(false);
  });

  it('changes of the same lines are a conflict with a choice for each', () => {
    const merge = mergeText(base, lines('a', 'M1', 'c', 'd', 'M2'), lines('a', 'T1', 'c', 'd', 'T2'));
    expect(merge.conflicts).toBe(2);
    expect(mergedText(merge, ['mine', 'theirs'])).toBe(lines('a', 'M1', 'c', 'd', 'T2'));
    expect(mergedText(merge, ['both', 'mine'])).toBe(lines('a', 'M1', 'T1', 'c', 'd', 'M2'));
    expect(mergeText(base, base.replace('b', 'same'), base.replace('b', 'same')).conflicts).toBe(0);
    expect(mergeText(base, `${base}mine\n`, `${base}theirs\n`).conflicts).toBe(1);
  });

  it('Windows line ends and a last line without one stay as they are', () => {
    const windows = base.replaceAll('\n', '\r\n');
    const [mine, theirs] = [windows.replace('a', 'M'), windows.replace('e\r\n', 'T')];
    expect(mergedText(mergeText(windows, mine, theirs))).toBe('M\r\nb\r\nc\r\nd\r\nT');
    // An editor that changed all line ends changed no line.
    const merge = mergeText(base, base.replace('a', 'M'), windows.replace('e', 'T'));
    expect(merge.conflicts).toBe(0);
    expect(mergedText(merge)).toBe('M\r\nb\r\nc\r\nd\r\nT\r\n');
    const mixed = 'a\r\nb\nc\r\n';
    expect(mergedText(mergeText(mixed, mixed.replace('a', 'M'), mixed.replace('c', 'T')))).toBe('M\r\nb\nT\r\n');
  });

  it('without a text that both come from everything between the common ends is asked', () => {
    const merge = mergeText(undefined, lines('a', 'M', 'z'), lines('a', 'T', 'z'));
    expect(merge.parts.map(({ is }) => is)).toEqual(['settled', 'conflict', 'settled']);
  });

  it('a long text with the same line again and again takes no time to speak of', () => {
    const many = Array.from({ length: 30_000 }, (_, i) => (i % 3 === 0 ? '- match:' : `  line ${i % 50}`));
    const text = lines(...many);
    const merge = mergeText(text, `mine\n${text}`, `${text}theirs\n`);
    expect(merge.conflicts).toBeLessThanOrEqual(1);
  });
});

it('a file of 5 MB is merged without being compared line by line with itself', () => {
  const many = Array.from({ length: 120_000 }, (_, i) => `  key-${i}: a value that is long enough ${i}`);
  const text = lines(...many);
  const [mine, theirs] = [text.replace('key-60000:', 'mine:'), text.replace('key-119000:', 'theirs:')];
  expect(mergedText(mergeText(text, mine, theirs))).toBe(mine.replace('key-119000:', 'theirs:'));
  const both = mergeText(text, mine.replace('key-119500:', 'mine:'), theirs);
  expect(both.conflicts).toBe(1);
});

describe('a change on disk under a draft', () => {
  const file = 'a.yaml';
  const start = async () => {
    const window = await openWindow([{ file, text: base }]);
    const one = () => window.stores.files.getState().files.find((known) => known.file === file);
    return { ...window, files: window.stores.files, one };
  };

  it('is merged where it touches other lines, is said, and one undo asks instead', async () => {
    const { fake, files, one } = await start();
    files.edit(file, base.replace('a', 'MINE'));
    fake.changeOnDisk(file, base.replace('e', 'THEIRS'));
    const merged = lines('MINE', 'b', 'c', 'd', 'THEIRS');
    expect(one()).toMatchObject({ draft: merged, merged: true, baseText: base.replace('e', 'THEIRS') });
    expect(one()?.conflict).toBeUndefined();
    expect(files.history(file).undo).toBe('merge with the change on disk');
    files.undo(file);
    // Theirs would be overwritten unasked if this could simply be saved.
    expect(one()).toMatchObject({ draft: base.replace('a', 'MINE'), conflict: 'changed', baseText: base });
    expect(await files.save(file)).toBe(false);
    fake.changeOnDisk('other.yaml', '# nothing to do with it\n');
    expect(one()?.conflict).toBe('changed');
    files.redo(file);
    expect(one()?.conflict).toBeUndefined();
    expect(await files.save(file)).toBe(true);
    expect(one()).toMatchObject({ disk: { text: merged } });
    expect(one()?.draft).toBeUndefined();
  });

  it('is nothing to say where the disk has become what was typed', async () => {
    const { fake, files, one } = await start();
    files.edit(file, base.replace('a', 'same'));
    fake.changeOnDisk(file, base.replace('a', 'same'));
    expect(one()).toEqual({ file, disk: one()?.disk });
  });

  it('is settled hunk by hunk, and undo opens the question again', async () => {
    const { fake, files, one } = await start();
    const [mine, theirs] = [base.replace('b', 'MINE'), base.replace('b', 'THEIRS')];
    files.edit(file, mine);
    fake.changeOnDisk(file, theirs);
    expect(one()?.conflict).toBe('changed');
    files.resolve(file, lines('a', 'MINE', 'THEIRS', 'c', 'd', 'e'));
    expect(one()?.conflict).toBeUndefined();
    files.undo(file);
    expect(one()).toMatchObject({ draft: mine, conflict: 'changed' });
    files.revert(file);
    expect(one()?.draft).toBeUndefined();
    files.undo(file);
    expect(one()).toMatchObject({ draft: mine, conflict: 'changed' });
  });

  it('right behind a save that is under way is what the disk has, and undo has mine', async () => {
    const { fake, files, one } = await start();
    const [mine, theirs] = [base.replace('a', 'MINE'), base.replace('e', 'THEIRS')];
    files.edit(file, mine);
    const saving = files.save(file);
    fake.changeOnDisk(file, theirs);
    expect(await saving).toBe(true);
    expect(one()).toEqual({ file, disk: expect.objectContaining({ text: theirs }) });
    files.undo(file);
    expect(one()?.draft).toBe(mine);
  });

  it('right behind a save is merged with what was typed in the meantime', async () => {
    const { fake, files, one } = await start();
    const saved = base.replace('a', 'MINE');
    files.edit(file, saved);
    const saving = files.save(file);
    files.edit(file, saved.replace('c', 'MORE'));
    fake.changeOnDisk(file, saved.replace('e', 'THEIRS'));
    await saving;
    expect(one()).toMatchObject({ draft: lines('MINE', 'b', 'MORE', 'd', 'THEIRS'), merged: true });
  });

  it('a text typed back to what it was while a save was under way stays a draft', async () => {
    const { files, one } = await start();
    files.edit(file, base.replace('a', 'MINE'));
    const saving = files.save(file);
    files.edit(file, base);
    await saving;
    expect(one()).toMatchObject({ draft: base, disk: { text: base.replace('a', 'MINE') } });
  });
});

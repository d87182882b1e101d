import { isDeepStrictEqual } from 'node:util';
import { createPatch } from 'diff';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { applyEdits, differenceOf } from '#core/edit/text-edit.ts';
import { parseText } from '#core/text/document.ts';
import { type Change, changeDocument } from '#core/visual/change.ts';
import { chunksOf, type DocumentChunk } from '#core/visual/document.ts';
import { foreignAt } from '#core/visual/field-slots.ts';
import { type History, noHistory, record, redoStep, undoStep } from '../src-renderer/state/history.ts';
import { areInOrder, commentsIn, missing } from './edits/comments.ts';
import { pick, type Roll } from './edits/disturb.ts';
import { type EditedFile, editedFiles, rollOf } from './edits/edited-files.ts';
import { dataOf, intended } from './edits/intended.ts';
import { randomChange } from './edits/random-change.ts';
import { seed } from './edits/seed.ts';
import { goneLines, itemText, touchedLines } from './edits/touched-lines.ts';

let files: readonly EditedFile[] = [];
beforeAll(() => {
  files = editedFiles(seed);
}, 120_000);

/** What was asked for and could not be done safely, though it makes sense on plain data. */
type Counts = { done: number; undone: number; readonly refused: Change[]; readonly linked: Change[] };

/** The text after a random change, of which everything has been looked at that is promised; undefined where nothing was done. */
const changed = (file: EditedFile, text: string, chunk: DocumentChunk, roll: Roll, counts: Counts) => {
  const { tree, problems } = parseText(chunk.text);
  if (!tree || problems.some(({ severity }) => severity === 'error')) return undefined;
  const change = randomChange(tree, roll);
  if (!change) return undefined;
  const model = intended(dataOf(chunk.text), change);
  const result = changeDocument(text, chunk.index, [change]);
  if (!result.ok) {
    // What counts in several places, or is brought in by a merge key, is not always a matter of one place.
    if (model !== undefined)
      (foreignAt({ text: chunk.text, tree }, change.path) ? counts.linked : counts.refused).push(change);
    return undefined;
  }
  counts.done++;
  const after = result.value;
  const rest = text.slice(chunk.start + chunk.text.length);
  const own = after.slice(chunk.start, after.length - rest.length);
  const holds = (what: string, fact: boolean): void => {
    if (!fact) expect.fail(`${what}: ${file.name}, ${JSON.stringify(change)}\n${createPatch('', chunk.text, own)}`);
  };
  holds('other documents stay', after === text.slice(0, chunk.start) + own + rest);
  holds('it says what was meant', isDeepStrictEqual(dataOf(own), model));
  const lines = chunk.text.split('\n');
  const touched = touchedLines(chunk.text, tree, change);
  holds(
    'other lines stay',
    areInOrder(
      lines.filter((_, at) => !touched.has(at)),
      own,
    ),
  );
  const [before, now] = [commentsIn(chunk.text), commentsIn(own)];
  const lost = missing(before, now);
  const gone = goneLines(chunk.text, tree, change).map((at) => lines[at]);
  holds('comments stay', lost.length === 0 || missing(lost, commentsIn(gone.join('\n'))).length === 0);
  holds('no comment comes out of nothing', missing(now, before).length === 0);
  if (change.do === 'move') {
    const item = itemText(chunk.text, tree, [...change.path, change.from]);
    holds('an item stays in one piece', item === undefined || own.replace(/[ \t\r]+$/gm, '').includes(item));
  }
  holds('undo', applyEdits(after, [differenceOf(after, text)]) === text);
  return { after, change };
};

/** Everything undone is the file as it was, and everything done again what it was then; the number of steps. */
const travelled = (file: EditedFile, history: History, text: string): number => {
  let at = { history, text };
  let steps = 0;
  for (let next = undoStep(at.history, at.text); next; next = undoStep(at.history, at.text), steps++) at = next;
  if (at.text !== file.text) expect.fail(`undo: ${file.name}\n${createPatch('', file.text, at.text)}`);
  let again = 0;
  for (let next = redoStep(at.history, at.text); next; next = redoStep(at.history, at.text), again++) at = next;
  if (at.text !== text) expect.fail(`redo: ${file.name}\n${createPatch('', text, at.text)}`);
  expect(again).toBe(steps);
  return steps;
};

/** One to six changes of a document, one after another, which all at once come to the same. */
const changedOften = (file: EditedFile, count: number, roll: Roll, counts: Counts): void => {
  const index = pick(chunksOf(file.text), roll)?.index;
  const changes: Change[] = [];
  let now = file.text;
  let history = noHistory;
  for (let turn = 0; turn < count; turn++) {
    const chunk = index === undefined ? undefined : chunksOf(now)[index];
    const next = chunk && changed(file, now, chunk, roll, counts);
    if (!next) continue;
    changes.push(next.change);
    // Some follow each other as closely as those of a slider, which are one step.
    const step = { label: next.change.do, ...(roll() < 0.3 && { join: 'slider' }) };
    history = record(history, { before: now, after: next.after, step, now: turn * 10 });
    now = next.after;
  }
  counts.undone += travelled(file, history, now);
  if (index !== undefined && changes.length > 0)
    expect(changeDocument(file.text, index, changes)).toEqual({ ok: true, value: now });
};

const runOn = (all: readonly EditedFile[]): Counts => {
  const counts: Counts = { done: 0, undone: 0, refused: [], linked: [] };
  for (const [index, file] of all.entries()) {
    const often = fc.property(fc.integer({ min: 1, max: 6 }), fc.integer(), (count, dice) =>
      changedOften(file, count, rollOf(dice), counts),
    );
    fc.assert(often, { seed: seed + index, numRuns: 1, endOnFailure: true });
  }
  process.stdout.write(
    `visual edits, seed ${seed}: ${all.length} files ${all[0]?.style ?? ''}, ${counts.done} edits, ${counts.undone} steps undone and done again, ${counts.refused.length} refused, ${counts.linked.length} more in linked values\n`,
  );
  return counts;
};

describe('random visual edits touch only their lines, say what was meant, keep comments, and can be undone', () => {
  test('in files as people and generators write them, none of them refused', () => {
    const own = files.filter(({ style }) => style === 'as-written');
    expect(own.length).toBeGreaterThan(200);
    const { done, refused, linked } = runOn(own);
    expect(done).toBeGreaterThan(2000);
    expect(refused).toEqual([]);
    expect(linked.length).toBeLessThan(done / 50);
  }, 300_000);

  test('in the same files in other styles, with comments everywhere; one in five hundred is refused at most', () => {
    const restyled = files.filter(({ style }) => style === 'disturbed');
    expect(restyled.length).toBeGreaterThan(200);
    const { done, refused, linked } = runOn(restyled);
    expect(done).toBeGreaterThan(1000);
    expect(refused.length).toBeLessThan(done / 500);
    expect(linked.length).toBeLessThan(done / 8);
  }, 300_000);
});

test('the files are written in all the ways that YAML is written', () => {
  const has = (pattern: RegExp): number => files.filter(({ text }) => pattern.test(text)).length;
  const styles: readonly (readonly [string, RegExp])[] = [
    ['comments above', /^ *# /m],
    ['comments behind', /\S[ \t]+# /],
    ['comments at the margin', /\n {4,}\S.*\n# /],
    ['commented-out items', /# - off/],
    ['tabs in comments', /#.*\t/],
    ['four columns', /^ {4}\w/m],
    ['three columns', /^ {3}\w/m],
    ['dashes at their key', /^( *)\w+:\n\1- /m],
    ['dashes further in', /^( *)\w+:\n\1 +- /m],
    ['single quotes', /: '/],
    ['double quotes', /: "/],
    ['brackets', /: \[/],
    ['braces', /: \{/],
    ['literal block text', /: \|/],
    ['folded block text', /: >/],
    ['anchors', / &\w/],
    ['aliases', / \*\w/],
    ['merge keys', /<<: /],
    ['carriage returns', /\r\n/],
    ['a byte order mark', /^\uFEFF/],
    ['a mark at the beginning', /^\uFEFF?---/],
    ['an end mark', /^\.\.\./m],
    ['several documents', /\n---/],
    ['trailing blanks', /\S +$/m],
    ['no line end at the end', /[^\n]$/],
    ['letters beyond ASCII', /[äö日]/],
    ['lists of resources', /^kind: List/m],
    ['line folds', /\\\n |: \w[^\n:#]*\n +[\w.-]+\n/],
  ];
  expect(styles.filter(([, pattern]) => has(pattern) === 0).map(([name]) => name)).toEqual([]);
});

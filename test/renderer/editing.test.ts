import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Diagnostic, Severity } from '#core/text/diagnostic.ts';
import { createInlineFixes } from '../../src-renderer/panels/editor/inline-fixes.ts';
import { outlineRows, pathTo } from '../../src-renderer/panels/editor/outline-entries.ts';
import { fileOffsetsOf, offsetsOf, toEditorText, toFileText } from '../../src-renderer/panels/editor/positions.ts';
import { groupProblems } from '../../src-renderer/panels/editor/problem-rows.ts';
import { applyToDrafts } from '../../src-renderer/state/apply-edits.ts';
import { applyFixNamed } from '../../src-renderer/state/apply-fix.ts';
import { askSettled } from '../../src-renderer/state/ask-settled.ts';
import { textOf } from '../../src-renderer/state/files.ts';
import { formatFile } from '../../src-renderer/state/format-file.ts';
import { changesBetween } from '../../src-renderer/state/text-change.ts';
import { nextProblem } from '../../src-renderer/state/walk-problems.ts';
import { openWindow } from './window.ts';

const problem = (file: string, start: number, severity: Severity = 'error', message = 'wrong'): Diagnostic => ({
  severity,
  code: 'test/wrong',
  message,
  place: { file, range: [start, start + 1], line: 1, column: start + 1 },
});

it('offsets go into the editor and back, whatever ends the lines', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'b:', '\n', '\r\n', ' ')), (parts) => {
      const text = parts.join('');
      const [into, back] = [offsetsOf(text), fileOffsetsOf(text)];
      const shown = toEditorText(text);
      for (let at = 0; at <= shown.length; at += 1) {
        expect(into(back(at))).toBe(at);
        expect(toEditorText(text.slice(0, back(at)))).toBe(shown.slice(0, at));
      }
    }),
  );
  expect(toFileText(toEditorText('a\r\nb\r\n'), '\r\n')).toBe('a\r\nb\r\n');
});

it('the changes between two texts make one into the other, line by line where lines stay', () => {
  const word = fc.array(fc.constantFrom('a', 'b', '\n', ' '), { maxLength: 30 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(word, word, (before, after) => {
      let text = before;
      for (const { from, to, insert } of changesBetween(before, after).toReversed()) {
        text = text.slice(0, from) + insert + text.slice(to);
      }
      expect(text).toBe(after);
    }),
  );
  expect(changesBetween('a: x\nb: y\nc: x\n', 'a: zz\nb: y\nc: zz\n')).toHaveLength(2);
});

it('problems are walked over all files and round again; remarks only where nothing is worse', () => {
  const all = [
    problem('b.yaml', 3),
    problem('a.yaml', 9),
    problem('a.yaml', 2, 'warning'),
    problem('a.yaml', 0, 'information'),
  ];
  const files = ['a.yaml', 'b.yaml'];
  const walk = (way: 'forward' | 'back', steps: number) => {
    let at = { file: 'a.yaml', offset: 0 };
    return Array.from({ length: steps }, () => {
      const { file, range } = nextProblem(all, files, at, way)?.place ?? problem('none', 0).place;
      at = { file, offset: range[0] };
      return `${file} ${range[0]}`;
    });
  };
  expect(walk('forward', 4)).toEqual(['a.yaml 2', 'a.yaml 9', 'b.yaml 3', 'a.yaml 2']);
  expect(walk('back', 4)).toEqual(['b.yaml 3', 'a.yaml 9', 'a.yaml 2', 'b.yaml 3']);
  expect(nextProblem(all.slice(3), files, undefined, 'forward')?.severity).toBe('information');
  expect(nextProblem([], files, undefined, 'forward')).toBeUndefined();
});

it('the list of problems is by file, the worst first, filtered by words, with what is ignored at the end', () => {
  const by = problem('b.yaml', 0).place;
  const groups = groupProblems(
    [problem('b.yaml', 5, 'warning'), problem('a.yaml', 1, 'information'), problem('b.yaml', 9)],
    [{ diagnostic: problem('b.yaml', 1, 'warning', 'known'), because: 'it is meant so', by }],
    { hidden: new Set(), words: '' },
  );
  expect(groups.map(({ file }) => file)).toEqual(['b.yaml', 'a.yaml']);
  expect(groups[0]?.rows.map(({ diagnostic, because }) => [diagnostic.place.range[0], because])).toEqual([
    [9, undefined],
    [5, undefined],
    [1, 'it is meant so'],
  ]);
  const some = groupProblems([problem('a.yaml', 1), problem('b.yaml', 1, 'warning', 'other')], [], {
    hidden: new Set<Severity>(['error']),
    words: 'OTH b.yaml',
  });
  expect(some.map(({ file }) => file)).toEqual(['b.yaml']);
});

it('an outline is filtered with what its entries stand in, and tells what is around an offset', () => {
  const place = problem('a.yaml', 0).place;
  const leaf = { name: '/reviews', detail: 'reviews', place, range: [4, 8] as const, entries: [] };
  const other = { name: '/ratings', detail: 'ratings', place, range: [8, 12] as const, entries: [] };
  const top = { name: 'shop', detail: 'VirtualService', place, range: [0, 12] as const, entries: [leaf, other] };
  expect(outlineRows([top]).map(({ depth }) => depth)).toEqual([0, 1, 1]);
  expect(outlineRows([top], 'RAT').map(({ entry }) => entry.name)).toEqual(['shop', '/ratings']);
  expect(pathTo([top], 6)).toEqual([top, leaf]);
  expect(pathTo([top], 40)).toEqual([]);
});

it('edits change all drafts that they name, or none', async () => {
  const { stores, stop } = await openWindow([
    { file: 'a.yaml', text: 'a: 1\r\nb: 2\r\n' },
    { file: 'b.yaml', text: 'c: 3\n' },
  ]);
  const { files, draft } = stores;
  const { texts } = draft.getState();
  const now = () => Object.fromEntries(files.getState().files.map((one) => [one.file, textOf(one)]));
  const edits = [
    { file: 'a.yaml', edits: [{ range: [4, 4] as const, text: '\nx: 9' }] },
    { file: 'new.yaml', edits: [{ range: [0, 0] as const, text: 'd: 4\n' }] },
  ];
  files.edit('a.yaml', 'a: 0\r\n');
  const before = now();
  expect(applyToDrafts(files, texts, edits)).toMatchObject({ ok: false });
  expect(now()).toEqual(before);
  files.revert('a.yaml');
  expect(applyToDrafts(files, texts, edits)).toEqual({ ok: true, files: ['a.yaml', 'new.yaml'] });
  expect(now()).toEqual({ 'a.yaml': 'a: 1\r\nx: 9\r\nb: 2\r\n', 'b.yaml': 'c: 3\n', 'new.yaml': 'd: 4\n' });
  stop();
});

it('a question waits for the analysis of what was just typed, and its fix goes to the text as it is', async () => {
  const gateway =
    'apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: { name: main }\nspec:\n' +
    '  servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: [shop.local] }]\n';
  const routes =
    'apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: shop }\nspec:\n' +
    '  hosts: [shop.local]\n  gateways: [main]\n  http: [{ route: [{ destination: { host: httpbin, port: { number: 8000 } } }] }]\n';
  const { stores, stop } = await openWindow([
    { file: 'gateway.yaml', text: gateway },
    { file: 'routes.yaml', text: routes },
  ]);
  stores.files.edit('routes.yaml', routes.replace('[main]', '[mian]'));
  const settled = await askSettled(stores, async ({ diagnostics }) =>
    diagnostics.find(({ code }) => code === 'reference/missing'),
  );
  expect(settled?.texts.get('routes.yaml')).toContain('[mian]');
  const missing = settled?.answer;
  if (missing === undefined) throw new Error('the missing Gateway was not found');
  const preferred = (await stores.language.fixes(missing))?.find((fix) => fix.preferred);
  expect(preferred?.title).toContain('main');
  // Typed above it in the meantime: the fix is worked out again.
  stores.files.edit('routes.yaml', `# a remark\n${routes.replace('[main]', '[mian]')}`);
  expect(await applyFixNamed(stores, missing, preferred?.title ?? '')).toEqual({ ok: true, files: ['routes.yaml'] });
  expect(stores.files.getState().files.map(textOf)).toContain(`# a remark\n${routes}`);
  stop();
});

it('a file is formatted as a draft, and a text that is no YAML says why not', async () => {
  const { stores, stop } = await openWindow([{ file: 'a.yaml', text: 'a:\n    b:   1  # why\n' }]);
  expect(await formatFile(stores, 'a.yaml')).toBeUndefined();
  expect(stores.files.getState().files.map(textOf)).toEqual(['a:\n  b: 1  # why\n']);
  stores.files.edit('a.yaml', 'a: [\n');
  expect(await formatFile(stores, 'a.yaml')).toMatch(/no YAML/);
  stop();
});

it('titles of fixes stay while text moves, and a newer question ends an older one', async () => {
  const asked: string[] = [];
  const fixes = createInlineFixes(async ({ message }) => {
    asked.push(message);
    return [{ title: `mend ${message}`, preferred: true, edits: [] }];
  });
  let changes = 0;
  const older = fixes.refresh([problem('a', 1, 'error', 'one'), problem('a', 2, 'error', 'two')], () => changes++);
  const newer = fixes.refresh([problem('a', 3, 'error', 'two')], () => changes++);
  await Promise.all([older, newer]);
  expect(asked).toEqual(['one', 'two']);
  expect(changes).toBe(1);
  expect(fixes.titleOf(problem('a', 9, 'error', 'two'))).toBe('mend two');
  expect(fixes.titleOf(problem('a', 1, 'error', 'one'))).toBeUndefined();
});

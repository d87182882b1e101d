import { expect, test } from 'vitest';
import { build } from '#core/build.ts';
import { fixesOf } from '#core/complete/fix/fixes-of.ts';
import { fixers, textFixers } from '#core/complete/fix/index.ts';
import { applyEdits } from '#core/edit/text-edit.ts';
import type { Diagnostic } from '#core/text/diagnostic.ts';
import type { Source } from '#core/text/source.ts';
import { findCases } from '../../check/golden-files.ts';

const workspaces = findCases().map(({ name, file }) => ({
  name,
  sources: file.sources.map(({ file: path, text }): Source => ({ file: path, text })),
}));

const commentsIn = (text: string): readonly string[] => text.match(/(?<=^|\s)#[^\n]*/gm) ?? [];

const count = (diagnostics: readonly Diagnostic[], test_: (one: Diagnostic) => boolean): number =>
  diagnostics.filter(test_).length;

/** A finding wherever it has moved to. */
const like = (a: Diagnostic) => (b: Diagnostic) => a.code === b.code && a.place.file === b.place.file;

/** The same one; what was behind it may be told in its place. */
const same = (a: Diagnostic) => (b: Diagnostic) => like(a)(b) && a.message === b.message;

const unusable = /^(yaml|schema|kind)\//;

test('every fix offered for a finding of a golden case mends it, breaks nothing, and keeps the comments', () => {
  const offered = new Set<string>();
  const faults: string[] = [];
  for (const { name, sources } of workspaces) {
    const before = build(sources);
    for (const diagnostic of before.diagnostics) {
      const fixes = fixesOf(before, diagnostic);
      if (fixes.filter(({ preferred }) => preferred).length > 1) faults.push(`${name}: two preferred fixes`);
      for (const fix of fixes) {
        const isSuppression = fix.title.startsWith('Ignore ');
        if (!isSuppression) offered.add(diagnostic.code);
        const texts = new Map(sources.map(({ file, text }) => [file, text]));
        for (const { file, edits } of fix.edits) texts.set(file, applyEdits(texts.get(file) ?? '', edits));
        const after = build([...texts].map(([file, text]) => ({ file, text })));
        const where = `${name}: ${diagnostic.code} at ${diagnostic.place.line}: ${fix.title}`;
        const isSame = same(diagnostic);
        if (!isSuppression && count(after.diagnostics, isSame) >= count(before.diagnostics, isSame)) {
          faults.push(
            `${where}: is still there\n${after.diagnostics
              .filter(isSame)
              .map((one) => one.message)
              .join('\n')}`,
          );
        }
        const worse = after.diagnostics.find(
          (one) =>
            one.severity === 'error' &&
            unusable.test(one.code) &&
            count(after.diagnostics, like(one)) > count(before.diagnostics, like(one)),
        );
        if (worse && !unusable.test(diagnostic.code)) faults.push(`${where}: makes ${worse.code}: ${worse.message}`);
        if (fix.title.startsWith('Remove')) continue;
        for (const { file, text } of sources) {
          const lost = commentsIn(text).filter((comment) => !(texts.get(file) ?? '').includes(comment));
          if (lost.length > 0) faults.push(`${where}: loses ${lost.join(' ')}`);
        }
      }
    }
  }
  expect(faults.join('\n')).toBe('');
  // Codes whose findings the golden cases draw; the others are proved in test/cases/fixes.
  expect(offered.size).toBeGreaterThan(25);
  const known = new Set([...Object.keys(fixers), ...Object.keys(textFixers)]);
  expect([...offered].filter((code) => !known.has(code))).toEqual([]);
});

import { describe, expect, test } from 'vitest';
import { build } from '#core/build.ts';
import { fixers, textFixers } from '#core/complete/fix/index.ts';
import { applyFix } from './check/fixed.ts';
import { findCases } from './check/golden-files.ts';

const cases = findCases().filter(({ name }) => name.startsWith('fixes/'));

/** The finding that a case is about stands in a line of its own: `Finding: schema/unknown-field`. */
const findingOf = (text: string): string => /^Finding: (\S+)$/m.exec(text)?.[1] ?? '';

describe.each(cases)('$name', ({ file, text }) => {
  test('makes the files what they should be, to the byte', () => {
    const fixed = applyFix(file);
    expect(fixed && [...fixed.keys()].sort()).toEqual(file.afters.map((one) => one.file).sort());
    for (const { file: path, lines } of file.afters) expect(fixed?.get(path)).toEqual(lines);
  });

  test('leaves the finding behind', () => {
    const code = findingOf(text);
    const drawn = file.sources.flatMap((source) => source.drawn).filter((one) => one.code === code).length;
    const texts = new Map(file.sources.map((source) => [source.file, source.text]));
    for (const { file: path, lines } of file.afters) texts.set(path, `${lines.join('\n')}\n`);
    const after = build([...texts].map(([path, content]) => ({ file: path, text: content })));
    expect(drawn).toBeGreaterThan(0);
    expect(after.diagnostics.filter((one) => one.code === code).length).toBeLessThan(drawn);
  });
});

test('every finding that has a fix is proved by a case', () => {
  const proved = new Set(cases.map(({ text }) => findingOf(text)));
  const known = [...Object.keys(fixers), ...Object.keys(textFixers)];
  expect(known.filter((code) => !proved.has(code))).toEqual([]);
  expect([...proved].filter((code) => !known.includes(code))).toEqual([]);
});

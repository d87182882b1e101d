import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '#core/text/diagnostic.ts';
import type { CaseFile } from './case-file.ts';
import { buildCase, undeclaredServices } from './check/golden.ts';
import { findCases } from './check/golden-files.ts';
import { rules } from './rule-ids.ts';

const cases = findCases().filter(({ name }) => name.startsWith('rules/'));
const byId = new Map(rules.map((rule) => [rule.id, rule]));
const shown = new Set(cases.flatMap(({ file }) => file.rules));

test('every rule is listed once', () => {
  expect(byId.size).toBe(rules.length);
});

test('every rule that YAML can break has a case', () => {
  expect(rules.filter(({ id, unbreakable }) => !unbreakable && !shown.has(id)).map(({ id }) => id)).toEqual([]);
});

test('no case shows a rule that is listed as unbreakable', () => {
  expect(rules.filter(({ id, unbreakable }) => unbreakable && shown.has(id)).map(({ id }) => id)).toEqual([]);
});

test('cases elsewhere name no rules', () => {
  const elsewhere = findCases().filter(({ name, file }) => !name.startsWith('rules/') && file.rules.length > 0);
  expect(elsewhere.map(({ name }) => name)).toEqual([]);
});

describe.each(cases)('$name', ({ file, name }) => {
  test('is about rules that exist, and is named after the first of them', () => {
    expect(file.rules.filter((id) => !byId.has(id))).toEqual([]);
    expect(name.split('/').at(-1)).toMatch(new RegExp(`^${file.rules[0]?.toLowerCase()}-[a-z0-9]`));
  });

  test('has a bad document and a good twin, and nothing else', () => {
    expect(file.sources.map((source) => source.file)).toEqual(['bad.yaml', 'good.yaml']);
    expect(file.calls).toEqual([]);
  });

  test('finds in the bad document, alone, what is drawn there, with the level of each rule', () => {
    const [bad] = file.sources;
    const found = diagnosticsOf(file, 'bad.yaml');
    expect(found.map(({ code }) => code).sort()).toEqual(bad?.drawn.map(({ code }) => code).sort());
    const levels = new Set(found.map(({ severity }) => severity));
    for (const id of file.rules)
      for (const level of byId.get(id)?.levels ?? []) expect(levels, `${id} is one of level ${level}`).toContain(level);
  });

  test('says what is wrong in one sentence that begins with a small letter or a name', () => {
    for (const { message } of file.sources[0]?.drawn ?? []) {
      expect(message).toMatch(/^(?:["a-z]|[A-Z][A-Z0-9_]+ |Istio )/);
      expect(message).not.toMatch(/[.]$/);
    }
  });

  test('finds nothing in the good one, alone or beside the bad one, but for what this machine does in another way', () => {
    const isRemark = ({ code }: { readonly code: string }): boolean => code === 'fidelity/approximated';
    expect(diagnosticsOf(file, 'good.yaml').filter((one) => !isRemark(one))).toEqual([]);
    expect(file.sources[1]?.drawn.filter((one) => !isRemark(one))).toEqual([]);
  });
});

/** What is found where this fence is the whole workspace, with its destinations bound as in every case. */
function diagnosticsOf(file: CaseFile, name: string): readonly Diagnostic[] {
  const alone = { ...file, sources: file.sources.filter((source) => source.file === name) };
  return buildCase(alone, undeclaredServices(alone), () => 1).diagnostics;
}

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { findCases } from './check/golden-files.ts';
import { falseClaims, provenFields } from './field-proofs.ts';
import { readme, withSupportTable } from './support-table.ts';

test('README’s support table is up to date (npm run support-table writes it)', () => {
  const text = readFileSync(readme, 'utf8');
  expect(text).toContain('<!-- support table');
  expect(text).toBe(withSupportTable(text));
});

test('every field of Istio’s kinds that acts is proven by a case', () => {
  const acting = provenFields(findCases()).filter((f) => f.fidelity === 'exact' || f.fidelity === 'approximated');
  expect(acting.length).toBeGreaterThan(500);
  expect(acting.filter((f) => f.proof === undefined).map((f) => `${f.kind} ${f.path}`)).toEqual([]);
});

test('a case claims to prove only what it sets', () => {
  expect(falseClaims(findCases())).toEqual([]);
});

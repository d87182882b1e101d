import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readme, withSupportTable } from './support-table.ts';

test('README’s support table is up to date (npm run support-table writes it)', () => {
  const text = readFileSync(readme, 'utf8');
  expect(text).toContain('<!-- support table');
  expect(text).toBe(withSupportTable(text));
});

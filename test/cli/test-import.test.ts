import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { slipway } from './fake-terminal.ts';

const asks = (path: string) => `request: { authority: [shop.test], method: [GET], uri: [${path}] }`;

const imported = async (text: string) => {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-import-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'shop-tests.yaml');
  await writeFile(file, text);
  await writeFile(join(folder, 'empty.yaml'), '');
  const said = await slipway(['test', '--import', file, join(folder, 'empty.yaml')]);
  return { ...said, notes: said.notes.replaceAll(`${folder}/`, '').split('\n') };
};

test('tests of which nothing is left are counted, with their places, behind the reasons', async () => {
  const { code, answer, notes } = await imported(`testCases:
- description: another rewrite
  wantMatch: false
  ${asks('/a')}
  rewrite: { uri: /x }
- description: any
  wantMatch: true
  ${asks('/b')}
- wantMatch: true
  request: { authority: [], method: [GET], uri: [/c] }
- no test
`);
  expect(code).toBe(0);
  expect(answer).toContain('name: any');
  expect(answer).not.toContain('another rewrite');
  expect(notes[0]).toMatch(/^shop-tests\.yaml:5: lost testCases\[0\]\.rewrite: .*this test is left out/);
  expect(notes.at(-1)).toBe(
    'slipway: 3 tests are left out, at shop-tests.yaml:2, shop-tests.yaml:9, shop-tests.yaml:11; the lines above say why',
  );
});

test('nothing is said where every test has a place', async () => {
  const { notes } = await imported(`testCases:\n- wantMatch: true\n  ${asks('/b')}\n`);
  expect(notes.join('\n')).not.toContain('left out');
});

test('of very many only the first places are named', async () => {
  const many = Array.from({ length: 30 }, () => `- wantMatch: false\n  ${asks('/a')}\n  rewrite: { uri: /x }\n`);
  const { notes } = await imported(`testCases:\n${many.join('')}`);
  expect(notes.at(-1)).toMatch(/^slipway: 30 tests are left out, at shop-tests\.yaml:2, .* and further on; the lines/);
});

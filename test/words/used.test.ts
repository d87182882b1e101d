// biome-ignore-all lint/suspicious/noTemplateCurlyInString: sources to be searched
import { expect, it } from 'vitest';
import { en } from '../../src-renderer/words/catalogues.ts';
import { windowSources } from './sources.ts';
import { keysNamedIn } from './used.ts';

const keysOf = (value: unknown, path = ''): readonly string[] =>
  typeof value === 'string'
    ? [path.replace(/_(zero|one|two|few|many|other)$/, '')]
    : Object.entries(value as object).flatMap(([name, inner]) => keysOf(inner, path === '' ? name : `${path}.${name}`));

it('every text of the catalogues is said somewhere', () => {
  const named = windowSources().map(({ file, text }) => keysNamedIn(file, text));
  const unused = Object.entries(en).flatMap(([catalogue, texts]) => {
    const speakers = named.filter(({ words }) => words.has(catalogue) || words.has(`${catalogue}:`));
    const isSaid = (key: string): boolean =>
      named.some(({ given }) => given.has(key) || given.has(`${catalogue}:${key}`)) ||
      speakers.some(
        ({ words, patterns }) =>
          words.has(key) ||
          words.has(`${catalogue}:${key}`) ||
          patterns.some((one) => one.test(key) || one.test(`${catalogue}:${key}`)),
      );
    return [...new Set(keysOf(texts))].filter((key) => !isSaid(key)).map((key) => `${catalogue}:${key}`);
  });
  expect(unused).toEqual([]);
});

it('keys that are put together are known by their fixed parts', () => {
  const { words, patterns } = keysNamedIn('a.ts', "const t = useWords('routes'); t(`mark.${one}`); t('title');");
  expect(words).toContain('title');
  expect(patterns.some((one) => one.test('mark.new'))).toBe(true);
  expect(patterns.some((one) => one.test('column.new'))).toBe(false);
});

import { describe, expect, it } from 'vitest';
import { en, zhCN } from '../../src-renderer/words/catalogues.ts';
import { createWords, nearestLanguage } from '../../src-renderer/words/words.ts';

/** `panel.editor: Editor`, for every text; the forms of a plural count as one. */
const flatten = (value: unknown, path = ''): readonly (readonly [key: string, text: string])[] =>
  typeof value === 'string'
    ? [[path, value]]
    : Object.entries(value as object).flatMap(([name, inner]) =>
        flatten(inner, path === '' ? name : `${path}.${name}`),
      );

const withoutPlural = (key: string): string => key.replace(/_(zero|one|two|few|many|other)$/, '');
/** The parts of a view that a text has a place for: `<rule/>`. */
const parts = (text: string): readonly string[] => [...new Set(text.match(/<\w+\/>/g) ?? [])].sort();
const placeholders = (text: string): readonly string[] =>
  [...text.matchAll(/\{\{\s*(\w+)/g)].map(([, name = '']) => name);

const unlikeChinese: readonly { readonly is: RegExp; readonly why: string }[] = [
  { is: /\p{Script=Han}[,;:?!]|[,;:?!]\p{Script=Han}/u, why: 'half-width punctuation' },
  { is: /\p{Script=Han}\.(?!\w)/u, why: 'half-width full stop' },
  { is: /[，。；：？！、）”] | [，。；：？！、（“）”]/u, why: 'a blank beside a full-width mark' },
  { is: /\p{Script=Han}[A-Za-z0-9`]|[A-Za-z0-9`%]\p{Script=Han}/u, why: 'no blank between Chinese and Latin' },
  { is: /\p{Script=Han} \p{Script=Han}/u, why: 'a blank inside Chinese' },
  { is: /您|应答|标头/u, why: 'a word that the list of terms has another one for' },
];

describe('the words of the window', () => {
  for (const [name, catalogue] of Object.entries(en)) {
    const translated = flatten((zhCN as Record<string, unknown>)[name] ?? {});
    it(`"${name}" has the same keys in every language`, () => {
      const wanted = [...new Set(flatten(catalogue).map(([key]) => withoutPlural(key)))].sort();
      expect([...new Set(translated.map(([key]) => withoutPlural(key)))].sort()).toEqual(wanted);
    });
    it(`"${name}" leaves no text empty and names no value that English does not give`, () => {
      for (const [key, text] of translated) {
        expect(text.trim(), key).not.toBe('');
        const english = flatten(catalogue).filter(([other]) => withoutPlural(other) === withoutPlural(key));
        const known = new Set(english.flatMap(([, words]) => placeholders(words)));
        for (const one of placeholders(text)) expect(known, `${name}:${key}`).toContain(one);
        for (const [, words] of english) expect(parts(text), `${name}:${key}`).toEqual(parts(words));
      }
    });
  }

  it('are set in Chinese as Chinese is set, by the terms that README lists', () => {
    const wrong = Object.entries(zhCN).flatMap(([name, catalogue]) =>
      flatten(catalogue).flatMap(([key, text]) =>
        unlikeChinese.filter(({ is }) => is.test(text)).map(({ why }) => `${name}:${key}: ${why}: ${text}`),
      ),
    );
    expect(wrong).toEqual([]);
  });

  it('are said in the language that was chosen', async () => {
    const words = createWords('zh-CN');
    expect(words.t('window:panel.traffic')).toBe('流量');
    await words.changeLanguage('en');
    expect(words.t('window:panel.traffic')).toBe('Traffic');
  });

  it('come in the nearest language that there is', () => {
    expect(nearestLanguage(['fr-FR', 'zh-TW', 'en'])).toBe('zh-CN');
    expect(nearestLanguage(['fr-FR'])).toBe('en');
  });
});

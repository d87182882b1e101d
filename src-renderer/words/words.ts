import { createInstance, type i18n, type TFunction } from 'i18next';
import { I18nextProvider, useTranslation } from 'react-i18next';
import { en, zhCN } from './catalogues.ts';

/** What the window says, in one language at a time; `t('traffic:empty.title')` for code without React. */
export type Words = i18n;

/** The languages that there are, by their BCP 47 names. */
export const languages = ['en', 'zh-CN'] as const;
export type Language = (typeof languages)[number];
/** A part of the catalogue: one file for each language, mostly one for each panel. */
export type Catalogue = keyof typeof en;

/** How something of one catalogue is said, without the catalogue's name before the key: what `useWords` gives to a view. */
export type Say<C extends Catalogue> = TFunction<C>;

/** The words of the window in `language`; `changeLanguage` makes every view speak another one at once. */
export const createWords = (language: Language): Words => {
  const words = createInstance();
  void words.init({
    lng: language,
    fallbackLng: 'en',
    supportedLngs: [...languages],
    resources: { en, 'zh-CN': zhCN },
    ns: Object.keys(en),
    defaultNS: 'window',
    initAsync: false,
    returnNull: false,
    // React escapes what it draws.
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  return words;
};

/** Gives the words to every view below. */
export const WordsProvider = I18nextProvider;

/** How a view says something: `const t = useWords('traffic'); t('empty.title')`, `t('rows', { count: 3 })`. */
export const useWords = <C extends Catalogue>(catalogue: C): Say<C> =>
  // The library speaks of a list of catalogues, of which this is the only one.
  useTranslation(catalogue).t as unknown as Say<C>;

/** The same for code without React; it follows the language. */
export const sayIn = <C extends Catalogue>(words: Words, catalogue: C): Say<C> =>
  words.getFixedT(null, catalogue) as unknown as Say<C>;

/** The language that views are in, as `Intl` and `lang` want it. */
export const useTongue = (): Language => useTranslation().i18n.language as Language;

/** The language nearest to what the browser prefers, such as `zh-TW`; English where there is none. */
export const nearestLanguage = (preferred: readonly string[]): Language => {
  for (const name of preferred) {
    const [first] = name.toLowerCase().split('-');
    const found = languages.find((one) => one.toLowerCase().split('-')[0] === first);
    if (found) return found;
  }
  return 'en';
};

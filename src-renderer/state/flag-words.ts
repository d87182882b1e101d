import { en } from '../words/catalogues.ts';
import type { Say } from '../words/words.ts';

type Flag = keyof typeof en.answers.flag;

const isKnown = (flag: string): flag is Flag => Object.hasOwn(en.answers.flag, flag);

/** What one of Envoy's response flags, or several joined by commas, say (its access log documentation has the list). Empty for `-`. */
export const flagWords = (flags: string, t: Say<'answers'>): string =>
  flags === '-' || flags === ''
    ? ''
    : flags
        .split(',')
        .map((flag) => t('flagged', { flag, words: isKnown(flag) ? t(`flag.${flag}`) : t('flagUnknown') }))
        .join('\n');

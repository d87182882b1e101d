import { en } from '../words/catalogues.ts';
import type { Say } from '../words/words.ts';

type Reason = keyof typeof en.answers.reason;

const isKnown = (details: string): details is Reason => Object.hasOwn(en.answers.reason, details);

/**
 * What the details of an answer say: Envoy's response code details (its documentation has the list), and those of this gateway; undefined
 * for what has no words here. The part in braces that Envoy adds does not count.
 */
export const reasonWords = (details: string, t: Say<'answers'>): string | undefined => {
  const plain = /^[a-z0-9_]+/.exec(details)?.[0] ?? '';
  return isKnown(plain) ? t(`reason.${plain}`) : undefined;
};

/** The details, with what they say where that is known. */
export const sayReason = (details: string, t: Say<'answers'>): string => {
  const why = reasonWords(details, t);
  return why === undefined ? details : t('reasoned', { details, why });
};

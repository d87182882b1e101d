/**
 * The `lang` of a message that either the core says, in English as all of its messages, or the window in its own language: screen readers
 * speak it properly, and the page finds the right glyphs. Undefined: the page's own.
 */
export const langOf = (message: string): 'en' | undefined =>
  /\p{Script=Han}/u.test(message) || !/\p{L}/u.test(message) ? undefined : 'en';

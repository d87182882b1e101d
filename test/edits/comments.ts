import { CST, Lexer } from 'yaml';

/** The comments of a text in order, as the library's lexer finds them. */
export const commentsIn = (text: string): readonly string[] =>
  [...new Lexer().lex(text)].filter((token) => CST.tokenType(token) === 'comment').map((token) => token.trimEnd());

/** What is in the first but not in the second, each as often as it is missing. */
export const missing = (before: readonly string[], after: readonly string[]): readonly string[] => {
  const left = [...after];
  return before.filter((one) => {
    const at = left.indexOf(one);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
};

/** Whether all lines of the first stand in the second, in this order, with anything between. The last one may get a line end. */
export const areInOrder = (lines: readonly string[], text: string): boolean => {
  const all = text.split('\n');
  let at = 0;
  return lines.every((line, index) => {
    const isSame = (one: string | undefined): boolean =>
      one === line ||
      (index === lines.length - 1 && one === `${line}\r`) ||
      (at === all.length - 1 && `${one}\r` === line);
    while (at < all.length && !isSame(all[at])) at++;
    return at++ < all.length;
  });
};

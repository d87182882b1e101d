/** A line for scripts of the oldest `sh`: each word as it is, whatever it holds. */
export const shellLine = (words: readonly string[]): string => words.map(shellWord).join(' ');

const shellWord = (word: string): string =>
  /^[A-Za-z0-9_./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

/** The same for a batch file of Windows; undefined where a word cannot be expressed there. */
export const batchLine = (words: readonly string[]): string | undefined => {
  if (words.some((word) => /["\r\n\0]/.test(word))) return undefined;
  // Between quotes everything stands for itself but the sign of variables. A backslash before a quote would take it in.
  return words.map((word) => `"${word.replaceAll('%', '%%').replace(/(\\+)$/, '$1$1')}"`).join(' ');
};

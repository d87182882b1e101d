/** `"a", "b" or "c"`. */
export const quotedList = (words: readonly string[], joint = 'or'): string => {
  const quoted = words.map((word) => `"${word}"`);
  const last = quoted.pop() ?? '';
  return quoted.length === 0 ? last : `${quoted.join(', ')} ${joint} ${last}`;
};

/** User text inside a message: one line, cut when long. */
export const shown = (text: string): string => {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
};

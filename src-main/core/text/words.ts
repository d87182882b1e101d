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

/** Bytes in UTF-8, counted by hand because core knows neither Node nor the DOM. */
export const utf8Length = (text: string): number => {
  let length = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    length += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return length;
};

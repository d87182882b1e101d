/** The offset of the line break, or of the end of the text. */
export const endOfLine = (text: string, from: number): number => {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
};

export const skipBlanks = (text: string, from: number): number => {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at++;
  return at;
};

/** The offset behind the closing quote; `end` where there is none on the line. */
export const quotedEnd = (text: string, from: number, end: number): number => {
  const quote = text.charAt(from);
  for (let at = from + 1; at < end; at++) {
    if (text[at] === '\\' && quote === '"') at++;
    else if (text[at] === quote) {
      if (quote === "'" && text[at + 1] === "'") at++;
      else return at + 1;
    }
  }
  return text[end - 1] === '\r' ? end - 1 : end;
};

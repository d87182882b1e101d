/** One line of a file: what stands in it, and how it ends (nothing for a last line that does not). */
export type Line = { readonly text: string; readonly end: '\n' | '\r\n' | '' };

/** Every line; joined again they are the text. A CR alone ends no line, as in resolvers. */
export const linesOf = (text: string): readonly Line[] => {
  const lines: Line[] = [];
  for (let at = 0; at < text.length; ) {
    const lf = text.indexOf('\n', at);
    const stop = lf < 0 ? text.length : lf;
    const crlf = lf > at && text[lf - 1] === '\r';
    lines.push({ text: text.slice(at, crlf ? stop - 1 : stop), end: lf < 0 ? '' : crlf ? '\r\n' : '\n' });
    at = stop + 1;
  }
  return lines;
};

export const joinLines = (lines: readonly Line[]): string => lines.map(({ text, end }) => text + end).join('');

/** How most lines of a file end; `usual` where none does. */
export const lineEndOf = (lines: readonly Line[], usual: '\n' | '\r\n'): '\n' | '\r\n' => {
  const crlf = lines.filter(({ end }) => end === '\r\n').length;
  const lf = lines.filter(({ end }) => end === '\n').length;
  if (crlf === lf) return lines.find(({ end }) => end !== '')?.end || usual;
  return crlf > lf ? '\r\n' : '\n';
};

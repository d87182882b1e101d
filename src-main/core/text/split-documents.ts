/** One document of a file: from after its `---` up to the next marker. */
export type Chunk = { readonly text: string; readonly start: number };

/**
 * Cuts a file at its document markers. Sound in YAML: a line that begins with `---` or `...` ends the document even inside
 * quotes and block text (YAML 1.2.2, 9.1.2, c-forbidden). Documents with nothing but comments and directives are left out.
 */
export const splitDocuments = (text: string): readonly Chunk[] => {
  const chunks: Chunk[] = [];
  const add = (start: number, end: number) => {
    const chunk = text.slice(start, end);
    if (!isBlank(chunk)) chunks.push({ text: chunk, start });
  };
  const marker = /^(?:---|\.\.\.)(?=[ \t\r\n]|$)/gm;
  let start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  if (start === 1 && /^(?:---|\.\.\.)(?:[ \t\r\n]|$)/.test(text.slice(1, 5))) start = 4;
  for (let found = marker.exec(text); found; found = marker.exec(text)) {
    add(start, found.index);
    start = found.index + 3;
  }
  add(start, text.length);
  return chunks;
};

/** Nothing but empty lines, comments and directives. */
const isBlank = (chunk: string): boolean => {
  for (let at = 0; at < chunk.length; ) {
    const newline = chunk.indexOf('\n', at);
    const end = newline < 0 ? chunk.length : newline;
    const line = chunk.slice(at, end).trim();
    if (line !== '' && !line.startsWith('#') && chunk.charAt(at) !== '%') return false;
    at = end + 1;
  }
  return true;
};

/**
 * The text of a YAML file with one more document at its end, between `---` where something stands before it.
 * Line ends follow those of the file; nothing that is there changes.
 */
export const appendDocument = (text: string, document: string): string => {
  const body = document.endsWith('\n') ? document : `${document}\n`;
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const added = end === '\n' ? body : body.replaceAll('\n', '\r\n');
  if (text.trim() === '') return added;
  const start = /(^|\n)---[ \t]*\r?\n?$/.test(text) ? '' : `---${end}`;
  return text.endsWith('\n') ? `${text}${start}${added}` : `${text}${end}${start}${added}`;
};

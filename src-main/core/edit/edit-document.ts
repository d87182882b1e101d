import { type Document, parseDocument } from 'yaml';

/**
 * The text of one YAML document after a change through the library's document, with its comments kept.
 * Undefined where the text is not YAML. Blank lines in front (the rest of the `---` line) and the line ends stay; lines are not folded.
 */
export const editDocument = (text: string, change: (document: Document.Parsed) => void): string | undefined => {
  const before = /^(?:[ \t]*\r?\n)*/.exec(text)?.[0] ?? '';
  const windows = text.includes('\r\n');
  const body = text.slice(before.length);
  const document = parseDocument(windows ? body.replaceAll('\r\n', '\n') : body, {
    uniqueKeys: false,
    logLevel: 'silent',
  });
  if (document.errors.length > 0) return undefined;
  change(document);
  const written = document.toString({ lineWidth: 0 });
  return before + (windows ? written.replaceAll('\n', '\r\n') : written);
};

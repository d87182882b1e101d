import type { Diagnostic, Place, Severity } from './diagnostic.ts';

/**
 * A diagnostic for a terminal: `file:line:column`, severity and code, the message, the line of the source with carets under the range,
 * and the related places. `text` is the whole text of the diagnostic's file. Without a line end behind it.
 */
export const printDiagnostic = (
  { severity, code, istio, message, place, related = [] }: Diagnostic,
  text: string,
  { colour = false }: { readonly colour?: boolean } = {},
): string => {
  const paint = (style: string, written: string): string => (colour ? `\u001b[${style}m${written}\u001b[0m` : written);
  const head = `${paint('1', harmless(placeText(place)))}: ${paint(styles[severity], severity)} ${code}${istio ? ` (${istio})` : ''}: ${harmless(message)}`;
  const lines = [head];
  const { shown, carets } = excerpt(text, place);
  if (shown.trim() !== '') {
    const number = String(place.line);
    const margin = ' '.repeat(number.length);
    lines.push(
      `${paint('2', `  ${number} |`)} ${harmless(shown)}`,
      `${paint('2', `  ${margin} |`)} ${paint(styles[severity], carets)}`,
    );
  }
  for (const one of related) lines.push(`  ${paint('2', harmless(`${placeText(one.place)}: ${one.message}`))}`);
  return lines.join('\n');
};

const styles: Readonly<Record<Severity, string>> = { error: '31', warning: '33', information: '36' };

/** Without control characters: a file from elsewhere must not move the cursor or rename the terminal. One for one, for the carets. */
export const harmless = (text: string): string => text.replace(/\p{Cc}/gu, '\ufffd');

const placeText = ({ file, line, column }: Place): string => `${file}:${line}:${column}`;

/** How much of a line is shown; longer ones (a whole file in flow style) are cut around the place. */
const widest = 120;

/** One line of the source and the carets below it; tabs become two spaces in both, so that they stay in line. */
const excerpt = (text: string, { range, column }: Place): { readonly shown: string; readonly carets: string } => {
  const start = range[0] - (column - 1);
  const found = /[\r\n]/.exec(text.slice(start, start + column + 10_000));
  const line = text.slice(start, found ? start + found.index : Math.min(text.length, start + column + 10_000));
  const from = column - 1;
  const to = Math.max(from + 1, Math.min(range[1] - start, line.length));
  const cut = line.length > widest && from > widest / 2 ? from - widest / 4 : 0;
  const expand = (part: string): string => part.replaceAll('\t', '  ');
  const before = expand(line.slice(cut, from));
  const end = Math.min(line.length, cut + widest);
  const marked = expand(line.slice(from, Math.min(to, end)));
  const leading = cut > 0 ? '…' : '';
  return {
    shown: leading + expand(line.slice(cut, end)) + (end < line.length ? '…' : ''),
    carets: ' '.repeat(leading.length + before.length) + '^'.repeat(Math.max(1, marked.length)),
  };
};

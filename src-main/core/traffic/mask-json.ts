/**
 * The text with every value of a secret name replaced by the text `instead`, whatever the value is; everything else stays as it was
 * written. Reads tokens, not a document: text before and behind JSON, and JSON that is cut off, are fine. Other strings become what `within`
 * makes of them: they may hold URLs, forms, or JSON once more.
 */
export const maskJson = (
  text: string,
  isSecret: (name: string) => boolean,
  instead: string,
  within: (text: string) => string,
): string => {
  const colons = /\s*:\s*/y;
  let out = '';
  let done = 0;
  let at = 0;
  while (at < text.length) {
    const quote = text.indexOf('"', at);
    if (quote < 0) break;
    const end = endOfString(text, quote);
    colons.lastIndex = end;
    const colon = colons.exec(text);
    at = end;
    if (colon === null) {
      const inner = nameOf(text.slice(quote, end));
      const now = within(inner);
      if (now !== inner) {
        out += text.slice(done, quote) + JSON.stringify(now);
        done = end;
      }
      continue;
    }
    if (!isSecret(nameOf(text.slice(quote, end)))) continue;
    const start = end + colon[0].length;
    at = start + text.slice(start, endOfValue(text, start)).trimEnd().length;
    // Nothing to hide: an empty value, or none at all.
    if (/^(null|""|true|false|\[\s*\]|\{\s*\})?$/.test(text.slice(start, at))) continue;
    out += `${text.slice(done, start)}"${instead}"`;
    done = at;
  }
  return out + text.slice(done);
};

const nameOf = (quoted: string): string => {
  if (!quoted.includes('\\')) return quoted.replace(/^"|"$/g, '');
  try {
    const name: unknown = JSON.parse(quoted);
    return typeof name === 'string' ? name : '';
  } catch {
    // Cut off, or a string that no JSON has, such as one with a line break in it: what is seen counts.
    return quoted.replace(/^"|"$/g, '').replaceAll('\\"', '"');
  }
};

/** Behind the closing quote of the string that begins at `start`; the end of the text where there is none. */
const endOfString = (text: string, start: number): number => {
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '"') return i + 1;
  }
  return text.length;
};

/** Behind the value that begins at `start`, objects and lists with all that is in them. */
const endOfValue = (text: string, start: number): number => {
  let depth = 0;
  for (let i = start; i < text.length; ) {
    const char = text[i] as string;
    if (char === '"') {
      i = endOfString(text, i);
      if (depth === 0) return i;
      continue;
    }
    if (depth === 0 && (char === ',' || char === '}' || char === ']' || char === '\n')) return i;
    if (char === '{' || char === '[') depth++;
    if (char === '}' || char === ']') {
      depth--;
      if (depth === 0) return i + 1;
    }
    i++;
  }
  return text.length;
};

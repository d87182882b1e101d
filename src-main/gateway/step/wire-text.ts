/**
 * Text from the user's files as it goes into a head: the bytes of its UTF-8, one character each, without control characters
 * (a line feed from a YAML block would otherwise start a header line of its own).
 */
export function wireText(text: string): string {
  if (plain.test(text)) return text;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is to be removed
  return Buffer.from(text.replace(/[\u0000-\u0008\u000a-\u001f\u007f]/g, ''), 'utf8').toString('latin1');
}

const plain = /^[\t\x20-\x7e]*$/;

/**
 * A path with query that may stand in a request line. What a rewrite put there that may not is percent-encoded; raw bytes in the query
 * are the client's and stay (those in the path have been encoded by normalisation).
 */
export function wirePath(path: string): string {
  if (!unusual.test(path)) return path;
  const mark = path.indexOf('?');
  if (mark < 0) return path.replace(notInPath, percentEncoded);
  return path.slice(0, mark).replace(notInPath, percentEncoded) + path.slice(mark).replace(notInQuery, percentEncoded);
}

function percentEncoded(character: string): string {
  let result = '';
  for (const byte of Buffer.from(character, 'utf8')) {
    result += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return result;
}

const unusual = /[^\x21-\x7e]/;
const notInPath = /[^\x21-\x7e]/gu;
const notInQuery = /[^\x21-\xff]/gu;

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

/** A path that may stand in a request line: whatever a rewrite put there that may not is percent-encoded. */
export function wirePath(path: string): string {
  if (!notInPath.test(path)) return path;
  return path.replace(everyNotInPath, (character) => {
    let result = '';
    for (const byte of Buffer.from(character, 'utf8')) result += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    return result;
  });
}

const notInPath = /[^\x21-\xff]/;
const everyNotInPath = /[^\x21-\xff]/gu;

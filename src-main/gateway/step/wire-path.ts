/**
 * A path with query that may stand in a request line. `path` is bytes, one character each; what a rewrite put there that may not is
 * percent-encoded. Raw bytes in the query are the client's and stay (those in the path have been encoded by normalisation).
 */
export function wirePath(path: string): string {
  if (!unusual.test(path)) return path;
  const mark = path.indexOf('?');
  if (mark < 0) return path.replace(notInPath, percentEncoded);
  return path.slice(0, mark).replace(notInPath, percentEncoded) + path.slice(mark).replace(notInQuery, percentEncoded);
}

const percentEncoded = (character: string): string =>
  `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

const unusual = /[^\x21-\x7e]/;
const notInPath = /[^\x21-\x7e]/g;
const notInQuery = /[^\x21-\xff]/g;

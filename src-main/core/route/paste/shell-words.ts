/** A command line of a POSIX shell, or of Windows' command prompt (`^` before what has a meaning there), in its words. */
export const shellWords = (line: string): readonly string[] => {
  const windows = /\^"|\^\r?\n/.test(line);
  return wordsOf(windows ? line.replace(/\^\r?\n/g, ' ').replace(/\^(.)/gs, '$1') : line, windows);
};

const wordsOf = (line: string, windows: boolean): readonly string[] => {
  const words: string[] = [];
  let word: string | undefined;
  let i = 0;
  while (i < line.length) {
    const char = line.charAt(i);
    if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      i += 1;
      continue;
    }
    // The end of a command.
    if (!windows && word === undefined && /^(?:[;|&<]|\d?>)/.test(line.slice(i, i + 2))) break;
    if (!windows && char === ';' && /^;(?:\s|$)/.test(line.slice(i, i + 2))) break;
    const { text, next } = pieceAt(line, i, windows);
    // A line that goes on is no word.
    if (text !== undefined) word = (word ?? '') + text;
    i = next;
  }
  if (word !== undefined) words.push(word);
  return words;
};

type Piece = { readonly text: string | undefined; readonly next: number };

const pieceAt = (line: string, i: number, windows: boolean): Piece => {
  const char = line.charAt(i);
  if (char === "'" && !windows) {
    const end = line.indexOf("'", i + 1);
    return { text: line.slice(i + 1, end === -1 ? undefined : end), next: end === -1 ? line.length : end + 1 };
  }
  if (char === '$' && line.charAt(i + 1) === "'") return ansiQuoted(line, i + 2);
  if (char === '"') return doubleQuoted(line, i + 1, windows);
  const broken = /^[\\`]\r?\n/.exec(line.slice(i, i + 3));
  if (broken) return { text: undefined, next: i + broken[0].length };
  if (char === '\\' && !windows) return { text: line.charAt(i + 1), next: i + 2 };
  return { text: char, next: i + 1 };
};

const doubleQuoted = (line: string, start: number, windows: boolean): Piece => {
  let text = '';
  let i = start;
  while (i < line.length && line.charAt(i) !== '"') {
    const char = line.charAt(i);
    const next = line.charAt(i + 1);
    if (char === '\\' && (windows ? '"\\' : '"\\$`\n').includes(next) && next !== '') {
      if (next !== '\n') text += next;
      i += 2;
    } else {
      text += char;
      i += 1;
    }
    // Twice is one of them there.
    if (windows && line.startsWith('""', i)) {
      text += '"';
      i += 2;
    }
  }
  return { text, next: i + 1 };
};

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  v: '\v',
};

/** `$'…'` of bash, as browsers copy what has quotes in it. */
const ansiQuoted = (line: string, start: number): Piece => {
  let text = '';
  let i = start;
  while (i < line.length && line.charAt(i) !== "'") {
    if (line.charAt(i) !== '\\') {
      text += line.charAt(i);
      i += 1;
      continue;
    }
    const code = /^(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|([0-7]{1,3}))/.exec(line.slice(i + 1, i + 6));
    if (code) {
      const [all, byte, unit, octal] = code;
      text += String.fromCharCode(Number.parseInt(byte ?? unit ?? octal ?? '', octal === undefined ? 16 : 8));
      i += 1 + all.length;
    } else {
      const next = line.charAt(i + 1);
      text += escapes[next] ?? next;
      i += 2;
    }
  }
  return { text, next: i + 1 };
};

/** What a POSIX shell would replace: `$HOST`, `${HOST}`, `$(command)`; nothing between single quotes, nor behind a backslash. */
export const shellVariables = (line: string): readonly string[] => {
  const bare = line.replace(/\\.|\$?'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/gs, (piece) =>
    piece.startsWith('"') ? piece.replace(/\\./gs, '') : '',
  );
  return [...new Set(bare.match(/\$(?:\{[^}]*\}|\([^)]*\)|[A-Za-z_]\w*)/g) ?? [])];
};

/** Shells for which lines are written. */
export type Shell = 'sh' | 'powershell';

/**
 * One word for a shell, whatever stands in it. For `sh` text with control characters is written `$'…'`, as bash, zsh and POSIX.1-2024 read
 * it, because a terminal would act upon them when they are pasted; PowerShell gets them by their numbers.
 */
export const shellWord = (text: string, shell: Shell = 'sh'): string => {
  if (shell === 'powershell') {
    const parts = text
      .split(/(\p{Cc})/u)
      .map((part) => (/^\p{Cc}$/u.test(part) ? `[char]${part.codePointAt(0)}` : inQuotes(part)));
    return parts.length === 1 ? inQuotes(text) : `(${parts.join(' + ')})`;
  }
  if (!/\p{Cc}/u.test(text)) return `'${text.replaceAll("'", `'\\''`)}'`;
  return `$'${text.replace(/['\\\p{Cc}]/gu, (char) => (/\p{Cc}/u.test(char) ? octets(char) : `\\${char}`))}'`;
};

/** The same for a line that people read: without quotes where a word needs none in `sh`. */
export const readableWord = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : shellWord(text));

/** PowerShell reads the typographic quotes as it reads the plain one. */
const inQuotes = (text: string): string => `'${text.replace(/['\u2018\u2019\u201a\u201b]/g, '$&$&')}'`;

const octets = (char: string): string => {
  const code = char.codePointAt(0) ?? 0;
  const hex = (byte: number) => `\\x${byte.toString(16).padStart(2, '0')}`;
  return code < 0x80 ? hex(code) : hex(0xc0 | (code >> 6)) + hex(0x80 | (code & 0x3f));
};

/** A line that gives a variable to programs that are started later. */
export const exported = (name: string, value: string, shell: Shell): string =>
  shell === 'sh' ? `export ${name}=${shellWord(value)}` : `$env:${name} = ${shellWord(value, shell)}`;

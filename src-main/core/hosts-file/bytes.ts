/** Each byte as one character (ISO 8859-1), so that whatever is written in a file stays as it is. */
export const textOf = (bytes: Uint8Array): string => {
  let text = '';
  // In pieces, because the arguments of one call are limited.
  for (let at = 0; at < bytes.length; at += 8_192)
    text += Reflect.apply(String.fromCharCode, undefined, bytes.subarray(at, at + 8_192));
  return text;
};

/** The way back. Characters above 255 are none of ours. */
export const bytesOf = (text: string): Uint8Array => {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
};

/** Bytes in front of UTF-8, as Windows' editors put them there. */
export const utf8Mark = '\u00ef\u00bb\u00bf';

/**
 * Whether a file is UTF-16, as PowerShell's `>` makes it: no resolver reads that, and ASCII behind it would spoil it. By its mark, or,
 * without one, because nearly every other byte is NUL.
 */
export const isUtf16 = (text: string): boolean => {
  if (text.startsWith('\u00ff\u00fe') || text.startsWith('\u00fe\u00ff')) return true;
  const sample = text.slice(0, 4_096);
  if (sample.length < 4 || sample.length % 2 !== 0) return false;
  const nulls = [0, 0];
  for (let at = 0; at < sample.length; at++) if (sample[at] === '\0') nulls[at % 2] = (nulls[at % 2] ?? 0) + 1;
  return nulls.some((count) => count > sample.length * 0.4);
};

/** What UTF-16 says, as UTF-8 in our form; for a file that resolvers are to understand again. */
export const utf8Of = (text: string): string => {
  const bigEndian = text.startsWith('\u00fe\u00ff') || (!text.startsWith('\u00ff\u00fe') && text[0] === '\0');
  const from = text.startsWith('\u00fe\u00ff') || text.startsWith('\u00ff\u00fe') ? 2 : 0;
  let out = '';
  for (let at = from; at + 1 < text.length; at += 2) {
    const [high, low] = bigEndian ? [at, at + 1] : [at + 1, at];
    out += String.fromCharCode(text.charCodeAt(high) * 256 + text.charCodeAt(low));
  }
  return [...out].map(utf8Char).join('');
};

const utf8Char = (char: string): string => {
  const point = char.codePointAt(0) ?? 0;
  if (point < 0x80) return char;
  const tail = (shift: number) => String.fromCharCode(0x80 | ((point >> shift) & 0x3f));
  if (point < 0x800) return String.fromCharCode(0xc0 | (point >> 6)) + tail(0);
  if (point < 0x10000) return String.fromCharCode(0xe0 | (point >> 12)) + tail(6) + tail(0);
  return String.fromCharCode(0xf0 | (point >> 18)) + tail(12) + tail(6) + tail(0);
};

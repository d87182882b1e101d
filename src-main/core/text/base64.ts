const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** What a base64 text (RFC 4648 section 4, line breaks allowed) stands for, one character for each byte; undefined where it is none. */
export const fromBase64 = (written: string): string | undefined => {
  const text = written.replace(/\s+/g, '').replace(/={1,2}$/, '');
  if (text.length % 4 === 1) return undefined;
  let bits = 0;
  let held = 0;
  const bytes: string[] = [];
  for (const character of text) {
    const value = alphabet.indexOf(character);
    if (value < 0) return undefined;
    held = (held << 6) | value;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push(String.fromCharCode((held >> bits) & 0xff));
    held &= (1 << bits) - 1;
  }
  return bytes.join('');
};

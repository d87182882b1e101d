/**
 * The bytes that base64 stands for (RFC 4648, with or without padding). Characters of no meaning are passed over, so that nothing is
 * thrown for what a file brings.
 */
export const bytesOfBase64 = (text: string): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let [size, held, bits] = [0, 0, 0];
  for (let i = 0; i < text.length; i++) {
    const six = sixBits(text.charCodeAt(i));
    if (six < 0) continue;
    held = (held << 6) | six;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[size] = (held >> bits) & 255;
    size++;
  }
  return bytes.slice(0, size);
};

const sixBits = (code: number): number => {
  if (code >= 65 && code <= 90) return code - 65;
  if (code >= 97 && code <= 122) return code - 71;
  if (code >= 48 && code <= 57) return code + 4;
  return code === 43 ? 62 : code === 47 ? 63 : -1;
};

/**
 * The text that these bytes are in UTF-8; undefined where they are none, or hold NUL, which no text does. `cut`: more was to follow, so that a
 * character may be torn at the end; it is left off.
 */
export const textOfUtf8 = (bytes: Uint8Array, cut = false): string | undefined => {
  const parts: string[] = [];
  let part = '';
  for (let i = 0; i < bytes.length; ) {
    const first = bytes[i] as number;
    const more = first < 0x80 ? 0 : first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
    if (first === 0 || (first >= 0x80 && first < 0xc2) || first > 0xf4) return undefined;
    let code = more === 0 ? first : first & (0x3f >> more);
    if (i + more >= bytes.length && more > 0) {
      const rest = bytes.subarray(i + 1);
      return cut && rest.every((one) => one >> 6 === 2) ? parts.join('') + part : undefined;
    }
    for (let at = 1; at <= more; at++) {
      const byte = bytes[i + at] as number;
      if (byte >> 6 !== 2) return undefined;
      code = (code << 6) | (byte & 63);
    }
    // Longer than it needs to be, half of a pair, or beyond the last character (RFC 3629 section 3).
    if (code < (least[more] as number) || (code >= 0xd800 && code < 0xe000) || code > 0x10ffff) return undefined;
    part += String.fromCodePoint(code);
    if (part.length > 4096) {
      parts.push(part);
      part = '';
    }
    i += more + 1;
  }
  return parts.join('') + part;
};

const least: readonly number[] = [0, 0x80, 0x800, 0x10000];

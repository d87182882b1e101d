/**
 * The bytes that base64 stands for (RFC 4648, with or without padding). Characters of no meaning are passed over, so that nothing is
 * thrown for what a file brings.
 */
export const bytesOfBase64 = (text: string): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let [size, held, bits] = [0, 0, 0];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const six = code < 128 ? (sixBits[code] as number) : none;
    if (six === none) continue;
    held = (held << 6) | six;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[size] = (held >> bits) & 255;
    size++;
  }
  return bytes.slice(0, size);
};

const none = 255;
/** By the code of a character of ASCII. */
const sixBits = Uint8Array.from({ length: 128 }, (_, code) => {
  if (code >= 65 && code <= 90) return code - 65;
  if (code >= 97 && code <= 122) return code - 71;
  if (code >= 48 && code <= 57) return code + 4;
  return code === 43 ? 62 : code === 47 ? 63 : none;
});

/**
 * The text that these bytes are in UTF-8; undefined where they are none, or hold NUL, which no text does. `cut`: more was to follow, so that a
 * character may be torn at the end; it is left off.
 */
export const textOfUtf8 = (bytes: Uint8Array, cut = false): string | undefined => {
  const parts: string[] = [];
  // Characters one by one would be a string each: megabytes would take seconds.
  const units = new Uint16Array(8192);
  let count = 0;
  const flush = () => {
    parts.push(String.fromCharCode.apply(null, units.subarray(0, count) as unknown as number[]));
    count = 0;
  };
  for (let i = 0; i < bytes.length; ) {
    if (count > units.length - 2) flush();
    const first = bytes[i] as number;
    if (first > 0 && first < 0x80) {
      units[count++] = first;
      i += 1;
      continue;
    }
    if (first < 0xc2 || first > 0xf4) return undefined;
    const more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
    let code = first & (0x3f >> more);
    if (i + more >= bytes.length) {
      if (!cut || !bytes.subarray(i + 1).every((one) => one >> 6 === 2)) return undefined;
      break;
    }
    for (let at = 1; at <= more; at++) {
      const byte = bytes[i + at] as number;
      if (byte >> 6 !== 2) return undefined;
      code = (code << 6) | (byte & 63);
    }
    // Longer than it needs to be, half of a pair, or beyond the last character (RFC 3629 section 3).
    if (code < (least[more] as number) || (code >= 0xd800 && code < 0xe000) || code > 0x10ffff) return undefined;
    if (code >= 0x10000) {
      units[count++] = 0xd7c0 + (code >> 10);
      units[count++] = 0xdc00 | (code & 0x3ff);
    } else units[count++] = code;
    i += more + 1;
  }
  flush();
  return parts.join('');
};

const least: readonly number[] = [0, 0x80, 0x800, 0x10000];

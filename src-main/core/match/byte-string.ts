/**
 * Text of a YAML document as the wire knows it: its UTF-8 bytes, one character each.
 * Both HTTP engines give and take header values and paths this way, so what the user wrote is turned once and then compared as Envoy
 * compares, byte by byte. ASCII comes back as it is.
 */
export const byteString = (text: string): string => {
  if (isAscii(text)) return text;
  let bytes = '';
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (code < 0x80) bytes += char;
    else if (code < 0x800) bytes += String.fromCharCode(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) {
      bytes += String.fromCharCode(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    } else {
      bytes += String.fromCharCode(
        0xf0 | (code >> 18),
        0x80 | ((code >> 12) & 63),
        0x80 | ((code >> 6) & 63),
        0x80 | (code & 63),
      );
    }
  }
  return bytes;
};

/** The way back: the text whose UTF-8 bytes these are; as they are where they are no UTF-8. */
export const textOfBytes = (bytes: string): string => {
  if (isAscii(bytes)) return bytes;
  try {
    // The escapes of bytes, read as those of UTF-8; more than bytes is no byte string.
    return decodeURIComponent(
      bytes.replace(/[%\u0080-\u00ff]/g, (char) => `%${char.charCodeAt(0).toString(16).padStart(2, '0')}`),
    );
  } catch {
    return bytes;
  }
};

/**
 * The same for what goes into a line of a head or a request line: control characters are left out, since a line feed from a YAML block
 * would begin a line of its own.
 */
export const headText = (text: string): string => {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 32 || code >= 127) return byteString(withoutControls(text));
  }
  return text;
};

const withoutControls = (text: string): string => [...text].filter((char) => char >= ' ' && char !== '\u007f').join('');

const isAscii = (text: string): boolean => {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
};

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Bytes, one character each, in base64 (RFC 4648 section 4). */
export const base64 = (bytes: string): string => {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const group = (bytes.charCodeAt(i) << 16) | ((bytes.charCodeAt(i + 1) || 0) << 8) | (bytes.charCodeAt(i + 2) || 0);
    text += digits.charAt((group >> 18) & 63) + digits.charAt((group >> 12) & 63);
    text += left > 1 ? digits.charAt((group >> 6) & 63) : '=';
    text += left > 2 ? digits.charAt(group & 63) : '=';
  }
  return text;
};

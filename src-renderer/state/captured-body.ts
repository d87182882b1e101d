import { bytesOfBase64, textOfUtf8 } from '#core/traffic/body-text.ts';
import type { CapturedBody } from '#core/traffic/exchange-details.ts';
import { maskText } from '#core/traffic/mask.ts';

/** The ways in which a body can be looked at; the first of a list is the one that tells most. */
export type BodyView = 'json' | 'form' | 'image' | 'text' | 'hex';

/** A body as it is shown: as main tells it, or a text that somebody has read already. */
export type ShownBody = CapturedBody | (Omit<CapturedBody, 'content'> & { readonly text: string });

export type ReadBody = {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** In the charset that it says; absent where it is no text. */
  readonly text?: string;
  readonly views: readonly BodyView[];
  /** `text/html`, without its parameters; empty where nobody said. */
  readonly type: string;
};

/** What can be made of a body that was captured. HTML is text here, and is never rendered. */
export const readBody = (body: ShownBody): ReadBody => {
  const bytes = 'text' in body ? new TextEncoder().encode(body.text) : bytesOfBase64(body.content);
  const [type = '', ...parameters] = (body.contentType ?? '')
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  const isPlain = body.encoding === undefined || body.encoding.decoded;
  if (!isPlain) return { bytes, views: ['hex'], type };
  const charset = parameters
    .find((one) => one.startsWith('charset='))
    ?.slice(8)
    .replaceAll('"', '');
  const text = 'text' in body ? body.text : isBinary(type) ? undefined : decode(bytes, charset, body.truncated);
  const looksLikeJson = type === '' && text !== undefined && /^\s*[[{]/.test(text);
  const json = text !== undefined && (/[/+]json$/.test(type) || looksLikeJson) && isJson(text);
  const views: BodyView[] = [
    ...(json ? ['json' as const] : []),
    ...(type === 'application/x-www-form-urlencoded' && text !== undefined ? ['form' as const] : []),
    ...(type.startsWith('image/') && !body.truncated && bytes.length > 0 ? ['image' as const] : []),
    ...(text === undefined ? [] : ['text' as const]),
    'hex',
  ];
  return { bytes, ...(text !== undefined && { text }), views, type };
};

/** What no charset makes text of; a picture written in XML is both. */
const isBinary = (type: string): boolean => /^(image|audio|video|font)\//.test(type) && type !== 'image/svg+xml';

const decode = (bytes: Uint8Array<ArrayBuffer>, charset: string | undefined, cut: boolean): string | undefined => {
  if (charset === undefined || /^utf-?8$/.test(charset)) return textOfUtf8(bytes, cut);
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    // A charset that nobody knows.
    return textOfUtf8(bytes, cut);
  }
};

/** Not so: cut off, or not what it says it is, which its text shows. */
const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/**
 * The same with `[redacted]` in place of fields that have the names of secrets, and not in hexadecimal then; the very same where there are
 * none. Bytes that are no text are shown as they are.
 */
export const hideSecrets = (read: ReadBody): ReadBody => {
  if (read.text === undefined) return read;
  const text = maskText(read.text, read.type);
  return text === read.text ? read : { ...read, text, views: read.views.filter((view) => view !== 'hex') };
};

/** The fields of a form, in order. */
export const formFields = (text: string): readonly (readonly [name: string, value: string])[] => [
  ...new URLSearchParams(text),
];

/** Sixteen bytes on each line: offset, bytes, and the characters that they are in ASCII. */
export const hexLines = (bytes: Uint8Array, from = 0, count = bytes.length): string => {
  const lines: string[] = [];
  const end = Math.min(bytes.length, from + count);
  for (let at = from; at < end; at += 16) {
    const part = bytes.subarray(at, Math.min(at + 16, end));
    const hex = Array.from(part, (byte) => byte.toString(16).padStart(2, '0'));
    const shown = `${hex.slice(0, 8).join(' ')}  ${hex.slice(8).join(' ')}`;
    const ascii = Array.from(part, (byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('');
    lines.push(`${at.toString(16).padStart(8, '0')}  ${shown.padEnd(48)}  ${ascii}`);
  }
  return lines.join('\n');
};

/** The picture as an address that an image takes. SVG in an image runs no script and loads nothing. */
export const imageAddress = (body: ShownBody, type: string): string =>
  'text' in body ? '' : `data:${type};base64,${body.content}`;

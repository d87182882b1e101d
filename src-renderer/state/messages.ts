import { bytesOfBase64, textOfUtf8 } from '#core/traffic/body-text.ts';
import type { CapturedMessage } from '#core/traffic/exchange-details.ts';
import { maskText } from '#core/traffic/mask.ts';

/** A message and its number in the stream, from 1, which it keeps while others are let go. */
export type NumberedMessage = { readonly number: number; readonly message: CapturedMessage };

/** `before`: what it was a moment ago. A message that is still the same stays the very same, so that nothing of it is drawn anew. */
export const numbered = (
  messages: readonly CapturedMessage[],
  dropped: number,
  before: readonly NumberedMessage[] = [],
): readonly NumberedMessage[] => {
  const first = before[0]?.number ?? 0;
  return messages.map((message, i) => {
    const number = dropped + i + 1;
    const was = before[number - first];
    return was?.number === number && isSame(was.message, message) ? was : { number, message };
  });
};

const isSame = (a: CapturedMessage, b: CapturedMessage): boolean =>
  a.at === b.at &&
  a.from === b.from &&
  a.kind === b.kind &&
  a.size === b.size &&
  a.content === b.content &&
  a.decoded?.type === b.decoded?.type &&
  a.decoded?.json === b.decoded?.json;

/** Each word must be found in what is known of a message. */
export const visibleMessages = (
  all: readonly NumberedMessage[],
  text: string,
  from: 'all' | CapturedMessage['from'],
): readonly NumberedMessage[] => {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0 && from === 'all') return all;
  return all.filter(({ message }) => {
    if (from !== 'all' && message.from !== from) return false;
    if (words.length === 0) return true;
    const known =
      `${message.kind} ${message.event ?? ''} ${message.decoded?.type ?? ''} ${contentOf(message)}`.toLowerCase();
    return words.every((word) => known.includes(word));
  });
};

/** What a message says, in one line of at most 200 characters; without what its fields keep secret, unless `reveal`. */
export const sayMessage = (message: CapturedMessage, reveal: boolean): string => {
  const start = contentOf(message).slice(0, 2000);
  const text = (reveal ? start : maskText(start)).replace(/\s+/g, ' ').trim();
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
};

/** Text, or bytes in hexadecimal. */
const contentOf = ({ kind, content, decoded, truncated }: CapturedMessage): string => {
  if (decoded) return decoded.json;
  if (kind === 'text' || kind === 'event' || kind === 'close') return content;
  const bytes = bytesOfBase64(content.slice(0, 400));
  const text = textOfUtf8(bytes, truncated || content.length > 400);
  if (text !== undefined && /^[\P{Cc}\s]*$/u.test(text)) return text;
  return Array.from(bytes.subarray(0, 48), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
};

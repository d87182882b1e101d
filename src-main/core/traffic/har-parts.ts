import { bytesOfBase64, textOfUtf8 } from './body-text.ts';
import type { Exchange } from './exchange.ts';
import type { CapturedBody } from './exchange-details.ts';
import { maskText } from './mask.ts';

/** A body as HAR has it. `size` is without the content encoding, as far as that is known. */
export type HarContent = {
  readonly size: number;
  readonly mimeType: string;
  readonly compression?: number;
  readonly text?: string;
  readonly encoding?: 'base64';
  readonly comment?: string;
};

/**
 * The body as text where it is any, else as base64. Where secrets are hidden, bytes in which nobody can look for them are left out with
 * a word; pictures, sounds and fonts hold none.
 */
export const contentOf = (
  body: CapturedBody | undefined,
  bytes: number,
  mimeType: string,
  reveal: boolean,
): HarContent => {
  if (body === undefined) {
    return { size: bytes, mimeType, ...(bytes > 0 && { comment: 'the body was not kept' }) };
  }
  const type = body.contentType ?? mimeType;
  const content = bytesOfBase64(body.content);
  const isPlain = body.encoding === undefined || body.encoding.decoded;
  const size = body.truncated ? body.size : content.length;
  const saved = body.encoding?.decoded && !body.truncated ? size - body.size : 0;
  const about = { size, mimeType: type, ...(saved !== 0 && { compression: saved }) };
  const text = isPlain ? textOfUtf8(content, body.truncated) : undefined;
  const part = body.truncated ? `the first ${content.length} of ${body.size} bytes` : '';
  if (text !== undefined) {
    return { ...about, text: reveal ? text : maskText(text, type), ...(part !== '' && { comment: part }) };
  }
  const coded = isPlain ? '' : `encoded with ${body.encoding?.name}`;
  if (!reveal && !(isPlain && /^(image|audio|video|font)\//i.test(type))) {
    return { ...about, comment: 'left out, because secrets in it cannot be seen: export with secrets to have it' };
  }
  const comment = [part, coded].filter(Boolean).join(', ');
  return { ...about, text: body.content, encoding: 'base64', ...(comment !== '' && { comment }) };
};

/**
 * The phases of HAR, in milliseconds; -1 where one is not known or did not happen. They follow one another and come to the whole duration:
 * what of the request came after the answer had begun counts as `receive`.
 */
export const harTimings = ({ timing, durationMs }: Pick<Exchange, 'timing' | 'durationMs'>) => {
  const ms = (value: number) => Math.max(0, Math.round(value * 1000) / 1000);
  const unknown = { blocked: -1, dns: -1, connect: -1, ssl: -1 } as const;
  if (timing === undefined) return { ...unknown, send: 0, wait: ms(durationMs), receive: 0 };
  const { requested, dispatched, connected, answered, ended } = timing;
  const begun = Math.min(dispatched ?? 0, ended);
  const open = Math.min(Math.max(connected ?? begun, begun), ended);
  const head = Math.min(Math.max(answered ?? ended, open), ended);
  const sent = Math.min(Math.max(requested ?? open, open), head);
  return {
    ...unknown,
    blocked: dispatched === undefined ? -1 : ms(begun),
    // A connection that was there already took no time, which is not the same as none.
    connect: connected === undefined || connected === dispatched ? -1 : ms(open - begun),
    send: ms(sent - open),
    wait: ms(head - sent),
    receive: ms(ended - head),
  };
};

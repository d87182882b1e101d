import { headerValue } from '#core/match/header-value.ts';
import { readGrpc } from '../../gateway/record/read-grpc.ts';
import type { Stored, StoredBody, StoredMessage } from './stored.ts';

/**
 * The messages of a stream, oldest first. Those of gRPC that were cut when they passed are whole here where what is kept of the body has all of
 * them: bodies may be kept further than messages, of which there are a thousand.
 */
export const wholeMessages = (stored: Stored): readonly StoredMessage[] => {
  const { messages = [], exchange, requestBody, responseBody } = stored;
  if (!messages.some(isCut)) return messages;
  const left = {
    client: longMessages('client', requestBody, headerValue(exchange.requestHeaders, 'content-type')),
    service: longMessages('service', responseBody, headerValue(exchange.responseHeaders, 'content-type')),
  };
  return messages.map((message) => {
    if (!isCut(message)) return message;
    const others = left[message.from];
    // Which of the body's messages it is cannot be counted, because messages are let go; of equal ones the order says it.
    const at = others.findIndex((other) => other.length === message.size && begins(other, message.content));
    const [whole] = at < 0 ? [] : others.splice(at, 1);
    return whole === undefined ? message : { ...message, content: whole };
  });
};

const isCut = ({ kind, content, size }: StoredMessage): boolean => kind === 'grpc' && content.length < size;

const longMessages = (from: 'client' | 'service', body: StoredBody | undefined, type = ''): Uint8Array[] => {
  const messages: Uint8Array[] = [];
  if (body === undefined) return messages;
  const isText = /^application\/grpc-web-text/i.test(type);
  readGrpc(from, isText, ({ content }) => messages.push(content), Number.POSITIVE_INFINITY)(body.bytes);
  return messages;
};

const begins = (whole: Uint8Array, start: Uint8Array): boolean =>
  Buffer.compare(whole.subarray(0, start.length), start) === 0;

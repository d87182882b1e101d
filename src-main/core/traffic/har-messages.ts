import type { Exchange } from './exchange.ts';
import type { CapturedMessage } from './exchange-details.ts';
import { maskText } from './mask.ts';

/** A message of a WebSocket as Chrome writes it into HAR files; `time` in seconds since the epoch. */
export type HarMessage = {
  readonly type: 'send' | 'receive';
  readonly time: number;
  /** RFC 6455 section 5.2. */
  readonly opcode: number;
  readonly data: string;
};

const opcodes = { text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

export const webSocketMessages = (
  { started }: Pick<Exchange, 'started'>,
  messages: readonly CapturedMessage[],
  reveal: boolean,
): readonly HarMessage[] =>
  messages.flatMap((one) => {
    const opcode = one.kind in opcodes ? opcodes[one.kind as keyof typeof opcodes] : undefined;
    if (opcode === undefined) return [];
    return [
      {
        type: one.from === 'client' ? 'send' : 'receive',
        time: (started + one.at) / 1000,
        opcode,
        data: dataOf(one, reveal),
      } as const,
    ];
  });

/** Events and gRPC messages, for which HAR has no place: in our own words. */
export const wordsOfMessages = (messages: readonly CapturedMessage[], reveal: boolean) =>
  messages.map((one) => ({
    at: one.at,
    from: one.from,
    kind: one.kind,
    size: one.size,
    ...(one.truncated && { truncated: true }),
    ...(one.event !== undefined && { event: one.event }),
    ...(one.decoded && { type: one.decoded.type }),
    data: one.decoded
      ? reveal
        ? one.decoded.json
        : maskText(one.decoded.json, 'application/json')
      : dataOf(one, reveal),
  }));

/** Bytes may hold secrets that nobody sees. */
const dataOf = ({ kind, content }: CapturedMessage, reveal: boolean): string => {
  if (reveal) return content;
  return kind === 'text' || kind === 'event' || kind === 'close' ? maskText(content) : '';
};

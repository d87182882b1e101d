import { createInflateRaw } from 'node:zlib';
import { headerValue } from '#core/match/header-value.ts';
import type { HeaderLines } from '#core/route/facts.ts';
import type { KeptMessage } from './messages.ts';
import { readWebSocket, type Unpack } from './read-websocket.ts';
import { safely } from './record-reply.ts';

/**
 * Reads the messages of both directions of a WebSocket; `comes` is called for each that does. `agreed` are the lines of the service's 101, which say whether messages are
 * compressed (RFC 7692 section 7.1); an extension that nobody here knows leaves its messages unread.
 */
export const tapWebSocket = (
  agreed: HeaderLines,
  comes: () => (message: Omit<KeptMessage, 'at'>) => void,
): ((from: 'client' | 'service', bytes: Uint8Array) => void) | undefined => {
  const extensions = headerValue(agreed, 'sec-websocket-extensions') ?? '';
  const [deflate, ...others] = extensions.toLowerCase().split(',').filter(Boolean);
  const parameters = deflate?.split(';').map((one) => one.trim()) ?? [];
  if (others.length > 0 || (deflate !== undefined && parameters[0] !== 'permessage-deflate')) return undefined;
  const unpack = (side: 'client' | 'server'): Unpack | undefined =>
    deflate === undefined
      ? undefined
      : { create: () => createInflateRaw(), forgets: parameters.includes(`${side}_no_context_takeover`) };
  const client = safely(readWebSocket('client', unpack('client'), comes));
  const service = safely(readWebSocket('service', unpack('server'), comes));
  return (from, bytes) => (from === 'client' ? client : service)(bytes);
};

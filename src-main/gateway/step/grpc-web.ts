import { headerValue } from '#core/match/header-value.ts';
import type { HeaderLines } from '#core/route/facts.ts';
import type { BodyReceiver, Reply, ReplyOwner } from '../serve/message.ts';
import { decodeBase64, encodeMessages } from './base64-stream.ts';
import { grpcStatusOf, percentEncoded } from './grpc-status.ts';

/** What a client that speaks gRPC-Web has asked for; absent for every other client. */
export type GrpcWeb = { readonly textRequest: boolean; readonly textReply: boolean };

/**
 * Whether the filter of GRPC-WEB servers has something to do (reference 2.2, 5.3), by the content type of the request; the answer is
 * text where `accept` asks for it (gRPC-Web protocol, "Protocol differences vs gRPC over HTTP2").
 */
export function grpcWebOf(lines: HeaderLines): GrpcWeb | undefined {
  const type = headerValue(lines, 'content-type')?.toLowerCase() ?? '';
  if (!type.startsWith('application/grpc-web')) return undefined;
  const kind = /^application\/grpc-web(-text)?(?:\+proto)?$/.exec(type);
  if (!kind) return undefined;
  const accept = headerValue(lines, 'accept')?.toLowerCase() ?? '';
  return { textRequest: kind[1] !== undefined, textReply: /^application\/grpc-web-text(?:\+proto)?$/.test(accept) };
}

/** The header lines of the request as a gRPC service expects them. */
export function grpcRequestLines(lines: HeaderLines): string[] {
  const result: string[] = [];
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const name = lines[i] as string;
    if (!replaced.has(name)) result.push(name, lines[i + 1] as string);
  }
  result.push('content-type', 'application/grpc', 'te', 'trailers', 'grpc-accept-encoding', 'identity,deflate,gzip');
  return result;
}

const replaced = new Set(['content-type', 'content-length', 'te', 'grpc-accept-encoding']);

/** The marker of a frame that holds trailers (gRPC-Web protocol, "Message framing"). */
const trailerFrame = 0x80;
/** What an answer that is no gRPC may say in `grpc-message`. */
const messageLimit = 8 * 1024;

/**
 * A reply that turns gRPC into gRPC-Web: trailers become the last frame of the body, text is base64, an answer that is no gRPC becomes
 * one with its status and message. The body of a text request arrives decoded; one that is not base64 is told as malformed.
 */
export function grpcWebReply(reply: Reply, { textRequest, textReply }: GrpcWeb, version: string): Reply {
  const encode = textReply ? encodeMessages() : undefined;
  let owner: ReplyOwner | undefined;
  /** Of an answer that is no gRPC: what it said so far. */
  let foreign:
    | { readonly status: number; readonly lines: string[]; readonly close: boolean; said: Uint8Array[] }
    | undefined;
  const type = `application/grpc-web${textReply ? '-text' : ''}+proto`;
  const frame = (bytes: Uint8Array) => (encode ? encode.push(bytes) : bytes);
  return {
    pauseBody: () => reply.pauseBody(),
    resumeBody: () => reply.resumeBody(),
    proceed: () => reply.proceed(),
    abort: () => reply.abort(),
    raw: reply.raw,
    takeOver: () => reply.takeOver(),
    watch: (to) => {
      owner = to;
      reply.watch(to);
    },
    receiveBody: (to) => reply.receiveBody(textRequest ? decoded(to, () => owner) : to),
    send: (status, lines, body, close) => {
      if (isGrpc(lines)) setType(lines, type);
      reply.send(status, lines, body, close);
    },
    head: (status, lines, close) => {
      if (!isGrpc(lines)) {
        foreign = { status, lines, close, said: [] };
        return;
      }
      setType(lines, type);
      // The body grows, so its length is not what the service has said.
      if (drop(lines, 'content-length') && version !== '2') lines.push('transfer-encoding', 'chunked');
      reply.head(status, lines, close);
    },
    chunk: (bytes) => {
      if (!foreign) return reply.chunk(frame(bytes));
      if (foreign.said.reduce((sum, one) => sum + one.length, 0) < messageLimit) foreign.said.push(bytes);
      return true;
    },
    end: (last, trailers) => {
      if (foreign) {
        const { status, lines, close, said } = foreign;
        return reply.send(200, asGrpc(status, lines, last ? [...said, last] : said, type), undefined, close);
      }
      const parts = [...(last ? [last] : []), ...(trailers && trailers.length > 0 ? [frameOf(trailers)] : [])];
      const bytes = Buffer.concat(parts);
      const rest = encode ? Buffer.concat([encode.push(bytes), encode.end()]) : bytes;
      reply.end(rest.length > 0 ? rest : undefined);
    },
  };
}

/** `application/grpc` with or without a format; nothing of gRPC-Web itself. */
const isGrpc = (lines: HeaderLines): boolean =>
  /^application\/grpc(?:$|[+;])/i.test(headerValue(lines, 'content-type') ?? '');

function setType(lines: string[], type: string): void {
  drop(lines, 'content-type');
  lines.push('content-type', type);
}

/** In place, because the record of the request holds the same lines. */
function drop(lines: string[], name: string): boolean {
  let found = false;
  for (let i = lines.length - 2; i >= 0; i -= 2) {
    if (lines[i] !== name) continue;
    lines.splice(i, 2);
    found = true;
  }
  return found;
}

/** A page of a service that speaks no gRPC, in the words that a gRPC client understands. */
function asGrpc(status: number, lines: string[], said: readonly Uint8Array[], type: string): string[] {
  drop(lines, 'content-length');
  drop(lines, 'transfer-encoding');
  setType(lines, type);
  lines.push('grpc-status', String(grpcStatusOf(status)));
  const message = percentEncoded(Buffer.concat(said).subarray(0, messageLimit));
  if (message !== '') lines.push('grpc-message', message);
  lines.push('content-length', '0');
  return lines;
}

function frameOf(trailers: HeaderLines): Buffer {
  let text = '';
  for (let i = 0; i + 1 < trailers.length; i += 2) text += `${trailers[i]?.toLowerCase()}:${trailers[i + 1]}\r\n`;
  const bytes = Buffer.from(text, 'latin1');
  const head = Buffer.alloc(5);
  head.writeUInt8(trailerFrame, 0);
  head.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([head, bytes]);
}

function decoded(to: BodyReceiver, owner: () => ReplyOwner | undefined): BodyReceiver {
  const decode = decodeBase64();
  let broken = false;
  const fail = (details: string) => {
    broken = true;
    owner()?.malformed(details);
  };
  return {
    chunk: (bytes) => {
      if (broken) return;
      const read = decode.push(bytes);
      if (!read) return fail('grpc_base_64_decode_failed');
      if (read.length > 0) to.chunk(read);
    },
    end: (trailers) => {
      if (broken) return;
      if (!decode.isComplete()) return fail('grpc_base_64_decode_failed_bad_size');
      to.end(trailers);
    },
    abort: () => to.abort(),
  };
}

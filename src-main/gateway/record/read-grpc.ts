import { type Gathering, gather, type KeptMessage, messageLimit } from './messages.ts';

type Told = (message: Omit<KeptMessage, 'at'>) => void;

/**
 * Reads length-prefixed messages (gRPC over HTTP2, "Requests"; gRPC-Web, "Message framing"): one byte of flags, four of length. The
 * trailers that gRPC-Web sends as a frame are no message. `text`: the bytes are base64, in pieces that may each be padded. `limit`: so many
 * bytes of a message are gathered. A message is told of when all of it has passed.
 */
export const readGrpc = (
  from: KeptMessage['from'],
  text: boolean,
  told: Told,
  limit = messageLimit,
): ((bytes: Uint8Array) => void) => {
  const head = new Uint8Array(5);
  let had = 0;
  let left = 0;
  let body: Gathering | undefined;
  const take = (bytes: Uint8Array) => {
    let at = 0;
    while (at < bytes.length) {
      if (body === undefined) {
        head[had++] = bytes[at++] as number;
        if (had < 5) continue;
        left =
          (head[1] as number) * 0x1000000 +
          (head[2] as number) * 0x10000 +
          (head[3] as number) * 0x100 +
          (head[4] as number);
        body = gather(limit);
      }
      const piece = bytes.subarray(at, at + left);
      body.add(piece);
      at += piece.length;
      left -= piece.length;
      if (left > 0) return;
      const flags = head[0] as number;
      if ((flags & 0x80) === 0)
        told({
          from,
          kind: 'grpc',
          content: body.content(),
          size: body.size(),
          ...((flags & 1) === 1 && { compressed: true }),
        });
      body = undefined;
      had = 0;
    }
  };
  return text ? fromBase64(take) : take;
};

const fromBase64 = (to: (bytes: Uint8Array) => void): ((bytes: Uint8Array) => void) => {
  let rest = '';
  return (bytes) => {
    const all = rest + Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
    const whole = all.length - (all.length % 4);
    rest = all.slice(whole);
    // A padded piece ends in the middle of the text where another one follows.
    for (const piece of all.slice(0, whole).match(/[^=]+={0,2}/g) ?? []) to(Buffer.from(piece, 'base64'));
  };
};

import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** RFC 6455 section 1.3: the fixed text that proves the server read the handshake. */
const handshakeGuid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
/** A sample echoes messages up to this size; larger ones close the connection with 1009. */
const messageLimit = 1024 * 1024;

/** Accept a WebSocket handshake and send every text or binary frame back; pings are answered, a close is returned. */
export function acceptWebSocket(request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const key = request.headers['sec-websocket-key'];
  if (request.headers.upgrade?.toLowerCase() !== 'websocket' || typeof key !== 'string') {
    socket.end('HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
    return;
  }
  const accept = createHash('sha1')
    .update(key + handshakeGuid)
    .digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: ${accept}\r\n\r\n`,
  );
  let pending = head;
  const consume = (): void => {
    for (;;) {
      const frame = readFrame(pending);
      if (frame === 'incomplete') return;
      if (frame === 'too-large') {
        socket.end(writeFrame(0x8, true, Buffer.from([0x03, 0xf1])));
        return;
      }
      pending = pending.subarray(frame.size);
      if (frame.opcode === 0x8) {
        socket.end(writeFrame(0x8, true, frame.payload));
        return;
      }
      if (frame.opcode === 0x9) socket.write(writeFrame(0xa, true, frame.payload));
      else if (frame.opcode <= 0x2) socket.write(writeFrame(frame.opcode, frame.final, frame.payload));
    }
  };
  socket.on('data', (chunk: Buffer) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    consume();
  });
  socket.on('end', () => socket.end());
  consume();
}

type Frame = { readonly opcode: number; readonly final: boolean; readonly payload: Buffer; readonly size: number };

function readFrame(data: Buffer): Frame | 'incomplete' | 'too-large' {
  if (data.length < 2) return 'incomplete';
  const first = data.readUInt8(0);
  const second = data.readUInt8(1);
  let length = second & 0x7f;
  let at = 2;
  if (length === 126) {
    if (data.length < 4) return 'incomplete';
    length = data.readUInt16BE(2);
    at = 4;
  } else if (length === 127) {
    if (data.length < 10) return 'incomplete';
    length = Number(data.readBigUInt64BE(2));
    at = 10;
  }
  if (length > messageLimit) return 'too-large';
  const masked = (second & 0x80) !== 0;
  const size = at + (masked ? 4 : 0) + length;
  if (data.length < size) return 'incomplete';
  const payload = Buffer.from(data.subarray(size - length, size));
  if (masked) for (let i = 0; i < length; i++) payload[i] = (payload[i] ?? 0) ^ (data[at + (i & 3)] ?? 0);
  return { opcode: first & 0x0f, final: (first & 0x80) !== 0, payload, size };
}

function writeFrame(opcode: number, final: boolean, payload: Buffer): Buffer {
  const length = payload.length;
  const header = Buffer.alloc(length < 126 ? 2 : length < 65536 ? 4 : 10);
  header.writeUInt8((final ? 0x80 : 0) | opcode, 0);
  if (length < 126) header.writeUInt8(length, 1);
  else if (length < 65536) {
    header.writeUInt8(126, 1);
    header.writeUInt16BE(length, 2);
  } else {
    header.writeUInt8(127, 1);
    header.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([header, payload]);
}

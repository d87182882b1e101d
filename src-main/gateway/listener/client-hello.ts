/** What a TLS client says first, as far as a filter chain is chosen by it. */
export type ClientHello = {
  /** Lower case; empty where the client named no server. */
  readonly serverName: string;
  readonly protocols: readonly string[];
};

export type HelloRead =
  /** The bytes so far are a beginning. */
  | { readonly is: 'more' }
  | { readonly is: 'hello'; readonly hello: ClientHello }
  /** The first bytes are not those of a TLS handshake. */
  | { readonly is: 'not-tls' }
  /** They begin as a handshake and then are none. */
  | { readonly is: 'malformed'; readonly reason: string };

/** Envoy's inspector reads no more than this of a handshake either. */
const helloLimit = 64 * 1024;
/** RFC 8446 section 5.1. */
const recordLimit = 16 * 1024;
/** No client needs more; thousands of tiny records would be read again with every packet. */
const mostRecords = 64;

/**
 * Reads a ClientHello (RFC 8446 section 4.1.2, RFC 6066 section 3) from the first bytes of a connection without taking any away.
 * Strict: each length must fit into what surrounds it. A hello may be spread over several records.
 */
export function readClientHello(bytes: Uint8Array): HelloRead {
  if (bytes.length === 0) return more;
  if (bytes[0] !== handshakeRecord || (bytes.length > 1 && bytes[1] !== 3)) return { is: 'not-tls' };
  const parts: Uint8Array[] = [];
  let collected = 0;
  let needed = 4;
  for (let at = 0; collected < needed; ) {
    if (at + 5 > bytes.length) return more;
    if (bytes[at] !== handshakeRecord || bytes[at + 1] !== 3) return malformed('a record that is no handshake');
    const length = uint16(bytes, at + 3);
    if (length === 0 || length > recordLimit) return malformed('a record of a length that is not allowed');
    const part = bytes.subarray(at + 5, at + 5 + length);
    parts.push(part);
    if (parts.length > mostRecords) return malformed('a hello in too many records');
    const before = collected;
    collected += part.length;
    if (collected >= 1 && parts[0]?.[0] !== undefined && parts[0][0] !== clientHello)
      return malformed('a handshake that does not begin with a hello');
    if (before < 4 && collected >= 4) {
      const head = joined(parts, collected);
      needed = 4 + (((head[1] as number) << 16) | uint16(head, 2));
      if (needed > helloLimit) return malformed('a hello that is too long');
    }
    if (part.length < length && collected < needed) return more;
    at += 5 + length;
  }
  const [only] = parts;
  const whole = parts.length === 1 && only ? only : joined(parts, collected);
  return readBody(whole.subarray(4, needed));
}

const handshakeRecord = 22;
const clientHello = 1;
const more: HelloRead = { is: 'more' };
const malformed = (reason: string): HelloRead => ({ is: 'malformed', reason });
const uint16 = (bytes: Uint8Array, at: number): number => ((bytes[at] as number) << 8) | (bytes[at + 1] as number);

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Where one reads in a stretch of bytes; `take` is undefined where so many are not left. */
type Reader = { readonly take: (length: number) => Uint8Array | undefined; readonly left: () => number };

function readerOf(bytes: Uint8Array): Reader {
  let at = 0;
  return {
    take: (length) => {
      if (at + length > bytes.length) return undefined;
      at += length;
      return bytes.subarray(at - length, at);
    },
    left: () => bytes.length - at,
  };
}

/** A stretch with its length in front. */
function vector({ take }: Reader, lengthBytes: 1 | 2): Uint8Array | undefined {
  const size = take(lengthBytes);
  return size && take(lengthBytes === 1 ? (size[0] as number) : uint16(size, 0));
}

function readBody(body: Uint8Array): HelloRead {
  const reader = readerOf(body);
  const fixed = reader.take(34);
  const session = vector(reader, 1);
  const ciphers = vector(reader, 2);
  const compressions = vector(reader, 1);
  if (!fixed || !session || session.length > 32 || !ciphers || ciphers.length < 2 || ciphers.length % 2 !== 0)
    return malformed('a hello whose fields do not fit');
  if (!compressions || compressions.length === 0) return malformed('a hello whose fields do not fit');
  if (reader.left() === 0) return { is: 'hello', hello: { serverName: '', protocols: [] } };
  const extensions = vector(reader, 2);
  if (!extensions || reader.left() > 0) return malformed('a hello whose extensions do not fit');

  let serverName: string | undefined;
  let protocols: readonly string[] | undefined;
  const list = readerOf(extensions);
  while (list.left() > 0) {
    const type = list.take(2);
    const data = vector(list, 2);
    if (!type || !data) return malformed('a hello whose extensions do not fit');
    switch (uint16(type, 0)) {
      case 0: {
        if (serverName !== undefined) return malformed('two lists of server names');
        serverName = readServerName(data);
        if (serverName === undefined) return malformed('a server name that is none');
        break;
      }
      case 16: {
        if (protocols !== undefined) return malformed('two lists of protocols');
        protocols = readProtocols(data);
        if (protocols === undefined) return malformed('a list of protocols that is none');
        break;
      }
    }
  }
  return { is: 'hello', hello: { serverName: serverName ?? '', protocols: protocols ?? [] } };
}

/** One host name in printable ASCII without spaces; a second one, or none, is against RFC 6066. */
function readServerName(data: Uint8Array): string | undefined {
  const outer = readerOf(data);
  const names = vector(outer, 2);
  if (!names || outer.left() > 0) return undefined;
  const inner = readerOf(names);
  const type = inner.take(1);
  const name = vector(inner, 2);
  if (type?.[0] !== 0 || !name || name.length === 0 || name.length > 255 || inner.left() > 0) return undefined;
  let text = '';
  for (const code of name) {
    if (code <= 0x20 || code >= 0x7f) return undefined;
    text += String.fromCharCode(code);
  }
  return text.toLowerCase();
}

function readProtocols(data: Uint8Array): readonly string[] | undefined {
  const outer = readerOf(data);
  const names = vector(outer, 2);
  if (!names || names.length === 0 || outer.left() > 0) return undefined;
  const inner = readerOf(names);
  const result: string[] = [];
  while (inner.left() > 0) {
    const name = vector(inner, 1);
    if (!name || name.length === 0) return undefined;
    result.push(String.fromCharCode(...name));
  }
  return result;
}

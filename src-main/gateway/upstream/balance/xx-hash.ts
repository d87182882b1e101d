/**
 * xxHash64 of a text (its characters as UTF-8) or of bytes, as Envoy hashes keys and addresses; from the algorithm's specification
 * (xxHash fast digest algorithm, XXH64). Values are unsigned 64-bit.
 */
export function xxHash64(of: string | Uint8Array, seed = 0n): bigint {
  const bytes = typeof of === 'string' ? encoder.encode(of) : of;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const { length } = bytes;
  let at = 0;
  let hash: bigint;
  if (length >= 32) {
    let a = wrap(seed + prime1 + prime2);
    let b = wrap(seed + prime2);
    let c = seed;
    let d = wrap(seed - prime1);
    for (; at + 32 <= length; at += 32) {
      a = round(a, view.getBigUint64(at, true));
      b = round(b, view.getBigUint64(at + 8, true));
      c = round(c, view.getBigUint64(at + 16, true));
      d = round(d, view.getBigUint64(at + 24, true));
    }
    hash = wrap(left(a, 1n) + left(b, 7n) + left(c, 12n) + left(d, 18n));
    for (const lane of [a, b, c, d]) hash = wrap((hash ^ round(0n, lane)) * prime1 + prime4);
  } else hash = wrap(seed + prime5);
  hash = wrap(hash + BigInt(length));
  for (; at + 8 <= length; at += 8)
    hash = wrap(left(hash ^ round(0n, view.getBigUint64(at, true)), 27n) * prime1 + prime4);
  if (at + 4 <= length) {
    hash = wrap(left(hash ^ wrap(BigInt(view.getUint32(at, true)) * prime1), 23n) * prime2 + prime3);
    at += 4;
  }
  for (; at < length; at++) hash = wrap(left(hash ^ wrap(BigInt(view.getUint8(at)) * prime5), 11n) * prime1);
  hash = wrap((hash ^ (hash >> 33n)) * prime2);
  hash = wrap((hash ^ (hash >> 29n)) * prime3);
  return hash ^ (hash >> 32n);
}

const prime1 = 0x9e3779b185ebca87n;
const prime2 = 0xc2b2ae3d27d4eb4fn;
const prime3 = 0x165667b19e3779f9n;
const prime4 = 0x85ebca77c2b2ae63n;
const prime5 = 0x27d4eb2f165667c5n;

const encoder = new TextEncoder();
const wrap = (value: bigint): bigint => BigInt.asUintN(64, value);
const left = (value: bigint, by: bigint): bigint => wrap(value << by) | (value >> (64n - by));
const round = (lane: bigint, input: bigint): bigint => wrap(left(wrap(lane + input * prime2), 31n) * prime1);

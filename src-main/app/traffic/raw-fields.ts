/** One field of a message as it stands on the wire (Protocol Buffers, "Encoding"): `value` is a number of 64 bits, or bytes. */
export type RawField = { readonly number: number; readonly value: bigint | Uint8Array; readonly bits: 0 | 32 | 64 };

/** The fields in the order in which they come; undefined where these bytes are no message. */
export const rawFields = (bytes: Uint8Array): readonly RawField[] | undefined => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const fields: RawField[] = [];
  let at = 0;
  const varint = (): bigint | undefined => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined) return undefined;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    return undefined;
  };
  while (at < bytes.length) {
    const tag = varint();
    if (tag === undefined || tag > 0xffffffffn) return undefined;
    const number = Number(tag >> 3n);
    if (number === 0) return undefined;
    const wire = Number(tag & 7n);
    if (wire === 0) {
      const value = varint();
      if (value === undefined) return undefined;
      fields.push({ number, value, bits: 0 });
    } else if (wire === 1 || wire === 5) {
      const bits = wire === 1 ? 64 : 32;
      if (at + bits / 8 > bytes.length) return undefined;
      const value = bits === 64 ? view.getBigUint64(at, true) : BigInt(view.getUint32(at, true));
      at += bits / 8;
      fields.push({ number, value, bits });
    } else if (wire === 2) {
      const length = varint();
      if (length === undefined || length > BigInt(bytes.length - at)) return undefined;
      fields.push({ number, value: bytes.subarray(at, at + Number(length)), bits: 0 });
      at += Number(length);
    } else return undefined;
  }
  return fields;
};

/** Deeper than that nothing is read as a message. */
const deepest = 20;

/**
 * A message whose type nobody knows, as JSON with the numbers of its fields for names. What is text, bytes or a message of its own is
 * guessed: text where it can be printed, a message where it can be read as one, else base64. Undefined where these bytes are no message.
 */
export const rawJson = (bytes: Uint8Array): string | undefined => {
  const value = guess(bytes, 0);
  return value === undefined ? undefined : JSON.stringify(value, undefined, 2);
};

const guess = (bytes: Uint8Array, depth: number): Readonly<Record<string, unknown>> | undefined => {
  const fields = depth > deepest ? undefined : rawFields(bytes);
  if (fields === undefined) return undefined;
  const result: Record<string, unknown> = {};
  for (const { number, value } of fields) {
    const said = typeof value === 'bigint' ? sayNumber(value) : sayBytes(value, depth);
    const before = result[number];
    if (before === undefined) result[number] = said;
    else if (Array.isArray(before)) before.push(said);
    else result[number] = [before, said];
  }
  return result;
};

const sayNumber = (value: bigint): number | string =>
  value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : `${value}`;

const sayBytes = (bytes: Uint8Array, depth: number): unknown => {
  if (bytes.length === 0) return '';
  const text = printable(bytes);
  return text ?? guess(bytes, depth + 1) ?? Buffer.from(bytes).toString('base64');
};

const printable = (bytes: Uint8Array): string | undefined => {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return /^[\P{Cc}\t\n\r]*$/u.test(text) ? text : undefined;
  } catch {
    // Not UTF-8, so no text.
    return undefined;
  }
};

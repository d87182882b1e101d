/** The head of a gRPC message: one byte of flags and the length of what follows. */
const headLength = 5;

/**
 * gRPC messages as base64, each padded for itself, so that none waits for the next one to fill its last group; a long one goes out
 * while it comes in. `end` gives what is left of a message that was cut short.
 */
export function encodeMessages(): { readonly push: (bytes: Uint8Array) => Buffer; readonly end: () => Buffer } {
  /** What does not fill a group of three bytes yet. */
  let rest: Uint8Array = new Uint8Array();
  let head: number[] = [];
  /** Of the message under way, behind its head. */
  let left = 0;
  const encode = (bytes: Uint8Array, last: boolean): string => {
    const all = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    const whole = last ? all.length : all.length - (all.length % 3);
    rest = all.slice(whole);
    return Buffer.from(all.subarray(0, whole)).toString('base64');
  };
  return {
    push: (bytes) => {
      let text = '';
      let at = 0;
      while (at < bytes.length) {
        const from = at;
        while (head.length < headLength && at < bytes.length) {
          head.push(bytes[at++] as number);
          if (head.length === headLength) left = Buffer.from(head).readUInt32BE(1);
        }
        const taken = Math.min(left, bytes.length - at);
        at += taken;
        left -= taken;
        const last = head.length === headLength && left === 0;
        text += encode(bytes.subarray(from, at), last);
        if (last) head = [];
      }
      return Buffer.from(text, 'latin1');
    },
    end: () => Buffer.from(encode(new Uint8Array(), true), 'latin1'),
  };
}

/**
 * The reverse: `push` gives the bytes of all groups of four characters that are there, and nothing for what is not base64 (RFC 4648
 * section 4). Padding may stand within the stream, because gRPC-Web clients encode message by message.
 */
export function decodeBase64(): {
  readonly push: (bytes: Uint8Array) => Buffer | undefined;
  readonly isComplete: () => boolean;
} {
  let rest = '';
  return {
    push: (bytes) => {
      const text = rest + Buffer.from(bytes).toString('latin1');
      const whole = text.length - (text.length % 4);
      rest = text.slice(whole);
      const groups = text.slice(0, whole);
      if (!/^(?:[A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)*$/.test(groups)) return undefined;
      // Each run up to its padding by itself: a decoder stops there.
      const runs = groups.match(/[^=]+=*/g) ?? [];
      return Buffer.concat(runs.map((run) => Buffer.from(run, 'base64')));
    },
    isComplete: () => rest === '',
  };
}

/** A set of bytes, as 256 flags. Everything on the wire is bytes, so this is the whole alphabet of a language here. */
export type ByteSet = Uint8Array;

type Span = readonly [first: number, last: number];

/** The bytes of some spans, both ends included; what lies beyond 255 is not there. */
export const bytesOf = (...spans: readonly Span[]): ByteSet => {
  const set = new Uint8Array(256);
  for (const [first, last] of spans) set.fill(1, first, Math.min(last, 255) + 1);
  return set;
};

export const bytesIn = (text: string): ByteSet => {
  const set = new Uint8Array(256);
  for (let i = 0; i < text.length; i++) set[text.charCodeAt(i)] = 1;
  return set;
};

export const withoutBytes = (set: ByteSet): ByteSet => set.map((flag) => 1 - flag);

export const joinBytes = (a: ByteSet, b: ByteSet): ByteSet => a.map((flag, byte) => flag | (b[byte] as number));

/** Puts the bytes of another set into a set that is being made. */
export const addBytes = (into: ByteSet, more: ByteSet): void => {
  for (let byte = 0; byte < 256; byte++) into[byte] = (into[byte] as number) | (more[byte] as number);
};

/** With ASCII letters of either case where one is in it. */
export const foldBytes = (set: ByteSet): ByteSet => {
  const folded = set.slice();
  for (let upper = 65; upper <= 90; upper++) {
    const either = (set[upper] as number) | (set[upper + 32] as number);
    folded[upper] = either;
    folded[upper + 32] = either;
  }
  return folded;
};

/** Whether every byte of `few` is in `many`. */
export const holdsBytes = (many: ByteSet, few: ByteSet): boolean =>
  few.every((flag, byte) => flag <= (many[byte] as number));

/** The byte of a set that has only one; -1 for every other set. */
export const onlyByte = (set: ByteSet): number => {
  const first = set.indexOf(1);
  return first === set.lastIndexOf(1) ? first : -1;
};

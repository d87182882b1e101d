import type { Dice } from '#core/world.ts';

const bytes: readonly string[] = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0'));

/** A random UUID, version 4 (RFC 9562 section 5.4). It names a request; it is no secret. */
export function newUuid(dice: Dice): string {
  const a = (dice() * 0x100000000) >>> 0;
  const b = (dice() * 0x100000000) >>> 0;
  const c = (dice() * 0x100000000) >>> 0;
  const d = (dice() * 0x100000000) >>> 0;
  return `${two(a >>> 16)}${two(a)}-${two(b >>> 16)}-${two((b & 0x0fff) | 0x4000)}-${two(((c >>> 16) & 0x3fff) | 0x8000)}-${two(c)}${two(d >>> 16)}${two(d)}`;
}

const two = (n: number): string => (bytes[(n >>> 8) & 0xff] as string) + (bytes[n & 0xff] as string);

/** Whether an address (text, as sockets tell it) lies in a range. */
export type IpRange = (address: string) => boolean;

/**
 * A range such as `10.0.0.0/8`, `fd00::/8` or one address; bits behind its length count for nothing. IPv4 and IPv6 never meet, but for
 * IPv4 addresses written as IPv6 (`::ffff:10.0.0.1`). What is no range holds nothing.
 */
export const loadIpRange = (text: string): IpRange => {
  const slash = text.indexOf('/');
  const bits = bitsOf(slash < 0 ? text : text.slice(0, slash));
  const length = slash < 0 ? bits?.length : Number(text.slice(slash + 1));
  if (bits === undefined || length === undefined || !(length >= 0 && length <= bits.length)) return () => false;
  const start = bits.slice(0, length);
  return (address) => {
    const own = bitsOf(address);
    return own !== undefined && own.length === bits.length && own.startsWith(start);
  };
};

/** 32 or 128 characters `0` and `1`; undefined for what is no address. */
const bitsOf = (address: string): string | undefined => {
  const plain = address.replace(/%.*$/, '').toLowerCase();
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(plain);
  if (mapped) return bitsOf4(mapped[1] ?? '');
  return plain.includes(':') ? bitsOf6(plain) : bitsOf4(plain);
};

const bitsOf4 = (text: string): string | undefined => {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)) return undefined;
  return parts.map((part) => Number(part).toString(2).padStart(8, '0')).join('');
};

const bitsOf6 = (text: string): string | undefined => {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  const end = dotted && bitsOf4(dotted[2] ?? '');
  const written = dotted && end ? `${dotted[1]}${hex(end.slice(0, 16))}:${hex(end.slice(16))}` : text;
  const halves = written.split('::');
  if (halves.length > 2) return undefined;
  const [left = [], right = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - left.length - right.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...left, ...Array.from({ length: halves.length === 2 ? missing : 0 }, () => '0'), ...right];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/.test(group))) return undefined;
  return groups.map((group) => Number.parseInt(group, 16).toString(2).padStart(16, '0')).join('');
};

const hex = (bits: string): string => Number.parseInt(bits, 2).toString(16);

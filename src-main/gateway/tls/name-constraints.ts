import { isIP } from 'node:net';
import { publicSuffixes } from '#core/hosts-file/refused-names.ts';

/**
 * The extension that limits an authority to some domains (each with everything below it) and to the loopback addresses, as DER
 * (RFC 5280 4.2.1.10). Names must be ASCII. Without any domain every name is refused.
 */
export const nameConstraints = (domains: readonly string[]): Uint8Array<ArrayBuffer> => {
  // A list without a name of this kind would allow every name; nobody can have one below `invalid` (RFC 6761).
  const names = domains.length > 0 ? domains : ['invalid'];
  const permitted = [
    ...names.map((name) => subtree(0x82, Buffer.from(name, 'ascii'))),
    ...loopback.map((range) => subtree(0x87, Uint8Array.from(range))),
  ];
  return Uint8Array.from(tagged(0x30, tagged(0xa0, Buffer.concat(permitted))));
};

/** The extension's number. */
export const nameConstraintsId = '2.5.29.30';

/** Names that nobody can own (RFC 2606, 6761, 6762, 8375, and `internal`, which ICANN has set aside): an authority for them harms nobody else. */
export const reservedDomains = ['localhost', 'test', 'example', 'invalid', 'internal', 'local', 'home.arpa'] as const;

/**
 * The domains that an authority must be allowed, so that it can vouch for these names: what is needed beyond `reservedDomains`, sorted, none
 * below another. `left` are names that no constraint can express without taking in a whole ending under which others have their names, such as
 * `shop`, `*.com` or `*.co.uk`.
 */
export const domainsFor = (
  names: readonly string[],
): { readonly domains: readonly string[]; readonly left: readonly string[] } => {
  const wanted = new Set<string>();
  const left = new Set<string>();
  for (const written of names) {
    const name = written.toLowerCase().replace(/^\*\./, '');
    if (isIP(name) !== 0 || isWithin(name, reservedDomains)) continue;
    if (!name.includes('.') || !/^[a-z0-9_.-]+$/.test(name) || publicSuffixes.has(name)) left.add(written);
    else wanted.add(name);
  }
  const all = [...wanted];
  return { domains: all.filter((name) => !isWithin(parentOf(name), all)).sort(), left: [...left].sort() };
};

/** Whether a name is one of these domains or below one. */
export const isWithin = (name: string, domains: readonly string[]): boolean =>
  domains.some((domain) => name === domain || name.endsWith(`.${domain}`));

const parentOf = (name: string): string => name.slice(name.indexOf('.') + 1);

/** Addresses and masks. */
const loopback: readonly (readonly number[])[] = [
  [127, 0, 0, 0, 255, 0, 0, 0],
  [...new Array<number>(15).fill(0), 1, ...new Array<number>(16).fill(255)],
];

const subtree = (tag: number, value: Uint8Array): Uint8Array => tagged(0x30, tagged(tag, value));

const tagged = (tag: number, value: Uint8Array): Uint8Array =>
  Buffer.concat([Buffer.from([tag]), lengthOf(value), value]);

const lengthOf = ({ length }: Uint8Array): Uint8Array => {
  if (length < 0x80) return Uint8Array.of(length);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest >>>= 8) bytes.unshift(rest & 0xff);
  return Uint8Array.of(0x80 | bytes.length, ...bytes);
};

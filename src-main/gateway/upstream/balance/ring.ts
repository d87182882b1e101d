import type { Host } from '../host.ts';
import type { Picker, Share } from './picker.ts';
import { xxHash64 } from './xx-hash.ts';

/** Envoy's own limit of what `minimumRingSize` leads to. */
const maximumSize = 8_388_608;

/**
 * Ketama's ring as Envoy builds it: each host has points at the hashes of `address_0`, `address_1` …, as many as its weight asks for,
 * the lightest a whole number of them. A request goes to the first point at or behind its hash, another attempt to the next ones.
 */
export function createRing(shares: readonly Share[], minimumSize: number): Picker {
  const total = shares.reduce((sum, { weight }) => sum + weight, 0);
  const least = shares.reduce((min, { weight }) => Math.min(min, weight), Infinity) / total;
  const scale = Math.min(Math.ceil(least * minimumSize) / least, maximumSize);
  const points: { readonly at: bigint; readonly host: Host }[] = [];
  let wanted = 0;
  for (const { host, weight } of shares) {
    wanted += (scale * weight) / total;
    for (let i = 0; points.length < wanted; i++) points.push({ at: xxHash64(`${host.key}_${i}`), host });
  }
  points.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const places = BigUint64Array.from(points, ({ at }) => at);
  const hosts = points.map(({ host }) => host);
  return {
    pick: (hash, attempt) => {
      let low = 0;
      let high = places.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((places[middle] as bigint) < hash) low = middle + 1;
        else high = middle;
      }
      return hosts[(low + attempt) % hosts.length];
    },
  };
}

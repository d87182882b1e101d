import type { Host } from '../host.ts';
import type { Picker, Share } from './picker.ts';
import { xxHash64 } from './xx-hash.ts';

/** Whatever `minimumRingSize` and weights ask for. Envoy allows 8,388,608, for which requests would have to wait half a minute here. */
const maximumSize = 262_144;
/** Up to here hosts have as many points as they have with one other host; making them takes some tenths of a second. */
const generousSize = 131_072;

/**
 * Ketama's ring: each host has points at the hashes of `address_0`, `address_1` …, as Envoy places them, and more of them the heavier
 * it is. A request goes to the first point at or behind its hash, another attempt to the next ones.
 */
export function createRing(shares: readonly Share[], minimumSize: number): Picker {
  const scale = pointsPerWeight(shares, minimumSize);
  const points: { readonly at: bigint; readonly host: Host }[] = [];
  let wanted = 0;
  for (const { host, weight } of shares) {
    wanted += scale * weight;
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

/**
 * Envoy makes a ring as small as `minimumSize` allows, so that its hosts get more points when one of them leaves, and of ten hosts
 * about six in a hundred keys move that need not. Here a host keeps its points whoever else is there: the lightest has half of
 * `minimumSize`, which is enough for two. Only where that would be too many, or weights are not whole, points are counted as Envoy does.
 */
const pointsPerWeight = (shares: readonly Share[], minimumSize: number): number => {
  const total = shares.reduce((sum, { weight }) => sum + weight, 0);
  if (shares.every(({ weight }) => Number.isInteger(weight))) {
    const unit = shares.reduce((divisor, { weight }) => greatestDivisor(divisor, weight), 0);
    const scale = Math.ceil(minimumSize / 2) / unit;
    if (scale * total <= generousSize) return scale;
  }
  const least = shares.reduce((min, { weight }) => Math.min(min, weight), Infinity);
  return Math.min(Math.ceil((least / total) * minimumSize) / least, maximumSize / total);
};

const greatestDivisor = (a: number, b: number): number => (b === 0 ? a : greatestDivisor(b, a % b));

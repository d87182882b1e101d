import type { Picker, Share } from './picker.ts';
import { xxHash64 } from './xx-hash.ts';

/**
 * Maglev's table as Envoy fills it: every host walks through the places in an order of its own and takes the next free one when it is
 * its turn, heavier hosts more often. `size` is a prime, so that every walk meets every place.
 */
export function createMaglev(shares: readonly Share[], size: number): Picker {
  const most = shares.reduce((max, { weight }) => Math.max(max, weight), 0);
  // The order in which hosts take turns must not depend on the order of the document.
  const entries = [...shares]
    .sort((a, b) => (a.host.key < b.host.key ? -1 : a.host.key > b.host.key ? 1 : 0))
    .map(({ host, weight }) => ({
      host,
      weight,
      place: Number(xxHash64(host.key) % BigInt(size)),
      skip: size > 1 ? Number(xxHash64(host.key, 1n) % BigInt(size - 1)) + 1 : 0,
      due: 0,
    }));
  const table = new Int32Array(size).fill(-1);
  let filled = 0;
  for (let turn = 1; filled < size && entries.length > 0; turn++) {
    for (const [index, entry] of entries.entries()) {
      if (filled === size) break;
      if (turn * entry.weight < entry.due) continue;
      entry.due += most;
      while (table[entry.place] !== -1) entry.place = (entry.place + entry.skip) % size;
      table[entry.place] = index;
      filled++;
    }
  }
  const places = BigInt(size);
  return {
    pick: (hash, attempt) => {
      // Another attempt looks at a place that has nothing to do with the first.
      const place = attempt === 0 ? hash : hash ^ (all - BigInt(attempt) + 1n);
      return entries[table[Number(place % places)] as number]?.host;
    },
  };
}

const all = 0xffff_ffff_ffff_ffffn;

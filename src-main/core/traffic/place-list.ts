/** Places of rows in some order, made for lists that grow and shrink at both ends. */
export type PlaceList = {
  readonly length: () => number;
  readonly at: (index: number) => number;
  readonly push: (place: number) => void;
  readonly insert: (index: number, place: number) => void;
  readonly remove: (index: number) => void;
  /** Puts these, which are in order as the list is, between the others: each is moved once, however many come. */
  readonly merge: (places: readonly number[], compare: (a: number, b: number) => number) => void;
  /** Puts all of these before the others. */
  readonly unshift: (places: readonly number[]) => void;
  /** Takes away the first ones. */
  readonly shift: (count: number) => void;
  /** Keeps those that pass. */
  readonly keep: (test: (place: number) => boolean) => void;
  /** Where a place is, from the front; -1 where it is not. */
  readonly indexOf: (place: number) => number;
};

/** A list of these places, which it owns from now on. */
export const createPlaceList = (places: Float64Array = new Float64Array(0), count = places.length): PlaceList => {
  let buffer = places;
  let from = 0;
  let to = count;

  /** Room for so many more, before or behind. */
  const makeRoom = (before: number, behind: number): void => {
    if (from >= before && buffer.length - to >= behind) return;
    const length = to - from;
    const slack = Math.max(256, length);
    const wider = new Float64Array(length + before + behind + slack);
    const start = before === 0 ? 0 : before + (slack >> 1);
    wider.set(buffer.subarray(from, to), start);
    buffer = wider;
    from = start;
    to = start + length;
  };

  return {
    length: () => to - from,
    at: (index) => buffer[from + index] as number,
    push: (place) => {
      makeRoom(0, 1);
      buffer[to++] = place;
    },
    insert: (index, place) => {
      makeRoom(0, 1);
      buffer.copyWithin(from + index + 1, from + index, to);
      buffer[from + index] = place;
      to += 1;
    },
    remove: (index) => {
      buffer.copyWithin(from + index, from + index + 1, to);
      to -= 1;
    },
    merge: (places, compare) => {
      makeRoom(0, places.length);
      let end = to;
      to += places.length;
      for (let at = places.length - 1; at >= 0; at--) {
        const place = places[at] as number;
        let [low, high] = [from, end];
        while (low < high) {
          const middle = (low + high) >> 1;
          if (compare(buffer[middle] as number, place) <= 0) low = middle + 1;
          else high = middle;
        }
        buffer.copyWithin(low + at + 1, low, end);
        buffer[low + at] = place;
        end = low;
      }
    },
    unshift: (more) => {
      makeRoom(more.length, 0);
      from -= more.length;
      buffer.set(more, from);
    },
    shift: (count) => {
      from = Math.min(to, from + count);
    },
    keep: (test) => {
      let next = from;
      for (let index = from; index < to; index++) {
        const place = buffer[index] as number;
        if (test(place)) buffer[next++] = place;
      }
      to = next;
    },
    indexOf: (place) => buffer.subarray(from, to).indexOf(place),
  };
};

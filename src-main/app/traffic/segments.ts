import { rowBytes } from './pack-layout.ts';

/**
 * Memory that packs are made in, one after the other. Memory outside of the heap that is allocated and let go again and again makes the collector
 * look through the whole heap each time, and the system find and clear pages anew.
 */
export type Segment = {
  readonly bytes: Buffer;
  /** The same bytes as numbers. */
  readonly numbers: Float64Array;
  /** Room for where each exchange begins. */
  readonly places: Uint32Array;
};

export type Segments = {
  /** Bytes of each. */
  readonly size: number;
  readonly take: () => Segment;
  /** One that nobody reads any more; of another size it is nobody's. */
  readonly give: (segment: Segment) => void;
  /** Nothing more is made here: what is given back is the system's. */
  readonly retire: () => void;
};

/** So much is asked of the system at once; it gives it as it is written to. */
const slabBytes = 16 * 1024 * 1024;

/** `most`: what is wanted in all, so that no more than that is asked for in advance. */
export const createSegments = (size: number, most: number): Segments => {
  const free: Segment[] = [];
  let retired = false;
  const each = size + placesBytes(size);
  const more = () => {
    const count = Math.max(1, Math.floor(Math.min(slabBytes, most) / each));
    const slab = Buffer.allocUnsafeSlow(count * each);
    for (let i = count - 1; i >= 0; i--) free.push(segmentIn(slab, i * each, size));
  };
  return {
    size,
    take: () => {
      if (free.length === 0) more();
      return free.pop() as Segment;
    },
    give: (segment) => {
      if (segment.bytes.length === size && !retired) free.push(segment);
    },
    retire: () => {
      retired = true;
      free.length = 0;
    },
  };
};

/** One of its own, of at least so many bytes. */
export const oneSegment = (bytes: number): Segment => {
  const size = Math.ceil(bytes / 8) * 8;
  return segmentIn(Buffer.allocUnsafeSlow(size + placesBytes(size)), 0, size);
};

export const sizeOfSegment = ({ bytes, places }: Segment): number => bytes.length + places.byteLength;

/** No exchange is shorter than its numbers. */
const placesBytes = (size: number): number => 8 * Math.ceil(size / rowBytes / 2);

const segmentIn = (slab: Buffer, from: number, size: number): Segment => ({
  bytes: slab.subarray(from, from + size),
  numbers: new Float64Array(slab.buffer, slab.byteOffset + from, size / 8),
  places: new Uint32Array(slab.buffer, slab.byteOffset + from + size, placesBytes(size) / 4),
});

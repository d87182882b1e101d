/**
 * Values that many rows share, each kept once and told by a number. Number 0 is the absent value. What no row holds any more is let go, and
 * its number given to another value; `born` tells the two apart.
 */
export type Pool<T> = {
  /** The number of a value, counted once more. */
  readonly take: (value: T | undefined) => number;
  /** One row less holds it. */
  readonly drop: (number: number) => void;
  readonly at: (number: number) => T | undefined;
  /** Counts up with each value that came to the pool; never 0 for one that is there. */
  readonly born: (number: number) => number;
  /** Every value that is there, with how many rows hold it. */
  readonly each: (see: (value: T, count: number) => void) => void;
  /** Numbers are below this. */
  readonly size: () => number;
};

/** An empty pool; `keyOf` is what makes two values the same. */
export const createPool = <T>(keyOf: (value: T) => string): Pool<T> => {
  const numbers = new Map<string, number>();
  const values: (T | undefined)[] = [undefined];
  const counts: number[] = [0];
  const births: number[] = [1];
  const free: number[] = [];
  let last = 1;
  return {
    take: (value) => {
      if (value === undefined) return 0;
      const key = keyOf(value);
      const known = numbers.get(key);
      if (known !== undefined) {
        counts[known] = (counts[known] ?? 0) + 1;
        return known;
      }
      const number = free.pop() ?? values.length;
      last += 1;
      numbers.set(key, number);
      values[number] = value;
      counts[number] = 1;
      births[number] = last;
      return number;
    },
    drop: (number) => {
      if (number === 0) return;
      const left = (counts[number] ?? 0) - 1;
      counts[number] = left;
      if (left > 0) return;
      numbers.delete(keyOf(values[number] as T));
      values[number] = undefined;
      free.push(number);
    },
    at: (number) => values[number],
    born: (number) => births[number] ?? 0,
    each: (see) => {
      for (const [, number] of numbers) see(values[number] as T, counts[number] ?? 0);
    },
    size: () => values.length,
  };
};

/**
 * Asks each value of a pool once, whatever the number of rows that hold it. The absent value is asked as `absent` says.
 */
export const askOnce = <T>(
  pool: Pool<T>,
  ask: (value: T) => boolean,
  absent: boolean,
): ((number: number) => boolean) => {
  // Twice the birth of the value that was asked, and one more where the answer was yes.
  let answers = new Uint32Array(Math.max(64, pool.size()));
  return (number) => {
    if (number === 0) return absent;
    if (number >= answers.length) {
      const wider = new Uint32Array(Math.max(pool.size(), answers.length * 2));
      wider.set(answers);
      answers = wider;
    }
    const no = pool.born(number) * 2;
    const known = answers[number];
    if (known === no) return false;
    if (known === no + 1) return true;
    const yes = ask(pool.at(number) as T);
    answers[number] = yes ? no + 1 : no;
    return yes;
  };
};

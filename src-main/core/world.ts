/** Milliseconds since the epoch. */
export type Clock = () => number;

/** A number in [0, 1), new on each call. */
export type Dice = () => number;

/** Where a host writes what an operator should read. `fields` are plain data; secrets are never among them. */
export type Log = (
  level: 'debug' | 'info' | 'warn' | 'error',
  message: string,
  fields?: Readonly<Record<string, string | number | boolean | undefined>>,
) => void;

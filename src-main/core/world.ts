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

/** What of this machine decides how documents are served. Plain JSON. */
export type Machine = {
  /** The first port that this program may open on loopback; below it the system refuses. */
  readonly firstFreePort: number;
};

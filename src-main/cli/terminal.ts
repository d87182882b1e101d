import { text as readAll } from 'node:stream/consumers';

/** Where a command reads and writes. The answer goes to `answer` and nothing else does; everything said about the work goes to `note`. */
export type Terminal = {
  /** One or more whole lines of the answer, without the last line break. */
  readonly answer: (lines: string) => void;
  readonly note: (lines: string) => void;
  /** Whether colours are wanted on the answer. */
  readonly colour: boolean;
  readonly noteColour: boolean;
  /** All of standard input. */
  readonly readInput: () => Promise<string>;
  /** Calls back when the person (Ctrl-C) or the system asks the program to end. Returns how to stop listening. */
  readonly onStop: (listener: () => void) => () => void;
};

/** Colours only for people: never into a pipe, never with NO_COLOR (no-color.org), never on a terminal that cannot show them. */
export const wantsColour = (
  stream: { readonly isTTY?: boolean },
  environment: Readonly<Record<string, string | undefined>>,
): boolean => {
  if ((environment.NO_COLOR ?? '') !== '' || environment.TERM === 'dumb') return false;
  return stream.isTTY === true;
};

/** The process's own streams and signals. A reader that went away (`| head`) ends the program quietly. */
export const processTerminal = (process: NodeJS.Process): Terminal => {
  const quietly = (error: NodeJS.ErrnoException): void => {
    if (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED') process.exit(0);
    throw error;
  };
  process.stdout.on('error', quietly);
  process.stderr.on('error', quietly);
  return {
    answer: (lines) => process.stdout.write(`${lines}\n`),
    note: (lines) => process.stderr.write(`${lines}\n`),
    colour: wantsColour(process.stdout, process.env),
    noteColour: wantsColour(process.stderr, process.env),
    readInput: () => readAll(process.stdin),
    onStop: (listener) => {
      let asked = false;
      const stop = (signal: NodeJS.Signals): void => {
        // The second Ctrl-C means now, whatever is still under way.
        if (asked) process.exit(signal === 'SIGTERM' ? 143 : 130);
        asked = true;
        listener();
      };
      const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
      for (const signal of signals) process.on(signal, stop);
      return () => {
        for (const signal of signals) process.off(signal, stop);
      };
    },
  };
};

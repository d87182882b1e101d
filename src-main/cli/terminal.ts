import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline/promises';
import { text as readAll } from 'node:stream/consumers';
import type { Clock, Machine } from '#core/world.ts';
import { describeMachine } from '../app/machine.ts';

/** Where a command reads and writes. The answer goes to `answer` and nothing else does; everything said about the work goes to `note`. */
export type Terminal = {
  /** One or more whole lines of the answer, without the last line break. */
  readonly answer: (lines: string) => void;
  readonly note: (lines: string) => void;
  /** Whether the reader of the answer is so slow that more of it would only fill this program's memory. */
  readonly isBehind: () => boolean;
  /** Whether colours are wanted on the answer. */
  readonly colour: boolean;
  /** What the machine allows, for findings about ports. Absent: they are left out. */
  readonly machine?: Machine;
  readonly noteColour: boolean;
  /** A person who can be asked. Absent: the input or the notes are no terminal. */
  readonly person?: Person;
  /** All of standard input. */
  readonly readInput: () => Promise<string>;
  /** Calls back when the person (Ctrl-C) or the system asks the program to end. Returns how to stop listening. */
  readonly onStop: (listener: () => void) => () => void;
  /** Ends the program with this code (1 where some of the answer was lost), once what it said is written. */
  readonly leave: (code: number) => void;
};

export type Person = {
  /** What is typed behind the question. */
  readonly ask: (question: string) => Promise<string>;
  /** Runs a program that may ask by itself, as `sudo` does; gives its exit code. */
  readonly run: (program: string, args: readonly string[]) => Promise<number>;
};

/** Colours only for people: never into a pipe, never with NO_COLOR (no-color.org), never on a terminal that cannot show them. */
export const wantsColour = (
  stream: { readonly isTTY?: boolean },
  environment: Readonly<Record<string, string | undefined>>,
): boolean => {
  if ((environment.NO_COLOR ?? '') !== '' || environment.TERM === 'dumb') return false;
  return stream.isTTY === true;
};

/** What may wait for a slow reader, in bytes. */
const mostWaiting = 32 * 1024 * 1024;

/** How long the last lines wait for a reader after the program was told to end. */
const lastWordsMs = 2_000;

/**
 * One Ctrl-C may arrive twice: the terminal tells the whole process group, and npm passes on what it was told.
 * What comes within this many milliseconds of the first is the same key.
 */
const sameKey = 500;

/** The process's own streams and signals. A reader that went away (`| head`) ends the program quietly. */
export const processTerminal = (process: NodeJS.Process, clock: Clock): Terminal => {
  let lost = false;
  let asked: number | undefined;
  const isGone = ({ code }: NodeJS.ErrnoException): boolean => code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED';
  const lose = (error: NodeJS.ErrnoException): void => {
    if (isGone(error)) return process.exit(0);
    if (lost) return;
    lost = true;
    process.stderr.write(
      `slipway: the output cannot be written (${error.code ?? error.message}); it ends here. Free some space or write it elsewhere\n`,
    );
  };
  process.stdout.on('error', lose);
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    // Any other fault of it leaves nowhere to say so.
    if (isGone(error)) process.exit(0);
  });
  return {
    answer: (lines) => {
      // Heard here, because the stream's own event comes only after whoever waits for its end.
      if (!lost) process.stdout.write(`${lines}\n`, (error) => error && lose(error));
    },
    note: (lines) => process.stderr.write(`${lines}\n`),
    isBehind: () => process.stdout.writableLength > mostWaiting,
    colour: wantsColour(process.stdout, process.env),
    machine: describeMachine(),
    noteColour: wantsColour(process.stderr, process.env),
    ...(process.stdin.isTTY && process.stderr.isTTY && { person: personAt(process) }),
    readInput: () => readAll(process.stdin),
    onStop: (listener) => {
      const stop = (signal: NodeJS.Signals): void => {
        if (asked === undefined) {
          asked = clock();
          listener();
          return;
        }
        // The second Ctrl-C means now, whatever is still under way.
        if (clock() - asked >= sameKey) process.exit(signal === 'SIGTERM' ? 143 : 130);
      };
      const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
      for (const signal of signals) process.on(signal, stop);
      return () => {
        for (const signal of signals) process.off(signal, stop);
      };
    },
    leave: (code) => {
      // Written out before the end: a pipe may still hold the last lines.
      process.stdout.write('', () => process.stderr.write('', () => process.exit(lost ? 1 : code)));
      // A reader that does not read must not hold up a program that was told to end.
      if (asked !== undefined) setTimeout(() => process.exit(code), lastWordsMs);
    },
  };
};

const personAt = (process: NodeJS.Process): Person => ({
  ask: async (question) => {
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return await lines.question(question);
    } finally {
      lines.close();
    }
  },
  run: (program, args) =>
    new Promise((resolve) => {
      const child = spawn(program, [...args], { stdio: 'inherit' });
      child.on('error', () => resolve(127)); // as a shell says it of a program that is not there
      child.on('close', (code) => resolve(code ?? 1));
    }),
});

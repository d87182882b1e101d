import { execFile } from 'node:child_process';

/** What became of a program. `code` is absent where it did not start, was killed, or took too long. */
export type Ran = { readonly code?: number; readonly output: string; readonly errors: string; readonly errno?: string };

/** Starts a program without a shell and waits for its end; `limitMs` is how long, without it as long as it takes. Never rejects. */
export type Run = (program: string, args: readonly string[], limitMs?: number) => Promise<Ran>;

/** Its input is empty and its environment ours. */
export const runProgram: Run = (program, args, limitMs) =>
  new Promise((resolve) => {
    const child = execFile(
      program,
      [...args],
      { encoding: 'utf8', maxBuffer: 4 * 1024 * 1024, windowsHide: true, ...(limitMs && { timeout: limitMs }) },
      (error, output, errors) => {
        if (error === null) return resolve({ code: 0, output, errors });
        const { code } = error;
        if (typeof code === 'number') return resolve({ code, output, errors });
        resolve({ output, errors, ...(typeof code === 'string' && { errno: code }) });
      },
    );
    child.stdin?.end();
  });

import { runElevated } from '../../hosts-file/elevated.ts';

/**
 * The step on the hosts file that runs with the rights of the administrator, for whoever starts this program so: before any window, and
 * before the look for another instance. Says one line of JSON and gives the exit code (0 done, 1 it did not work, 2 wrong use).
 * `clean` without more takes every block of Slipway out, as uninstalling does; `hosts-file/elevated.ts` has the other words. Never rejects.
 */
export const runElevatedStep = (
  argv: readonly string[],
  say: (line: string) => void = (line) => void process.stdout.write(`${line}\n`),
): Promise<number> => runElevated(argv, say);

import { runElevated } from '../../hosts-file/elevated.ts';

/**
 * What the desktop app does where it was started with the rights of the administrator: one step on the hosts file. `words` as `runElevated`
 * takes them; `write` gets what it says and resolves when that is on its way. Gives the exit code; nothing else of the app has been started.
 */
export const runElevatedStep = async (
  words: readonly string[],
  write: (text: string) => Promise<void>,
): Promise<number> => {
  const said: string[] = [];
  const code = await runElevated(words, (line) => said.push(`${line}\n`));
  await write(said.join(''));
  return code;
};

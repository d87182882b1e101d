import { isAbsolute, resolve } from 'node:path';

/**
 * The files and folders among the arguments Electron was started with, as absolute paths.
 * `skip` is how many come before the person's own (the program, and the app's folder when it is not packaged);
 * Chromium's switches, links and an empty argument are not paths.
 */
export const workspaceArguments = (argv: readonly string[], skip: number, folder: string): readonly string[] =>
  argv
    .slice(skip)
    .filter((word) => word !== '' && !word.startsWith('-') && !/^slipway:/i.test(word))
    .map((word) => (isAbsolute(word) ? word : resolve(folder, word)));

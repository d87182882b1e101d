import { keepCompiled } from './compile-cache.ts';

keepCompiled();
const { runCommandLine } = await import('./command-line.ts');
const { processTerminal } = await import('./terminal.ts');

/** The headless entry: `slipway run`, `check`, `routes`, `explain`. */
const main = async (): Promise<void> => {
  const terminal = processTerminal(process, Date.now);
  let code = 1;
  try {
    code = await runCommandLine(process.argv.slice(2), terminal);
  } catch (error) {
    // A bug of ours: one line for everybody, the frames for those who want to mend it.
    const why = error instanceof Error ? error.message : String(error);
    terminal.note(`slipway: a bug stopped the program: ${why}; set SLIPWAY_DEBUG=1 for the details`);
    if (process.env.SLIPWAY_DEBUG !== undefined && error instanceof Error) terminal.note(error.stack ?? '');
    code = 70;
  }
  terminal.leave(code);
};

void main();

import type { Failure } from '#core/failure.ts';
import { readableWord, shellWord } from '#core/reach/shell-word.ts';
import type { Elevate, Elevated, ElevatedStep } from './elevate.ts';
import { batchLine, shellLine } from './quote.ts';
import type { Run } from './run.ts';
import type { SudoPrompt } from './sudo-prompt.ts';

export type ElevateWorld = {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Whether this program has all rights already. */
  readonly isAdministrator: boolean;
  readonly run: Run;
  readonly exists: (path: string) => Promise<boolean>;
  /** The folder in which this program works; the dialogs of macOS and Windows put it into a script. */
  readonly folder: () => string;
  readonly sudoPrompt: SudoPrompt;
};

export type Elevation = {
  readonly elevate: Elevate;
  /** `own`: nothing needs to be asked; `prompt`: the system will ask the person; `command`: only the person can do it. */
  readonly way: () => Promise<'own' | 'prompt' | 'command'>;
};

/** What a person types to carry out a step. */
export const commandOf = (
  platform: NodeJS.Platform,
  { program, args }: Pick<ElevatedStep, 'program' | 'args'>,
): string =>
  platform === 'win32'
    ? // In a window of PowerShell that was opened as administrator.
      `& ${[program, ...args].map((word) => shellWord(word, 'powershell')).join(' ')}`
    : ['sudo', program, ...args].map(readableWord).join(' ');

/**
 * Linux asks by pkexec with the program and its arguments as they are, macOS and Windows by `@vscode/sudo-prompt`, which takes a line for a
 * script: that is made of words that we quote, and is refused where a word or the folder in front of it cannot be quoted.
 */
export const createElevate = (world: ElevateWorld): Elevation => {
  const { platform, environment, run } = world;
  const way: Elevation['way'] = async () => {
    if (world.isAdministrator) return 'own';
    if ((environment.SSH_CONNECTION ?? '') !== '' || (environment.CI ?? '') !== '') return 'command';
    if (platform === 'darwin' || platform === 'win32') return isPlain(world.folder()) ? 'prompt' : 'command';
    const desktop = (environment.DISPLAY ?? '') !== '' || (environment.WAYLAND_DISPLAY ?? '') !== '';
    return desktop && (await world.exists(pkexec)) ? 'prompt' : 'command';
  };
  const impossible = (step: ElevatedStep): Elevated => {
    const command = commandOf(platform, step);
    const where = platform === 'win32' ? 'in a PowerShell that was started as administrator' : 'in a terminal';
    return {
      is: 'impossible',
      command,
      failure: {
        code: 'elevate/impossible',
        message: `nobody can be asked for the rights to ${step.why} here; run this ${where}: ${command}`,
        detail: { command },
      },
    };
  };
  const elevate: Elevate = async (step) => {
    const rights = await way();
    if (rights === 'own') return judge(await run(step.program, step.args), step);
    if (rights === 'command') return impossible(step);
    if (platform !== 'darwin' && platform !== 'win32') {
      // Without an agent of its own: a question in a terminal that nobody looks at would wait for ever.
      const ran = await run(pkexec, ['--disable-internal-agent', step.program, ...step.args]);
      if (ran.code === 126) return { is: 'declined' };
      if (ran.code === 127 && /not authorized/i.test(ran.errors)) return { is: 'declined' };
      if (ran.errno === 'ENOENT' || (ran.code === 127 && /authentication agent/i.test(ran.errors)))
        return impossible(step);
      return judge(ran, step);
    }
    const words = [step.program, ...step.args];
    const line = platform === 'win32' ? batchLine(words) : shellLine(words);
    if (line === undefined) return impossible(step);
    const asked = await world.sudoPrompt(line);
    if (asked.is === 'declined') return asked;
    if (asked.is === 'impossible') return impossible(step);
    return judge(asked.ran, step);
  };
  return { elevate, way };
};

const pkexec = '/usr/bin/pkexec';

/** Scripts of the dialogs quote the folder by `"` alone, so a name with a sign of the shell in it would be carried out with all rights. */
const isPlain = (folder: string): boolean => !/["$`%!&|<>^\r\n]/.test(folder);

const judge = ({ code, output, errors, errno }: Awaited<ReturnType<Run>>, { why }: ElevatedStep): Elevated => {
  if (code === 0) return { is: 'done', output };
  const cause = (errors.trim() || errno || `exit code ${code ?? 'none'}`)
    .split('\n')
    .slice(0, 3)
    .join(' ')
    .slice(0, 300);
  const failure: Failure = {
    code: 'elevate/failed',
    message: `it was permitted to ${why}, and did not work: ${cause}`,
    detail: { cause, ...(code !== undefined && { code }) },
  };
  return { is: 'failed', failure, output };
};

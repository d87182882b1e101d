import { apply, rollback } from './apply.ts';
import { ca } from './ca.ts';
import { check } from './check.ts';
import { type Command, columns, helpOf, readCall, WrongUse } from './command.ts';
import { convert } from './convert.ts';
import { diff } from './diff.ts';
import { doctor } from './doctor.ts';
import { explain } from './explain.ts';
import { format } from './format.ts';
import { history } from './history.ts';
import { hosts } from './hosts.ts';
import { metrics } from './metrics.ts';
import { open } from './open.ts';
import { references, rename } from './rename.ts';
import { routes } from './routes.ts';
import { run } from './run.ts';
import { samples } from './samples.ts';
import { services } from './services.ts';
import { settings } from './settings.ts';
import { status } from './status.ts';
import type { Terminal } from './terminal.ts';
import { test } from './test.ts';
import { traffic } from './traffic.ts';
import { upstreams } from './upstreams.ts';
import { version } from './version.ts';
import { window } from './window.ts';

const commands: readonly Command[] = [
  run,
  samples,
  check,
  format,
  rename,
  references,
  routes,
  status,
  explain,
  test,
  convert,
  metrics,
  window,
  open,
  services,
  traffic,
  upstreams,
  history,
  diff,
  apply,
  rollback,
  doctor,
  settings,
  hosts,
  ca,
];

/** Does what the arguments (without the program's own name) ask for and gives the exit code. Never throws for wrong use. */
export const runCommandLine = async (args: readonly string[], terminal: Terminal): Promise<number> => {
  const [first, ...rest] = args;
  if (first === undefined) {
    terminal.note(overview());
    return 2;
  }
  if (first === '--version' || first === '-V' || first === 'version') {
    terminal.answer(version());
    return 0;
  }
  const asksForHelp = first === '--help' || first === '-h' || first === 'help';
  if (asksForHelp && rest.length === 0) {
    terminal.answer(overview());
    return 0;
  }
  const name = asksForHelp ? rest[0] : first;
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined) {
    const known = commands.map((candidate) => candidate.name).join(', ');
    const what = name?.startsWith('-') === true ? `unknown option "${name}"` : `unknown command "${name}"`;
    return refuse(terminal, `${what}; the commands are ${known}`, '--help');
  }
  if (asksForHelp || beforeDoubleDash(rest).some((word) => word === '--help' || word === '-h')) {
    terminal.answer(helpOf(command));
    return 0;
  }
  try {
    return await command.run(readCall(command, rest), terminal);
  } catch (error) {
    if (!(error instanceof WrongUse)) throw error;
    return refuse(terminal, error.message, `${command.name} --help`);
  }
};

const beforeDoubleDash = (words: readonly string[]): readonly string[] =>
  words.includes('--') ? words.slice(0, words.indexOf('--')) : words;

const refuse = (terminal: Terminal, reason: string, help: string): number => {
  terminal.note(`slipway: ${reason}; see "slipway ${help}"`);
  return 2;
};

const overview = (): string =>
  [
    "slipway COMMAND: Istio and Gateway API resources on this machine, with Envoy's behaviour",
    '',
    ...columns(commands.map(({ name, summary }) => [name, summary])),
    '',
    ...columns([
      ['help COMMAND', 'the options of one command'],
      ['--version', 'the version'],
    ]),
    '',
    'Without a file or folder, the current folder is read; "-" reads YAML from standard input.',
  ].join('\n');

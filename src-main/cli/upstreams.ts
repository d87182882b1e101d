import { resolve, sep } from 'node:path';
import type { UpstreamState } from '#core/traffic/upstream-state.ts';
import { findRunning, forgetRunning, type RunningFile } from '../app/running-files.ts';
import { askRunning, NotAnswered } from '../loopback/ask.ts';
import { dataFolder } from './ca.ts';
import { type Call, type Command, WrongUse } from './command.ts';
import type { Terminal } from './terminal.ts';
import { upstreamLines } from './upstream-lines.ts';

/** Endpoints, their health, and what goes on at them, of the Slipway that runs. */
export const upstreams: Command = {
  name: 'upstreams',
  summary: 'endpoints, health and load of a Slipway that runs',
  operands: '[FILE|DIR]',
  options: {
    json: { type: 'boolean', help: 'everything that is known, as one JSON array' },
    pid: { type: 'string', value: 'N', help: 'of several that run, the one with this process number' },
  },
  remarks: [
    'Where several run, the file or folder that one of them serves says which is meant.',
    'ACTIVE, CONN and PENDING are of now; a limit stands behind the stroke.',
    'REQUESTS counts attempts since the endpoint is known, refused ones too; SUCCESS leaves out those that a limit refused or that are under way.',
  ],
  run: async (call, terminal) => {
    const folder = dataFolder();
    const found = choose(call, await findRunning(folder), terminal);
    if (found === undefined) return 1;
    try {
      const states = await askRunning(found.address, 'gateway.upstreams', null);
      terminal.answer(call.flag('json') ? JSON.stringify(states, null, 2) : sayStates(states));
      return 0;
    } catch (error) {
      if (!(error instanceof NotAnswered)) throw error;
      if (error.gone) await forgetRunning(folder, found);
      terminal.note(`slipway: process ${found.pid} does not answer; start it anew with "slipway run"`);
      return 1;
    }
  },
};

/** Says what is wrong where there is not exactly one. */
const choose = (call: Call, all: readonly RunningFile[], terminal: Terminal): RunningFile | undefined => {
  const { operands } = call;
  if (operands.length > 1) throw new WrongUse('one file or folder is enough to say which Slipway is meant');
  const pid = call.value('pid');
  if (pid !== undefined && !/^\d{1,9}$/.test(pid)) throw new WrongUse(`"--pid ${pid}" is no process number`);
  const [path] = operands;
  const fits = all.filter(
    (one) => (pid === undefined || one.pid === Number(pid)) && (path === undefined || serves(one, resolve(path))),
  );
  const [only] = fits;
  if (only !== undefined && fits.length === 1) return only;
  if (all.length === 0) terminal.note('slipway: no Slipway is running; start one with "slipway run"');
  else if (only === undefined) {
    const what = path === undefined ? `with process number ${pid}` : `that serves "${path}"`;
    terminal.note(`slipway: there is no Slipway ${what}; running are\n${listOf(all)}`);
  } else {
    terminal.note(`slipway: several are running; name the folder or the "--pid" of one of them\n${listOf(fits)}`);
  }
  return undefined;
};

const serves = ({ paths }: RunningFile, path: string): boolean =>
  paths.some((own) => own === path || path.startsWith(own.endsWith(sep) ? own : own + sep));

const listOf = (all: readonly RunningFile[]): string =>
  all
    .map(({ pid, paths }) => `  ${pid}  ${paths.map((one) => (one === '-' ? 'standard input' : one)).join(', ')}`)
    .join('\n');

const sayStates = (states: readonly UpstreamState[]): string =>
  states.length === 0 ? 'no route or service names an upstream' : upstreamLines(states, Date.now()).join('\n');

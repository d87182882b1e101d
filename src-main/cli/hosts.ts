import type { Failure } from '#core/failure.ts';
import type { HostsPlan } from '#core/hosts-file/plan.ts';
import { runElevatedStep } from '../app/reach/elevated.ts';
import { hostsOffline, isForThePerson, type OfflineStep } from '../app/reach/hosts-offline.ts';
import { findRunning } from '../app/running-files.ts';
import { dataFolder } from './ca.ts';
import { type Call, type Command, WrongUse } from './command.ts';
import { planLines, refusedLines, stateLines } from './hosts-lines.ts';
import { type Ask, pidOption, withRunning } from './running-slipway.ts';
import type { Terminal } from './terminal.ts';

/** A person reads a dialog and types a password on the way. */
const askedMs = 10 * 60_000;

/** Names of the table in the hosts file of this machine. */
export const hosts: Command = {
  name: 'hosts',
  summary: 'names of the running table in the hosts file of this machine: look, preview, write, take out',
  operands: '[status | plan [NAME…] | apply [NAME…] | clean | convert]',
  options: {
    yes: { type: 'boolean', short: 'y', help: 'apply, clean and convert without asking' },
    all: { type: 'boolean', help: 'clean: every block of Slipway, also of another one that runs' },
    json: { type: 'boolean', help: 'the state or the plan as JSON' },
    ...pidOption,
  },
  remarks: [
    'plan and apply ask the Slipway that runs, because names lead to its ports. Without names all hosts of its table are meant, with names these and no others.',
    'apply shows what changes, asks, and has the system ask once for the rights; where nobody can be asked it says the command to run.',
    'clean takes our lines out again, convert makes UTF-8 of a file in UTF-16; both also where nothing runs. Lines of others stay as they are.',
    'Exit codes: 0 done, or nothing to do; 1 it cannot be done or was declined; 2 wrong use.',
  ],
  run: async (call, terminal) => {
    const [verb = 'status', ...names] = call.operands;
    // What the question of the system starts; people have "apply".
    if (verb === 'elevated') return runElevatedStep(names, async (text) => terminal.answer(text.trimEnd()));
    if (!['status', 'plan', 'apply', 'clean', 'convert'].includes(verb))
      throw new WrongUse(`"${verb}" is none of status, plan, apply, clean and convert`);
    if (names.length > 0 && verb !== 'plan' && verb !== 'apply')
      throw new WrongUse(`"hosts ${verb}" is followed by nothing`);
    const odd = names.find((name) => !/^[^\s/:@#?]{1,253}$/.test(name));
    if (odd !== undefined)
      throw new WrongUse(`"${odd}" is no host name; write it as "shop.test", without a scheme, port and path`);
    if (call.flag('all') && verb !== 'clean') throw new WrongUse('"--all" belongs to "hosts clean"');
    if (verb === 'plan') return withRunning(call, undefined, terminal, (ask) => plan(names, ask, call, terminal));
    if (verb === 'apply') return withRunning(call, undefined, terminal, (ask) => apply(names, ask, call, terminal));
    const runs = call.value('pid') !== undefined || (await findRunning(dataFolder())).length > 0;
    if (verb === 'status') return status(runs, call, terminal);
    if (verb === 'clean' && runs && !call.flag('all'))
      return withRunning(call, undefined, terminal, async (ask) => {
        const { hosts: before } = await ask('reach.state', null);
        if (before.entries.length === 0 && before.cutOff !== true) return told('nothing to do', before, call, terminal);
        const what = before.cutOff === true ? 'finish a write that was cut off, and ' : '';
        const question = `${what}take ${before.entries.length} lines out of "${before.file}"?`;
        if (!(await isMeant(question, call, terminal))) return 1;
        const done = await ask('hosts.clean', null, askedMs);
        return done.ok
          ? told(`"${before.file}" is without our names`, done.value, call, terminal)
          : fail(done.failure, terminal);
      });
    return offline(verb === 'clean' ? { does: 'clean', all: call.flag('all') } : { does: 'convert' }, call, terminal);
  },
};

const status = async (runs: boolean, call: Call, terminal: Terminal): Promise<number> => {
  const say = (state: Parameters<typeof stateLines>[0]): number => {
    terminal.answer(call.flag('json') ? JSON.stringify(state, null, 2) : stateLines(state).join('\n'));
    return state.failure === undefined ? 0 : 1;
  };
  if (!runs) return say(await (await hostsOffline(dataFolder())).state());
  return withRunning(call, undefined, terminal, async (ask) => say((await ask('reach.state', null)).hosts));
};

const wanted = (names: readonly string[]) => (names.length === 0 ? {} : { names });

const plan = async (names: readonly string[], ask: Ask, call: Call, terminal: Terminal): Promise<number> => {
  const planned = await ask('hosts.plan', wanted(names));
  if (!planned.ok) return fail(planned.failure, terminal);
  const isNone = names.length > 0 && planned.value.entries.length === 0;
  if (call.flag('json')) terminal.answer(JSON.stringify(planned.value, null, 2));
  else if (isNone) return noneOf(planned.value, terminal);
  else terminal.answer(planLines(planned.value, terminal.colour).join('\n'));
  return planned.value.failure === undefined && !isNone ? 0 : 1;
};

const apply = async (names: readonly string[], ask: Ask, call: Call, terminal: Terminal): Promise<number> => {
  const planned = await ask('hosts.plan', wanted(names));
  if (!planned.ok) return fail(planned.failure, terminal);
  const { failure, changes, repairs, sha256, file, entries } = planned.value;
  if (failure !== undefined) return fail(failure, terminal);
  if (names.length > 0 && entries.length === 0) return noneOf(planned.value, terminal);
  for (const line of planLines(planned.value, terminal.noteColour)) terminal.note(line);
  if (changes.length === 0 && repairs.length === 0)
    return told('nothing to do', (await ask('reach.state', null)).hosts, call, terminal);
  if (!(await isMeant(`write this into "${file}"?`, call, terminal))) return 1;
  const done = await ask('hosts.apply', { ...wanted(names), sha256 }, askedMs);
  const now = entries.length === 0 ? 'is without our names' : 'leads these names here';
  if (done.ok) return told(`"${file}" ${now}`, done.value, call, terminal);
  return bySudo(done.failure, terminal);
};

/** Names were asked for, and none of them can be written: that is no wish to take out those that are there. */
const noneOf = ({ failure, refused }: HostsPlan, terminal: Terminal): number => {
  if (failure !== undefined) return fail(failure, terminal);
  for (const line of refusedLines(refused)) terminal.note(line);
  terminal.note('slipway: none of these names can be written; "slipway hosts plan" shows those that can');
  return 1;
};

const offline = async (step: OfflineStep, call: Call, terminal: Terminal): Promise<number> => {
  const here = await hostsOffline(dataFolder());
  const planned = await here.plan(step);
  if (planned.failure !== undefined) return fail(planned.failure, terminal);
  if (planned.changes.length === 0 && planned.repairs.length === 0)
    return told('nothing to do', await here.state(), call, terminal);
  for (const line of planLines(planned, terminal.noteColour)) terminal.note(line);
  if (!(await isMeant(`write this into "${planned.file}"?`, call, terminal))) return 1;
  const done = await here.carryOut(step);
  if (!done.ok) return bySudo(done.failure, terminal);
  return told(`"${planned.file}" is written`, await here.state(), call, terminal);
};

/** Throws `WrongUse` where nobody can be asked and nobody has said yes. */
const isMeant = async (question: string, call: Call, { person, note }: Terminal): Promise<boolean> => {
  if (call.flag('yes')) return true;
  if (person === undefined) throw new WrongUse('nobody can be asked here; add "--yes"');
  const answer = await person.ask(`slipway: ${question} [y/N] `);
  if (/^(y|yes)$/i.test(answer.trim())) return true;
  note('slipway: nothing was written');
  return false;
};

/** At a terminal `sudo` can ask, where the system has no dialog. */
const bySudo = async (failure: Failure, terminal: Terminal): Promise<number> => {
  const { program, args } = wordsOf(failure);
  if (!isForThePerson(failure) || terminal.person === undefined || program === undefined)
    return fail(failure, terminal);
  terminal.note(`slipway: ${failure.message}`);
  const answer = await terminal.person.ask('slipway: run it now? [y/N] ');
  if (!/^(y|yes)$/i.test(answer.trim())) return 1;
  return (await terminal.person.run(program, args)) === 0 ? 0 : 1;
};

const wordsOf = ({ detail }: Failure): { readonly program?: string; readonly args: readonly string[] } => {
  const words: unknown = JSON.parse(String(detail?.words ?? '[]'));
  const [program, ...args] = Array.isArray(words) ? words.map(String) : [];
  return { ...(program !== undefined && { program }), args };
};

const told = (line: string, state: object, call: Call, terminal: Terminal): number => {
  terminal.answer(call.flag('json') ? JSON.stringify(state, null, 2) : line);
  return 0;
};

const fail = ({ message }: Failure, terminal: Terminal): number => {
  terminal.note(`slipway: ${message}`);
  return 1;
};

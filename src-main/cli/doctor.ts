import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { checkIds } from '#core/doctor/checks.ts';
import { printReport } from '#core/doctor/print-report.ts';
import type { DoctorReport } from '#core/doctor/report.ts';
import { examine } from '../app/reach/examine.ts';
import { findRunning } from '../app/running-files.ts';
import { dataFolder } from './ca.ts';
import { type Call, type Command, WrongUse } from './command.ts';
import { readSources } from './read-sources.ts';
import { pidOption, serves, withRunning } from './running-slipway.ts';
import type { Terminal } from './terminal.ts';

/** Longer than every look together may take. */
const answerMs = 30_000;

/** Words behind each other in lines of at most so many letters. */
const inLines = (words: readonly string[], width: number): readonly string[] => {
  const lines: string[] = [];
  for (const word of words) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length === 0 || longer.length > width) lines.push(`  ${word}`);
    else lines[lines.length - 1] = longer;
  }
  return lines;
};

/** What of this machine is in the way of browsers, and the one thing to do about each. */
export const doctor: Command = {
  name: 'doctor',
  summary: 'look for what keeps names, ports, certificates and services of this machine from working',
  operands: '[CHECK…] [FILE|DIR]',
  options: {
    json: { type: 'boolean', help: 'the report as one JSON object' },
    ...pidOption,
  },
  remarks: [
    'Checks, of which all are made where none is named; a folder with such a name is written "./ports":',
    ...inLines(checkIds, 100),
    'Asks the Slipway that runs; where none does, it reads the files and says what can be said.',
    'Exit code: 0, or 1 where something fails.',
  ],
  run: async (call, terminal) => {
    const { checks, paths } = splitChecks(call.operands);
    const tell = (report: DoctorReport): number => {
      const json = call.flag('json');
      terminal.answer(json ? JSON.stringify(report, null, 2) : printReport(report, { colour: terminal.colour }));
      return report.checks.some(({ result }) => result === 'failure') ? 1 : 0;
    };
    const named = checks.length === 0 ? {} : { checks };
    if (await someoneRuns(call, paths))
      return withRunning(call, paths, terminal, async (ask) => tell(await ask('doctor.run', named, answerMs)));
    return tell(await withoutRunning(paths, named, terminal));
  },
};

const splitChecks = (operands: readonly string[]) => ({
  checks: operands.filter((word) => checkIds.includes(word)),
  paths: operands.filter((word) => !checkIds.includes(word)),
});

/** Files that nobody serves are looked at by themselves, whatever else runs. */
const someoneRuns = async (call: Call, paths: readonly string[]): Promise<boolean> => {
  const running = await findRunning(dataFolder());
  if (call.value('pid') !== undefined) return true;
  const [path] = paths;
  return path === undefined ? running.length > 0 : running.some((one) => serves(one, resolve(path)));
};

const withoutRunning = async (
  paths: readonly string[],
  named: { readonly checks?: readonly string[] },
  terminal: Terminal,
): Promise<DoctorReport> => {
  const wrong = paths.find((path) => /^[a-z-]+$/.test(path));
  try {
    const { sources, failures } = await readSources(paths, terminal);
    return await examine({
      sources,
      failures,
      dataFolder: dataFolder(),
      system: { platform: process.platform, environment: process.env, home: homedir() },
      ...(terminal.machine && { machine: terminal.machine }),
      clock: Date.now,
      log: (level, message) => {
        if (level === 'error') terminal.note(`slipway: ${message}`);
      },
      ...named,
    });
  } catch (error) {
    if (!(error instanceof WrongUse) || wrong === undefined) throw error;
    throw new WrongUse(`"${wrong}" is neither a check nor a path; the checks are ${checkIds.join(', ')}`);
  }
};

import { resolve, sep } from 'node:path';
import { build } from '#core/build.ts';
import { fixesOf } from '#core/complete/fix/fixes-of.ts';
import type { Diagnostic } from '#core/text/diagnostic.ts';
import { harmless } from '#core/text/print-diagnostic.ts';
import type { Source } from '#core/text/source.ts';
import type { Machine } from '#core/world.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { applyFixes } from './apply-fixes.ts';
import { checkJson } from './check-json.ts';
import { checkJunit } from './check-junit.ts';
import { type CheckReport, type FailOn, failOnWords, hasFailed } from './check-report.ts';
import { checkSarif } from './check-sarif.ts';
import { checkText } from './check-text.ts';
import { type Call, type Command, WrongUse } from './command.ts';
import { plural } from './count-diagnostics.ts';
import { type Opened, openForChange, writeChanges } from './open-for-change.ts';
import { printChanges } from './print-changes.ts';
import { type Ask, pidOption, withRunning } from './running-slipway.ts';
import type { Terminal } from './terminal.ts';
import { version } from './version.ts';

const formats = ['text', 'json', 'sarif', 'junit'] as const;
type Format = (typeof formats)[number];

/** Every diagnostic with its place and remedy, for people and for programs; mends what can be mended without asking. */
export const check: Command = {
  name: 'check',
  summary: 'say what is wrong with the YAML, with file, line and column, and mend it',
  operands: '[FILE|DIR…]',
  options: {
    format: { type: 'string', value: formats.join('|'), help: 'how findings are written; text unless said otherwise' },
    json: { type: 'boolean', help: 'the same as --format json' },
    'fail-on': {
      type: 'string',
      value: failOnWords.join('|'),
      help: 'the least severity that fails; error unless said otherwise',
    },
    with: {
      type: 'string',
      multiple: true,
      value: 'FILE|DIR',
      help: 'read this too, for what the others refer to, and say nothing about it',
    },
    live: { type: 'boolean', help: 'ask the Slipway that runs, which knows of ports, certificates and circles, too' },
    ...pidOption,
    fix: { type: 'boolean', help: 'apply the fixes that are certain, and say what is left' },
    'dry-run': { type: 'boolean', help: 'with --fix: show the changes as a diff and write nothing' },
  },
  remarks: [
    'With --live a file or folder says which Slipway is meant, and nothing is read from disk.',
    'Findings are suppressed by a comment: "# slipway: ignore CODE because REASON".',
    'Exit code: 0 when nothing fails, 1 when something does or a file cannot be read, 2 for wrong use.',
  ],
  run: async (call, terminal) => {
    const format = call.flag('json') ? 'json' : oneOf<Format>(call, 'format', formats, 'text');
    const failOn = oneOf<FailOn>(call, 'fail-on', failOnWords, 'error');
    const isFix = call.flag('fix');
    if (call.flag('dry-run') && !isFix) throw new WrongUse('"--dry-run" belongs to "--fix"');
    if (call.flag('live')) {
      if (isFix || call.values('with').length > 0)
        throw new WrongUse(
          '"--live" tells what the Slipway that runs has found, so it goes without "--fix" and "--with"',
        );
      return withRunning(call, call.operands, terminal, async (ask) => {
        const report = await liveReport(ask, failOn);
        terminal.answer(written(report, format, terminal));
        return hasFailed(report) ? 1 : 0;
      });
    }
    if (call.value('pid') !== undefined) throw new WrongUse('"--pid" belongs to "--live"');
    if (call.operands.includes('-') && isFix && !call.flag('dry-run')) {
      throw new WrongUse('standard input cannot be changed; use "--fix --dry-run", or name a file');
    }
    const opened = await openForChange(call.operands, terminal, call.values('with'));
    try {
      const before = opened.sources;
      const asked = askedBy(call, opened);
      let sources: readonly Source[] = before;
      if (isFix) {
        const applied = applyFixes(before, ({ place }) => asked.has(place.file));
        if (call.flag('dry-run')) {
          const changes = printChanges(before, applied.sources);
          if (changes !== '') terminal.answer(changes);
          terminal.note(`slipway: ${plural(applied.done.length, 'fix', 'fixes')} would be applied`);
          return 0;
        }
        await writeChanges(applied.sources, opened);
        for (const { diagnostic, title } of applied.done) {
          terminal.note(harmless(`${diagnostic.place.file}:${diagnostic.place.line}: ${title} (${diagnostic.code})`));
        }
        sources = applied.sources;
      }
      const report = reportOf(sources, asked, { workspace: opened.workspace, machine: terminal.machine }, failOn);
      terminal.answer(written(report, format, terminal));
      return hasFailed(report) ? 1 : 0;
    } finally {
      await opened.close();
    }
  },
};

/** What the program that runs has found in the text that answers, as it names its files. */
const liveReport = async (ask: Ask, failOn: FailOn): Promise<CheckReport> => {
  const running = await ask('gateway.state', null);
  const text = await ask('config.generation', { generation: running.gateway.generation });
  return {
    sources: text.ok ? text.value : [],
    findings: running.diagnostics.map((diagnostic) => ({ diagnostic, fixes: [] })),
    suppressed: [],
    failures: [],
    failOn,
  };
};

const oneOf = <T extends string>(call: Call, option: string, words: readonly T[], otherwise: T): T => {
  const value = call.value(option) ?? otherwise;
  const found = words.find((word) => word === value);
  if (found === undefined) throw new WrongUse(`"--${option} ${value}" is not known; use ${words.join(', ')}`);
  return found;
};

/** Whether a file is one that findings are wanted of: all of them, unless some are only read for the others. */
const askedBy = (call: Call, { workspace, nameOf }: Opened): ReadonlySet<string> => {
  const wanted = call.operands.map((path) => resolve(path));
  const isBelow = (path: string, folder: string): boolean => path === folder || path.startsWith(folder + sep);
  const isAsked = (path: string | undefined): boolean =>
    call.values('with').length === 0 || path === undefined || wanted.some((one) => isBelow(path, one));
  return new Set(workspace.sources().flatMap(({ file }) => (isAsked(workspace.pathOf(file)) ? [nameOf(file)] : [])));
};

const reportOf = (
  sources: readonly Source[],
  asked: ReadonlySet<string>,
  { workspace, machine }: { readonly workspace: Workspace; readonly machine: Machine | undefined },
  failOn: FailOn,
): CheckReport => {
  const built = build(sources, undefined, machine);
  const isAsked = ({ place }: Diagnostic): boolean => asked.has(place.file);
  return {
    sources: sources.filter(({ file }) => asked.has(file)),
    findings: built.diagnostics.filter(isAsked).map((diagnostic) => ({
      diagnostic,
      fixes: fixesOf(built, diagnostic).filter(({ title }) => !title.startsWith('Ignore ')),
    })),
    suppressed: built.suppressed.filter(({ diagnostic }) => isAsked(diagnostic)),
    failures: workspace.state().failures,
    failOn,
  };
};

const written = (report: CheckReport, format: Format, { colour }: Terminal): string => {
  if (format === 'json') return checkJson(report);
  if (format === 'sarif') return checkSarif(report, version());
  return format === 'junit' ? checkJunit(report) : checkText(report, colour);
};

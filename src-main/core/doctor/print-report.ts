import type { CheckResult, DoctorReport } from './report.ts';

/** A report in lines: one for each check, below it the fix where there is one, and a last one that counts. */
export const printReport = (
  { checks }: Pick<DoctorReport, 'checks'>,
  { colour }: { readonly colour: boolean },
): string => {
  const width = Math.max(0, ...checks.map(({ title }) => title.length));
  const paint = (code: number, text: string): string => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
  const lines = checks.flatMap((one) => {
    const { word, code } = looks[one.result];
    const cause = one.cause === undefined ? '' : ` [${one.cause}]`;
    const head = `${paint(code, word.padEnd(7))}  ${one.title.padEnd(width)}  ${one.says}${cause}`;
    return [head, ...fixLines(one).map((line) => `${' '.repeat(9 + width + 2)}${line}`)];
  });
  return [...lines, '', countLine(checks)].join('\n');
};

const looks: Readonly<Record<CheckResult['result'], { readonly word: string; readonly code: number }>> = {
  ok: { word: 'ok', code: 32 },
  warning: { word: 'warning', code: 33 },
  failure: { word: 'FAILURE', code: 31 },
  skipped: { word: 'skipped', code: 2 },
};

const fixLines = ({ fix }: CheckResult): readonly string[] => {
  if (fix === undefined) return [];
  return [`→ ${fix.says}`, ...(fix.command === undefined ? [] : [`  $ ${fix.command}`])];
};

const countLine = (checks: readonly CheckResult[]): string => {
  const count = (result: CheckResult['result']): number => checks.filter((one) => one.result === result).length;
  const [failures, warnings, skipped] = [count('failure'), count('warning'), count('skipped')];
  const parts = [`${count('ok')} ok`];
  if (warnings > 0) parts.push(`${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`);
  if (failures > 0) parts.push(`${failures} ${failures === 1 ? 'failure' : 'failures'}`);
  if (skipped > 0) parts.push(`${skipped} skipped`);
  return parts.join(', ');
};

/** The same report with the person's folder as `~`, because people show it to others; commands work as before in a shell of POSIX. */
export const shortenHome = (report: DoctorReport, home: string): DoctorReport => {
  const trimmed = home.replace(/[/\\]+$/, '');
  if (trimmed.length < 2) return report;
  const pattern = new RegExp(`${escaped(trimmed)}(?![\\w-])`, 'g');
  const short = (text: string): string => text.replace(pattern, '~');
  // Within quotes a shell leaves `~` as it is.
  const inQuotes = new RegExp(`'${escaped(trimmed)}(?=/)`, 'g');
  const shortCommand = (text: string): string => short(text.replace(inQuotes, `"$$HOME"'`));
  return {
    ...report,
    checks: report.checks.map((one) => ({
      ...one,
      says: short(one.says),
      ...(one.about !== undefined && { about: one.about.map(short) }),
      ...(one.fix !== undefined && {
        fix: {
          ...one.fix,
          says: short(one.fix.says),
          ...(one.fix.command !== undefined && { command: shortCommand(one.fix.command) }),
        },
      }),
    })),
  };
};

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

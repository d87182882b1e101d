import type { Diagnostic } from '#core/text/diagnostic.ts';
import { type CheckReport, isFailure } from './check-report.ts';
import { xml } from './xml.ts';

/**
 * For build servers: a test suite for each file, in which every finding from the threshold on is a failed test. A file without one is a
 * test that passed; findings below the threshold are in its output.
 */
export const checkJunit = ({ sources, findings, failures, failOn }: CheckReport): string => {
  const byFile = Map.groupBy(findings, ({ diagnostic }) => diagnostic.place.file);
  const suites = sources.map(({ file }) => {
    const own = (byFile.get(file) ?? []).map(({ diagnostic }) => diagnostic);
    return suite(
      file,
      own.filter((one) => isFailure(one.severity, failOn)),
      own.filter((one) => !isFailure(one.severity, failOn)),
    );
  });
  const unread = failures.map(({ code, message }) =>
    lines(`<testsuite name="${xml(code)}" tests="1" failures="0" errors="1" skipped="0" time="0">`, [
      `  <testcase classname="slipway" name="${xml(code)}" time="0">`,
      `    <error message="${xml(message)}" type="${xml(code)}"/>`,
      '  </testcase>',
    ]),
  );
  const failed = findings.filter(({ diagnostic }) => isFailure(diagnostic.severity, failOn)).length;
  const passed = sources.filter(
    ({ file }) => !(byFile.get(file) ?? []).some(({ diagnostic }) => isFailure(diagnostic.severity, failOn)),
  ).length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="slipway check" tests="${failed + passed + failures.length}" failures="${failed}" errors="${failures.length}" time="0">`,
    ...suites,
    ...unread,
    '</testsuites>',
  ].join('\n');
};

const suite = (file: string, failed: readonly Diagnostic[], others: readonly Diagnostic[]): string => {
  const output =
    others.length === 0 ? [] : ['    <system-out>', ...others.map((one) => `${xml(say(one))}`), '    </system-out>'];
  const tests = failed.length === 0 ? 1 : failed.length;
  const cases =
    failed.length === 0
      ? output.length === 0
        ? [`  <testcase classname="${xml(file)}" name="${xml(file)}" time="0"/>`]
        : [`  <testcase classname="${xml(file)}" name="${xml(file)}" time="0">`, ...output, '  </testcase>']
      : failed.flatMap((one, index) => [
          `  <testcase classname="${xml(file)}" name="${xml(`${one.code} ${one.place.line}:${one.place.column}`)}" time="0">`,
          `    <failure message="${xml(one.message)}" type="${xml(one.code)}">${xml(say(one))}</failure>`,
          ...(index === 0 ? output : []),
          '  </testcase>',
        ]);
  return lines(
    `<testsuite name="${xml(file)}" tests="${tests}" failures="${failed.length}" errors="0" skipped="0" time="0">`,
    cases,
  );
};

const lines = (head: string, inside: readonly string[]): string => [head, ...inside, '</testsuite>'].join('\n');

const say = ({ severity, code, istio, message, place }: Diagnostic): string =>
  `${place.file}:${place.line}:${place.column}: ${severity} ${code}${istio ? ` (${istio})` : ''}: ${message}`;

import type { Coverage } from '#core/route/coverage.ts';
import type { RouteTestResult } from '#core/route/route-tests.ts';
import { sayOrigin } from '#core/route/test-faults.ts';
import { printTrace } from '#core/route/test-trace.ts';
import type { RunTest } from './test-words.ts';
import { xml } from './xml.ts';

/**
 * For build servers: a test suite for each file, a test for each request. Coverage is in the properties of a suite without tests, because
 * the format has none for a whole report.
 */
export const testJunit = (results: readonly RunTest[], coverage?: Coverage): string => {
  const byFile = Map.groupBy(results, ({ test }) => test.place.file);
  const failed = countFailed(results);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="slipway test" tests="${results.length}" failures="${failed}" errors="0" time="0">`,
    ...[...byFile].map(([file, own]) =>
      [
        `<testsuite name="${xml(file)}" tests="${own.length}" failures="${countFailed(own)}" errors="0" skipped="0" time="0">`,
        ...own.map(testcase),
        '</testsuite>',
      ].join('\n'),
    ),
    ...(coverage ? [coverageSuite(coverage)] : []),
    '</testsuites>',
  ].join('\n');
};

const coverageSuite = ({ rules, hit, percent }: Coverage): string =>
  [
    '<testsuite name="coverage" tests="0" failures="0" errors="0" skipped="0" time="0">',
    '  <properties>',
    property('coverage.percent', String(percent)),
    property('coverage.rules', String(rules.length)),
    property('coverage.hit', String(hit)),
    ...rules
      .filter(({ tests }) => tests === 0)
      .map(({ origin }) =>
        property('coverage.never-hit', `${sayOrigin(origin)} (${origin.place.file}:${origin.place.line})`),
      ),
    '  </properties>',
    '</testsuite>',
  ].join('\n');

const property = (name: string, value: string): string => `    <property name="${name}" value="${xml(value)}"/>`;

const countFailed = (results: readonly RouteTestResult[]): number =>
  results.filter(({ faults }) => faults.length > 0).length;

const testcase = ({ test: { name, request, place }, faults, trace }: RunTest): string => {
  const title = `${name}: ${request.method} ${request.url}`;
  const head = `  <testcase classname="${xml(place.file)}" name="${xml(title)}" time="0"`;
  if (faults.length === 0) return `${head}/>`;
  const lines = [`${place.file}:${place.line}`, ...faults, ...printTrace(trace)];
  return [
    `${head}>`,
    `    <failure message="${xml(faults[0] ?? '')}" type="route-test">${xml(lines.join('\n'))}</failure>`,
    '  </testcase>',
  ].join('\n');
};

import type { RouteTestResult } from '#core/route/route-tests.ts';
import { xml } from './xml.ts';

/** For build servers: a test suite for each file, a test for each request. */
export const testJunit = (results: readonly RouteTestResult[]): string => {
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
    '</testsuites>',
  ].join('\n');
};

const countFailed = (results: readonly RouteTestResult[]): number =>
  results.filter(({ faults }) => faults.length > 0).length;

const testcase = ({ test: { name, request, place }, faults }: RouteTestResult): string => {
  const title = `${name}: ${request.method} ${request.url}`;
  const head = `  <testcase classname="${xml(place.file)}" name="${xml(title)}" time="0"`;
  if (faults.length === 0) return `${head}/>`;
  const where = `${place.file}:${place.line}`;
  return [
    `${head}>`,
    `    <failure message="${xml(faults[0] ?? '')}" type="route-test">${xml([where, ...faults].join('\n'))}</failure>`,
    '  </testcase>',
  ].join('\n');
};

import type { Coverage } from '#core/route/coverage.ts';
import type { RouteTestResult } from '#core/route/route-tests.ts';
import { sayOrigin } from '#core/route/test-faults.ts';
import { printTrace, type TestTrace } from '#core/route/test-trace.ts';
import type { Terminal } from './terminal.ts';

/** A result with the way of its request, where it failed. */
export type RunTest = RouteTestResult & { readonly trace: TestTrace };

/** One request with its outcome, for machines. */
export const testLine = ({ test: { name, request, place }, faults, got, trace, hit, simulated }: RunTest) => ({
  name,
  method: request.method,
  url: request.url,
  passed: faults.length === 0,
  faults,
  got,
  file: place.file,
  line: place.line,
  ...(hit !== undefined && { rule: hit }),
  ...(simulated && { simulated }),
  ...(trace.length > 0 && { trace: printTrace(trace) }),
});

/** What failed, why, and how many passed. */
export const testWords = (results: readonly RunTest[], { colour }: Pick<Terminal, 'colour'>): string => {
  const red = (text: string) => (colour ? `\u001b[31m${text}\u001b[39m` : text);
  const dim = (text: string) => (colour ? `\u001b[2m${text}\u001b[22m` : text);
  const failed = results.filter(({ faults }) => faults.length > 0);
  const lines = failed.flatMap(({ test: { name, request, place }, faults, trace }) => [
    `${red('failed')}  ${plain(`${name}: ${request.method} ${request.url} (${place.file}:${place.line})`)}`,
    ...faults.map((fault) => `        ${plain(fault)}`),
    ...printTrace(trace).map((line) => dim(`        ${plain(line)}`)),
  ]);
  return [...lines, `${results.length - failed.length} passed, ${failed.length} failed`].join('\n');
};

/** One line without control characters: what is written in a file gives no orders to the terminal. */
const plain = (text: string): string => text.replace(/\p{Cc}+/gu, ' ');

/** `3 of 5 rules are hit by a test (60%)`, then those that are not, each with its line. */
export const coverageWords = ({ rules, hit, percent }: Coverage): string =>
  [
    `${hit} of ${rules.length} rules are hit by a test (${percent}%)`,
    ...rules
      .filter(({ tests }) => tests === 0)
      .map(({ origin, does }) => {
        const { file, line } = origin.place;
        return `never hit  ${sayOrigin(origin)}${does === 'redirect' ? ' (redirect to https)' : ''} (${file}:${line})`;
      }),
  ].join('\n');

/** The same for machines. */
export const coverageLine = ({ rules, hit, percent }: Coverage) => ({
  coverage: {
    percent,
    hit,
    rules: rules.map(({ origin, does, tests }) => ({
      rule: sayOrigin(origin),
      does,
      tests,
      file: origin.place.file,
      line: origin.place.line,
    })),
  },
});

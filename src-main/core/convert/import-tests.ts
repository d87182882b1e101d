import { mapText, type Plain } from '../edit/render.ts';
import type { ExpectedAnswer, RouteTestCase } from '../resource/local/route-test.ts';
import type { Table } from '../route/table.ts';
import type { Place } from '../text/diagnostic.ts';
import { parseDocuments } from '../text/document.ts';
import { locator } from '../text/position.ts';
import type { Source } from '../text/source.ts';
import type { PlacedNote } from './tests-of.ts';
import { doorsOf } from './validator-doors.ts';
import { isValidatorFile, validatorTests } from './validator-tests.ts';

/**
 * `text` is a RouteTest document that asks the same. `count` counts its tests, `notes` are what it does not say, or not quite, and
 * `leftOut` is where each test stands that is not in it at all.
 */
export type ImportedTests = {
  readonly name: string;
  readonly text: string;
  readonly count: number;
  readonly notes: readonly PlacedNote[];
  readonly leftOut: readonly Place[];
};

/**
 * A file of istio-config-validator as a RouteTest. Gateways and ports, which the tool does not know, come from `table`. Undefined where
 * there is no test of that shape in it.
 */
export const importTests = (source: Source, table: Table): ImportedTests | undefined => {
  const locate = locator(source);
  const doorOf = doorsOf(table);
  const documents = parseDocuments(source).value.filter(({ parsed }) => isValidatorFile(parsed.tree));
  if (documents.length === 0) return undefined;
  const tests: RouteTestCase[] = [];
  const notes: PlacedNote[] = [];
  const leftOut: Place[] = [];
  for (const { start, parsed } of documents) {
    if (parsed.tree === undefined) continue;
    const found = validatorTests(parsed.tree, doorOf);
    tests.push(...found.cases.map(({ test }) => test));
    leftOut.push(...found.leftOut.map(([from, to]) => locate([from + start, to + start])));
    notes.push(
      ...found.notes.map(({ range: [from, to], ...note }) => ({ ...note, place: locate([from + start, to + start]) })),
    );
  }
  const name = nameOf(source.file);
  return { name, text: testDocument({ name }, tests.map(writtenCase)), count: tests.length, notes, leftOut };
};

/** `shop-tests` for `tests/Shop_tests.yml`: a name that a resource may have. */
const nameOf = (file: string): string =>
  (file.split(/[\\/]/).at(-1) ?? '')
    .replace(/\.[^.]*$/, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 63) || 'imported';

/** A RouteTest document with these tests, as they are written. */
export const testDocument = (
  metadata: { readonly name: string; readonly namespace?: string },
  tests: readonly { readonly [key: string]: Plain }[],
): string => {
  const document = {
    apiVersion: 'slipway.dev/v1',
    kind: 'RouteTest',
    metadata: { name: metadata.name, ...(metadata.namespace && { namespace: metadata.namespace }) },
    spec: { tests },
  };
  return `${mapText(document, 0, { step: 2, dash: 0, lineEnd: '\n' })}\n`;
};

/** A test as it is written: durations with their unit. */
export const writtenCase = ({ expect, ...test }: RouteTestCase): { readonly [key: string]: Plain } => ({
  ...(test as { readonly [key: string]: Plain }),
  expect: writtenExpectation(expect),
});

/** An expectation as it is written. */
export const writtenExpectation = ({
  timeout,
  fault,
  ...expect
}: ExpectedAnswer): { readonly [key: string]: Plain } => ({
  ...(expect as { readonly [key: string]: Plain }),
  ...(timeout !== undefined && { timeout: sayMs(timeout) }),
  ...(fault !== undefined && {
    fault: { ...fault, ...(fault.delay !== undefined && { delay: sayMs(fault.delay) }) } as {
      readonly [key: string]: Plain;
    },
  }),
});

const sayMs = (ms: number): string => (ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`);

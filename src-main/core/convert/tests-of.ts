import type { ReadFile } from '../resource/read-file.ts';
import type { Resource } from '../resource/resource.ts';
import { type RouteTest, routeTestsIn } from '../route/route-tests.ts';
import type { Table } from '../route/table.ts';
import { requestsOf } from '../route/test-requests.ts';
import type { Place, Range } from '../text/diagnostic.ts';
import type { ParsedDocument } from '../text/document.ts';
import { locator } from '../text/position.ts';
import { doorsOf } from './validator-doors.ts';
import { type ImportNote, isValidatorFile, validatorTests } from './validator-tests.ts';

/** What of a build the tests are read from. */
export type TestedWorkspace = {
  readonly resources: readonly Resource[];
  readonly files: readonly Pick<ReadFile, 'source' | 'documents'>[];
  readonly table: Table;
};

export type PlacedNote = Omit<ImportNote, 'range'> & { readonly place: Place };

/**
 * `validatorFiles` are those in the shape of istio-config-validator; `notes` what of them is not tested, or not quite and `unread` where
 * one stands that is no YAML, of which nothing is tested.
 */
export type TestsOf = {
  readonly tests: readonly RouteTest[];
  readonly validatorFiles: readonly string[];
  readonly notes: readonly PlacedNote[];
  readonly unread: readonly Place[];
};

/** Every request of every RouteTest, and of every document in the shape of istio-config-validator, which runs as it is. */
export const testsOf = ({ resources, files, table }: TestedWorkspace): TestsOf => {
  const tests: RouteTest[] = [...routeTestsIn(resources)];
  const foreign = files.flatMap(({ source, documents }) =>
    documents.filter(({ parsed }) => looksForeign(parsed)).map((document) => ({ source, ...document })),
  );
  const notes: PlacedNote[] = [];
  const unread: Place[] = [];
  const doorOf = foreign.length > 0 ? doorsOf(table) : () => ({});
  for (const { source, start, index, parsed } of foreign) {
    const locate = locator(source);
    const put = ([from, to]: Range) => locate([from + start, to + start]);
    if (parsed.tree === undefined || isBroken(parsed)) {
      const place = put([0, 0]);
      unread.push(place);
      notes.push({
        is: 'lost',
        field: 'testCases',
        message: 'the YAML has an error, so none of its tests is asked',
        place,
      });
      continue;
    }
    const found = validatorTests(parsed.tree, doorOf);
    notes.push(...found.notes.map(({ range, ...note }) => ({ ...note, place: put(range) })));
    for (const { index: number, test, hostRanges } of found.cases) {
      for (const { asked, path } of requestsOf(test.request)) {
        const [first = [0, 0]] = hostRanges;
        const range = path[0] === 'hosts' ? (hostRanges[Number(path[1])] ?? first) : first;
        tests.push({
          name: test.name ?? `testCases[${number}]`,
          namespace: 'default',
          request: asked,
          expect: test.expect,
          place: put(range),
          of: { is: 'validator', document: index, case: number },
        });
      }
    }
  }
  return { tests, validatorFiles: [...new Set(foreign.map(({ source }) => source.file))], notes, unread };
};

/** Also while the text is no YAML, as long as it says what it is. */
const looksForeign = (parsed: ParsedDocument): boolean =>
  isBroken(parsed)
    ? /^testcases[ \t]*:/im.test(parsed.text) && !/^kind[ \t]*:/m.test(parsed.text)
    : isValidatorFile(parsed.tree);

const isBroken = ({ problems }: ParsedDocument): boolean => problems.some(({ severity }) => severity === 'error');

/** A note as everybody prints it. */
export const sayNote = ({ is, field, message, place }: PlacedNote): string =>
  `${place.file}:${place.line}: ${is} ${field}: ${message}`;

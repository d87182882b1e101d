import { appendDocument } from '../edit/append-document.ts';
import type { EditedDocument } from '../edit/find-node.ts';
import { dataKey } from '../edit/model.ts';
import type { Plain } from '../edit/render.ts';
import { applyEdits } from '../edit/text-edit.ts';
import { insertItem, removeAt, setValue } from '../edit/yaml-edits.ts';
import type { Failure, Result } from '../failure.ts';
import type { RouteTestCase } from '../resource/local/route-test.ts';
import { expectAgain } from '../route/expect-again.ts';
import { expectNow } from '../route/expect-now.ts';
import { explainRequest } from '../route/explain.ts';
import { load } from '../route/load.ts';
import type { WrittenRequest } from '../route/request-facts.ts';
import { explainTest, type RouteTest } from '../route/route-tests.ts';
import { simulate } from '../route/simulate.ts';
import type { Table } from '../route/table.ts';
import { treeAt } from '../text/cursor.ts';
import { parseDocuments, parseText } from '../text/document.ts';
import type { Source } from '../text/source.ts';
import type { Path, Tree } from '../text/tree.ts';
import { testDocument, writtenCase, writtenExpectation } from './import-tests.ts';

/** A file as it becomes, and where in it what was written begins. */
export type WrittenTests = { readonly file: string; readonly text: string; readonly offset: number };

/**
 * The file in which a test expects what happens now, all of its requests given; everything else of the file stays to the byte. What it asks
 * for stays what it asks for where that can be answered. Refused where its requests are answered in different ways.
 */
export const acceptNow = (table: Table, source: Source, tests: readonly RouteTest[]): Result<WrittenTests> => {
  const [first] = tests;
  if (first?.of.is !== 'resource')
    return refused('tests/not-ours', 'this file is in the shape of istio-config-validator; import it first');
  const { name, case: index } = first.of;
  const found = routeTestsOf(source).find((one) => one.name === name && one.namespace === first.namespace);
  if (!found) return refused('tests/gone', `the RouteTest "${name}" is no longer in "${source.file}"`);
  const loaded = load(table);
  const now = tests.map((test) => {
    const drawn = test.simulate && simulate(loaded, test.request, test.simulate);
    return writtenExpectation(expectAgain(explainTest(loaded, test), test, drawn));
  });
  const different = new Set(now.map(dataKey)).size;
  const [expect] = now;
  if (expect === undefined || different > 1)
    return refused(
      'tests/different-answers',
      `the ${tests.length} requests of this test get ${different} different answers, which one expectation cannot say; give those that are answered alike a test of their own`,
    );
  const path: Path = ['spec', 'tests', index];
  const shares = JSON.stringify(expect).includes('"share"');
  const text = changed(found, [
    (document) => setValue(document, [...path, 'expect'], expect),
    ...(first.simulate && !shares ? [(document: EditedDocument) => removeAt(document, [...path, 'simulate'])] : []),
    ...(first.branch && !('destinations' in expect)
      ? [(document: EditedDocument) => removeAt(document, [...path, 'branch'])]
      : []),
  ]);
  if (text === undefined) return refused('tests/not-safe', notSafe);
  return { ok: true, value: written(source, found, text, [...path, 'expect']) };
};

/**
 * The file with one more test, which expects what becomes of the request now: behind the tests of the first RouteTest in `file` if that has
 * one, else of the first anywhere, else in a new file.
 */
export const addTest = (
  table: Table,
  sources: readonly Source[],
  request: WrittenRequest,
  file?: string,
): Result<WrittenTests> => {
  const all = homesIn(sources);
  const home = all.find(({ source }) => source.file === file) ?? all[0];
  const explanation = explainRequest(load(table), request, [], { brief: true });
  const { decision } = explanation;
  const route = decision.outcome === 'reject' ? undefined : decision.route;
  const namespace = home?.found.namespace ?? route?.origin.namespace ?? 'default';
  const { method, url, headers, from } = request;
  const test: RouteTestCase = {
    name: `${method} ${url}`,
    request: {
      urls: [url],
      ...(method !== 'GET' && { methods: [method] }),
      ...(headers.length > 0 && { headers: Object.fromEntries(headers) }),
      ...(from && { from }),
    },
    expect: expectNow(explanation, namespace),
  };
  return appendTest(sources, namespace, writtenCase(test), home?.source.file);
};

/**
 * The file with one more test as it is written, whose short names count in `namespace`: behind the tests of a RouteTest of that namespace, in
 * `file` if one is there; else in a RouteTest of its own, in the file with the first one or in a new file.
 */
export const appendTest = (
  sources: readonly Source[],
  namespace: string,
  test: { readonly [key: string]: Plain },
  file?: string,
): Result<WrittenTests> => {
  const all = homesIn(sources);
  const own = all.filter(({ found }) => found.namespace === namespace);
  const home = own.find(({ source }) => source.file === file) ?? own[0];
  const path: Path = ['spec', 'tests'];
  if (home) {
    const tests = treeAt(home.found.tree, path);
    const count = tests?.is === 'list' ? tests.items.length : 0;
    const text = changed(home.found, [
      (document) => (tests?.is === 'list' ? insertItem(document, path, count, test) : setValue(document, path, [test])),
    ]);
    if (text === undefined) return refused('tests/not-safe', notSafe);
    return { ok: true, value: written(home.source, home.found, text, [...path, count]) };
  }
  const metadata = { name: 'route-tests', ...(namespace !== 'default' && { namespace }) };
  const document = testDocument(metadata, [test]);
  const known = all[0]?.source ?? sources.find((one) => one.file === newFile);
  const text = appendDocument(known?.text ?? '', document);
  const tree = parseText(document).tree;
  const offset = text.length - document.length + ((tree && treeAt(tree, [...path, 0])?.range[0]) ?? 0);
  return { ok: true, value: { file: known?.file ?? newFile, text, offset } };
};

const homesIn = (sources: readonly Source[]) =>
  sources.flatMap((source) => routeTestsOf(source).map((found) => ({ source, found })));

/** Where tests are kept in a workspace that has none yet. */
const newFile = 'route-tests.yaml';

const notSafe =
  'this RouteTest cannot be changed here without touching more than the test, because it is written with an anchor, an alias or a tag; change it in the text';

type Found = {
  readonly name: string;
  readonly namespace: string;
  readonly start: number;
  readonly text: string;
  readonly tree: Tree;
};

const routeTestsOf = (source: Source): readonly Found[] =>
  source.text.includes('RouteTest')
    ? parseDocuments(source).value.flatMap(({ start, parsed: { tree, text, problems } }): Found[] => {
        if (!tree || problems.some(({ severity }) => severity === 'error') || at(tree, 'kind') !== 'RouteTest')
          return [];
        const name = at(tree, 'metadata', 'name') ?? '';
        return [{ name, namespace: at(tree, 'metadata', 'namespace') ?? 'default', start, text, tree }];
      })
    : [];

const at = (tree: Tree, ...path: readonly string[]): string | undefined => {
  const found = treeAt(tree, path);
  return found?.is === 'scalar' && found.value !== null ? String(found.value) : undefined;
};

type Step = (document: EditedDocument) => ReturnType<typeof setValue>;

/** The document after one step behind the other; undefined where one of them cannot be done safely. */
const changed = ({ text, tree }: Found, steps: readonly Step[]): string | undefined => {
  let now: EditedDocument = { text, tree };
  for (const step of steps) {
    const edits = step(now);
    if (edits === undefined) return undefined;
    const next = applyEdits(now.text, edits);
    const parsed = parseText(next).tree;
    if (parsed === undefined) return undefined;
    now = { text: next, tree: parsed };
  }
  return now.text;
};

const written = (source: Source, { start, text }: Found, next: string, path: Path): WrittenTests => {
  const tree = parseText(next).tree;
  const offset = start + ((tree && treeAt(tree, path)?.range[0]) ?? 0);
  const whole = source.text.slice(0, start) + next + source.text.slice(start + text.length);
  return { file: source.file, text: whole, offset };
};

const refused = (code: string, message: string): { readonly ok: false; readonly failure: Failure } => ({
  ok: false,
  failure: { code, message },
});

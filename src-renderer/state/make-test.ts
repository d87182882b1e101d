import { writeDocument } from '#core/convert/write-document.ts';
import { appendDocument } from '#core/edit/append-document.ts';
import type { Plain } from '#core/edit/render.ts';
import type { Failure, Result } from '#core/failure.ts';
import { rangeAt, treeAt } from '#core/text/cursor.ts';
import { locator } from '#core/text/position.ts';
import type { ExchangeDetails } from '#core/traffic/exchange-details.ts';
import { changeDocument } from '#core/visual/change.ts';
import { chunksOf, resourcesIn, type VisualDocument } from '#core/visual/document.ts';
import { sayIn } from '../words/words.ts';
import { type FilesStore, type OpenFile, textOf } from './files.ts';
import type { Stores } from './stores.ts';
import { testOf } from './test-of-exchange.ts';

/** Where tests go that have no file yet. */
const newFile = 'route-tests.yaml';

/**
 * Writes a test of what was seen into the file with the workspace's tests, as one step of undo, and shows it in the editor. `left`: header
 * lines that would count and were not written, because they hold credentials.
 */
export const makeTest = (
  { files, running, navigation }: Pick<Stores, 'files' | 'running' | 'navigation'>,
  details: ExchangeDetails,
): Result<{ readonly file: string; readonly left: readonly string[] }> => {
  const { table, tableGeneration } = running.getState();
  const made = testOf(details, tableGeneration === details.exchange.generation ? table : undefined);
  const written = write(files, made.namespace, made.test);
  if (!written.ok) return written;
  navigation.jumpTo(written.value);
  return { ok: true, value: { file: written.value.file, left: made.left } };
};

type Place = ReturnType<ReturnType<typeof locator>>;
type Home = { readonly open: OpenFile; readonly document: VisualDocument };

const write = (files: FilesStore, namespace: string, test: { readonly [key: string]: Plain }): Result<Place> => {
  const t = sayIn(files.words, 'store');
  const homes = testsIn(files.getState().files);
  const home = homes.find(({ document }) => document.namespace === namespace);
  if (home) return addTo(files, home, test);
  const document = writeDocument({
    apiVersion: 'slipway.dev/v1',
    kind: 'RouteTest',
    namespace,
    name: 'recorded',
    spec: { tests: [test] },
  }).text;
  const open = homes[0]?.open ?? files.getState().files.find(({ file }) => file === newFile);
  if (open === undefined) {
    files.create(newFile, document);
    return { ok: true, value: lastTestIn(newFile, document) };
  }
  if (open.disk?.writable === false) return failed(t('readOnlyCopy', { file: open.file }));
  const text = appendDocument(textOf(open), document);
  files.edit(open.file, text, { label: () => t('step.testFromTraffic') });
  return { ok: true, value: lastTestIn(open.file, text) };
};

/** Files that cannot be written are no place for tests. */
const testsIn = (all: readonly OpenFile[]): readonly Home[] =>
  all.flatMap((open) =>
    open.disk?.writable === false || !textOf(open).includes('RouteTest')
      ? []
      : chunksOf(textOf(open))
          .filter(({ text }) => text.includes('RouteTest'))
          .flatMap(resourcesIn)
          .filter(({ kind, problem }) => kind === 'RouteTest' && problem === undefined)
          .map((document) => ({ open, document })),
  );

const addTo = (files: FilesStore, { open, document }: Home, test: { readonly [key: string]: Plain }): Result<Place> => {
  const list = [...document.root, 'spec', 'tests'];
  const tests = document.tree && treeAt(document.tree, list);
  const index = tests?.is === 'list' ? tests.items.length : 0;
  const change =
    tests?.is === 'list'
      ? ({ do: 'insert', path: list, index, value: test } as const)
      : ({ do: 'set', path: list, value: [test] } as const);
  const changed = changeDocument(textOf(open), document.index, [change]);
  if (!changed.ok) return changed;
  files.edit(open.file, changed.value, { label: () => sayIn(files.words, 'store')('step.testFromTraffic') });
  return { ok: true, value: placeIn(open.file, changed.value, document.index, [...list, index]) };
};

/** Of the last document of the text. */
const lastTestIn = (file: string, text: string): Place =>
  placeIn(file, text, chunksOf(text).length - 1, ['spec', 'tests', 0]);

/** Where something of a document stands in its file. */
export const placeIn = (file: string, text: string, index: number, path: readonly (string | number)[]): Place => {
  const chunk = chunksOf(text)[index];
  const tree = chunk && resourcesIn(chunk)[0]?.tree;
  const [start, end] = tree ? rangeAt(tree, path) : [0, 0];
  const offset = chunk?.start ?? 0;
  return locator({ file, text })([offset + start, offset + end]);
};

const failed = (message: string): { readonly ok: false; readonly failure: Failure } => ({
  ok: false,
  failure: { code: 'traffic/no-test', message },
});

import { appendTest } from '#core/convert/write-tests.ts';
import type { Result } from '#core/failure.ts';
import type { Table } from '#core/route/table.ts';
import { locator } from '#core/text/position.ts';
import type { ExchangeDetails } from '#core/traffic/exchange-details.ts';
import { sayIn } from '../words/words.ts';
import { textOf } from './files.ts';
import type { Stores } from './stores.ts';
import { testOf } from './test-of-exchange.ts';

/** `left`: header lines that would count and were not written, because they hold credentials. `less`: nobody knows its rules any more. */
type Made = { readonly file: string; readonly left: readonly string[]; readonly less: boolean };

type Needed = Pick<Stores, 'files' | 'running' | 'navigation' | 'review' | 'language'>;

/**
 * Writes a test of what was seen into the file with the workspace's tests, as one step of undo, and shows it in the editor. Files that
 * cannot be written are no place for tests. What the rule asked for and did is that of the generation which handled the request; where that
 * is no longer kept, the test expects less.
 */
export const makeTest = async (stores: Needed, details: ExchangeDetails): Promise<Result<Made>> => {
  const { files, navigation } = stores;
  const table = await tableThen(stores, details.exchange.generation);
  const made = testOf(details, table);
  const sources = files
    .getState()
    .files.filter(({ disk }) => disk?.writable !== false)
    .map((open) => ({ file: open.file, text: textOf(open) }));
  const written = appendTest(sources, made.namespace, made.test);
  if (!written.ok) return written;
  const { file, text, offset } = written.value;
  if (sources.some((one) => one.file === file))
    files.edit(file, text, { label: () => sayIn(files.words, 'store')('step.testFromTraffic') });
  else if (!files.create(file, text))
    return {
      ok: false,
      failure: { code: 'traffic/no-test', message: sayIn(files.words, 'store')('readOnlyCopy', { file }) },
    };
  navigation.jumpTo(locator({ file, text })([offset, offset]));
  return { ok: true, value: { file, left: made.left, less: table === undefined } };
};

const tableThen = async ({ running, review, language }: Needed, generation: number): Promise<Table | undefined> => {
  const { table, tableGeneration } = running.getState();
  if (tableGeneration === generation) return table;
  const texts = await review.textsOf(generation);
  return texts.ok ? language.tableOf(texts.value) : undefined;
};

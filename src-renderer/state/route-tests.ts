import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ImportedTests } from '#core/convert/import-tests.ts';
import type { PlacedNote } from '#core/convert/tests-of.ts';
import type { WrittenTests } from '#core/convert/write-tests.ts';
import type { Failure, Result } from '#core/failure.ts';
import type { WrittenRequest } from '#core/route/request-facts.ts';
import type { RouteTest, RouteTestResult } from '#core/route/route-tests.ts';
import { locator } from '#core/text/position.ts';
import { sayIn } from '../words/words.ts';
import { askSettled } from './ask-settled.ts';
import type { DraftStore } from './draft.ts';
import { type FilesStore, textOf } from './files.ts';
import type { Language } from './language.ts';
import type { NavigationStore } from './navigation.ts';

/** The route tests of the drafts as they were asked last. `busy`: they are being asked again. */
export type RouteTestsState = {
  /** Absent: they have not been asked yet. */
  readonly results: readonly RouteTestResult[] | undefined;
  readonly failing: number;
  readonly busy: boolean;
  /** Files in the shape of istio-config-validator, and what of them is not tested. */
  readonly validatorFiles: readonly string[];
  readonly notes: readonly PlacedNote[];
  readonly bug?: string;
  readonly view: 'tests' | 'coverage';
  readonly onlyFailing: boolean;
  /** Whether coverage counts what the gateway took, and whether it lists every rule. */
  readonly withTraffic: boolean;
  readonly allRules: boolean;
  /** Whether the table of routes marks each rule with what hit it. */
  readonly marks: boolean;
  /** How many requests of tests hit a rule, by its key. */
  readonly hits: Readonly<Record<string, number>>;
};

type Choices = Pick<RouteTestsState, 'view' | 'onlyFailing' | 'withTraffic' | 'allRules' | 'marks'>;

export type RouteTestsStore = StoreApi<RouteTestsState> & {
  readonly change: (change: Partial<Choices>) => void;
  /** Asks all of them again whenever the drafts have been analysed; returns how to stop. */
  readonly follow: () => () => void;
  /** Writes what happens now as the expectation of a test, all of its requests given; one step of undo. */
  readonly accept: (tests: readonly RouteTest[], label: string) => Promise<Result<WrittenTests>>;
  /** Adds a test that expects what becomes of the request now, and goes to it. */
  readonly add: (request: WrittenRequest, label: string) => Promise<Result<WrittenTests>>;
  /** Makes a new file of a file of istio-config-validator, not saved, and shows it. Undefined where there is no test in it. */
  readonly import: (file: string, text: string) => Promise<(ImportedTests & { readonly file: string }) | undefined>;
};

type World = {
  readonly files: FilesStore;
  readonly draft: DraftStore;
  readonly language: Language;
  readonly navigation: NavigationStore;
};

/** So many are asked at once: the worker answers completion between two pieces. */
const piece = 250;

export const createRouteTestsStore = ({ files, draft, language, navigation }: World): RouteTestsStore => {
  const t = sayIn(files.words, 'store');
  const store = createStore<RouteTestsState>(() => ({
    results: undefined,
    failing: 0,
    busy: false,
    validatorFiles: [],
    notes: [],
    view: 'tests',
    onlyFailing: false,
    withTraffic: false,
    allRules: false,
    marks: false,
    hits: {},
  }));

  const run = async (isWanted: () => boolean): Promise<void> => {
    const results: RouteTestResult[] = [];
    let validatorFiles: readonly string[] = [];
    let notes: readonly PlacedNote[] = [];
    for (let total = 1; results.length < total; ) {
      const answer = await language.runTests(results.length, piece);
      if (answer === undefined || !isWanted()) return;
      if (results.length === 0) ({ validatorFiles, notes } = answer);
      total = answer.total;
      results.push(...answer.results);
      if (answer.results.length === 0) break;
    }
    const failing = results.filter(({ faults }) => faults.length > 0).length;
    const hits: Record<string, number> = {};
    for (const { hit } of results) if (hit !== undefined) hits[hit] = (hits[hit] ?? 0) + 1;
    const { bug: _, ...before } = store.getState();
    store.setState({ ...before, results, hits, failing, validatorFiles, notes, busy: false }, true);
  };

  const follow = () => {
    let asked: ReadonlyMap<string, string> | undefined;
    const look = () => {
      const { texts, behind, table } = draft.getState();
      if (behind || table === undefined || texts === asked) return;
      asked = texts;
      store.setState({ busy: true });
      run(() => asked === texts).catch((error: unknown) => {
        if (asked !== texts) return;
        store.setState({ busy: false, bug: error instanceof Error ? error.message : String(error) });
      });
    };
    look();
    return draft.subscribe(look);
  };

  /** Asks for a file as it becomes, and writes it into its draft as one step of undo. */
  const write = async (
    ask: () => Promise<Result<WrittenTests> | undefined>,
    label: string,
  ): Promise<Result<WrittenTests>> => {
    const settled = await askSettled({ files, draft }, ask);
    const answer = settled?.answer;
    if (answer === undefined) return refused('tests/behind', t('changedMeanwhile'));
    if (!answer.ok) return answer;
    const { file, text } = answer.value;
    const open = files.getState().files.find((one) => one.file === file);
    if (open?.disk?.writable === false) return refused('tests/read-only', t('readOnlyCopy', { file }));
    if (open === undefined) files.create(file, text);
    else if (textOf(open) === settled?.texts.get(file)) files.edit(file, text, { label });
    else return refused('tests/behind', t('changedMeanwhile'));
    return answer;
  };
  const placeOf = ({ file, text, offset }: WrittenTests) => locator({ file, text })([offset, offset]);

  return {
    ...store,
    change: (change) => store.setState(change),
    follow,
    accept: async (tests, label) => {
      const file = tests[0]?.place.file ?? '';
      const written = await write(() => language.acceptTest(file, tests), label);
      if (written.ok) navigation.reveal(placeOf(written.value));
      return written;
    },
    add: async (request, label) => {
      const file = navigation.getState().file;
      const written = await write(() => language.newTest(request, file), label);
      if (written.ok) navigation.reveal(placeOf(written.value));
      return written;
    },
    import: async (file, text) => {
      const settled = await askSettled({ files, draft }, () => language.importTests({ file, text }));
      const imported = settled?.answer;
      if (imported === undefined) return undefined;
      let name = `${imported.name}.yaml`;
      for (let number = 2; !files.create(name, imported.text); number += 1) name = `${imported.name}-${number}.yaml`;
      navigation.openFile(name);
      return { ...imported, file: name };
    },
  };
};

const refused = (code: string, message: string): { readonly ok: false; readonly failure: Failure } => ({
  ok: false,
  failure: { code, message },
});

/** All requests of the test that a result is one of. */
export const requestsOfTest = (results: readonly RouteTestResult[], test: RouteTest): readonly RouteTest[] =>
  results.map((one) => one.test).filter((one) => one.place.file === test.place.file && sameCase(one, test));

const sameCase = (a: RouteTest, b: RouteTest): boolean =>
  a.namespace === b.namespace && JSON.stringify(a.of) === JSON.stringify(b.of);

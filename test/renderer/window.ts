import { createFake, type Fake } from '../../src-renderer/client/fake.ts';
import { sampleFiles } from '../../src-renderer/client/fake-samples.ts';
import { createAnalyser } from '../../src-renderer/state/analyser.ts';
import { createEngine } from '../../src-renderer/state/engine.ts';
import { createFakeEngine } from '../../src-renderer/state/fake-engine.ts';
import { createStores, type Stores, startStores } from '../../src-renderer/state/stores.ts';

/** The window's stores over the fake main, started and read. `settle` waits until nothing is under way any more. */
export type TestWindow = {
  readonly fake: Fake;
  readonly stores: Stores;
  readonly settle: () => Promise<void>;
  readonly stop: () => void;
};

export const openWindow = async (
  files: readonly { readonly file: string; readonly text: string }[] = sampleFiles,
  memory?: Storage,
  main?: Fake,
): Promise<TestWindow> => {
  let now = Date.UTC(2026, 0, 1);
  const clock = () => {
    now += 1;
    return now;
  };
  const fake = main ?? createFake({ files, engine: createFakeEngine(), clock });
  const stores = createStores({
    wire: fake,
    analyser: createAnalyser(createEngine),
    // Debounced work runs as soon as the stack is empty.
    later: (work) => {
      let wanted = true;
      queueMicrotask(() => wanted && work());
      return () => {
        wanted = false;
      };
    },
    clock,
    memory,
  });
  const settle = async () => {
    // Each turn of the loop lets one more answer of the fake through; the longest chain here is far shorter.
    for (let turn = 0; turn < 20; turn += 1) await new Promise((done) => setImmediate(done));
  };
  const stop = startStores(stores);
  await settle();
  return { fake, stores, settle, stop };
};

export const textInDraft = (stores: Stores, file: string): string => stores.draft.getState().texts.get(file) ?? '';

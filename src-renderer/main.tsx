import { createRoot } from 'react-dom/client';
import type { Wire } from '#contract/contract.ts';
import type { SettingsState } from '#contract/settings.ts';
import { App } from './app.tsx';
import { connect, openBeside, openInApp, pathOfDropped } from './client/connect.ts';
import { NoSession } from './client/session.ts';
import { openWindows } from './client/windows.ts';
import { showLook, systemLook } from './look.ts';
import { createAnalyser } from './state/analyser.ts';
import { rememberedSettings } from './state/settings.ts';
import { createStores, startStores } from './state/stores.ts';
import { Unreachable } from './unreachable.tsx';
import { createWords, nearestLanguage, WordsProvider } from './words/words.ts';
import './ui/styles.ts';

/** The entry of the window: finds main, connects the stores, draws. */
const start = async (element: HTMLElement) => {
  const root = createRoot(element);
  try {
    const memory = storageOf(window);
    // What is remembered is shown at once, so that the first picture has the colours of the last.
    showLook(document.documentElement, rememberedSettings(memory), systemLook(window));
    const wire = await connect(window);
    // The first call tells whether main knows this window at all, and what is drawn first is drawn as the person wants it.
    const first = readView(wire);
    const settings = await wire.call('settings.read', null);
    const analyser = createAnalyser(
      async () => (await import('./state/engine.ts')).createEngine(),
      () => new Worker(new URL('./state/draft-worker.ts', import.meta.url), { type: 'module' }),
    );
    const windows = await openWindows(navigator.locks, () => crypto.randomUUID());
    /** Each workspace has stores of its own; drafts of the one before are with main. */
    const begin = async (number: number, known: SettingsState, reading = readView(wire)) => {
      const view = await reading;
      const workers: Worker[] = [];
      const stores = createStores({
        wire,
        analyser,
        startTraffic: () => {
          const worker = new Worker(new URL('./state/traffic-worker.ts', import.meta.url), { type: 'module' });
          workers.push(worker);
          return worker;
        },
        startBodies: () => {
          const worker = new Worker(new URL('./state/body-worker.ts', import.meta.url), { type: 'module' });
          workers.push(worker);
          return worker;
        },
        clock: Date.now,
        later: (work, ms) => {
          const timer = setTimeout(work, ms);
          return () => clearTimeout(timer);
        },
        memory,
        tongue: nearestLanguage(navigator.languages),
        settings: known,
        view,
        leaving: (work) => window.addEventListener('pagehide', work),
        windows,
        pathOf: pathOfDropped(window),
        openTab: openInApp(window),
        openLink: openBeside(window),
      });
      const stop = startStores(stores, () => {
        stop();
        void begin(number + 1, stores.settings.getState());
        for (const worker of workers) worker.terminate();
      });
      root.render(<App key={number} stores={stores} arrived={number > 1} />);
    };
    await begin(1, settings, first);
  } catch (error) {
    const language = nearestLanguage(navigator.languages);
    document.documentElement.lang = language;
    root.render(
      <WordsProvider i18n={createWords(language)} defaultNS="window">
        <Unreachable noSession={error instanceof NoSession} reason={String(error)} />
      </WordsProvider>,
    );
  }
};

/** Where main is gone again the window begins as for the first time. */
const readView = (wire: Wire) => wire.call('view.read', null).catch(() => undefined);

/** Where a browser lets pages keep nothing, asking alone is an error. */
const storageOf = (page: Pick<Window, 'localStorage'>): Storage | undefined => {
  try {
    return page.localStorage;
  } catch {
    return undefined;
  }
};

const element = document.getElementById('root');
if (element !== null) void start(element);

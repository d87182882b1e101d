import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { connect } from './client/connect.ts';
import { NoSession } from './client/session.ts';
import { openWindows } from './client/windows.ts';
import { showLook } from './look.ts';
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
    // What is remembered is shown at once, so that the first picture has the colours of the last.
    showLook(document.documentElement, rememberedSettings(window.localStorage));
    const wire = await connect(window);
    // The first call tells whether main knows this window at all, and what is drawn first is drawn as the person wants it.
    const settings = await wire.call('settings.read', null);
    const stores = createStores({
      wire,
      analyser: createAnalyser(
        () => new Worker(new URL('./state/draft-worker.ts', import.meta.url), { type: 'module' }),
      ),
      clock: Date.now,
      later: (work, ms) => {
        const timer = setTimeout(work, ms);
        return () => clearTimeout(timer);
      },
      memory: window.localStorage,
      tongue: nearestLanguage(navigator.languages),
      settings,
      windows: await openWindows(navigator.locks, () => crypto.randomUUID()),
    });
    startStores(stores);
    root.render(<App stores={stores} />);
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

const element = document.getElementById('root');
if (element !== null) void start(element);

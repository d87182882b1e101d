import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { connect } from './client/connect.ts';
import { NoSession } from './client/session.ts';
import { openWindows } from './client/windows.ts';
import { createAnalyser } from './state/analyser.ts';
import { createStores, startStores } from './state/stores.ts';
import { Unreachable } from './unreachable.tsx';
import './ui/styles.ts';

/** The entry of the window: finds main, connects the stores, draws. */
const start = async (element: HTMLElement) => {
  const root = createRoot(element);
  try {
    const wire = await connect(window);
    // The first call tells whether main knows this window at all.
    await wire.call('gateway.state', null);
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
      windows: await openWindows(navigator.locks, () => crypto.randomUUID()),
    });
    startStores(stores);
    root.render(<App stores={stores} />);
  } catch (error) {
    root.render(<Unreachable noSession={error instanceof NoSession} reason={String(error)} />);
  }
};

const element = document.getElementById('root');
if (element !== null) void start(element);

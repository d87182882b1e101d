import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { createFake } from './client/fake.ts';
import { sampleFiles } from './client/fake-samples.ts';
import { createAnalyser } from './state/analyser.ts';
import { createFakeEngine } from './state/fake-engine.ts';
import { createStores, startStores } from './state/stores.ts';
import './ui/styles.ts';

/** The window without main, for work on the window: `npx vite src-renderer` and open `/fake.html`. Not part of any build. */
const start = (element: HTMLElement) => {
  const fake = createFake({ files: sampleFiles, engine: createFakeEngine(), clock: () => Date.now() });
  const stores = createStores({
    wire: fake,
    analyser: createAnalyser(
      async () => (await import('./state/engine.ts')).createEngine(),
      () => new Worker(new URL('./state/draft-worker.ts', import.meta.url), { type: 'module' }),
    ),
    startTraffic: () => new Worker(new URL('./state/traffic-worker.ts', import.meta.url), { type: 'module' }),
    clock: Date.now,
    later: (work, ms) => {
      const timer = setTimeout(work, ms);
      return () => clearTimeout(timer);
    },
  });
  startStores(stores);
  // For the console and for scripts that take pictures.
  Object.assign(window, { fake, stores });
  createRoot(element).render(<App stores={stores} />);
};

const element = document.getElementById('root');
if (element !== null) start(element);

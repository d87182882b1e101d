import { useEffect } from 'react';
import type { ListenerState } from '#core/traffic/gateway-state.ts';
import { Flow } from './flow/flow.tsx';
import { useKeys } from './keys.ts';
import { useLook } from './look.ts';
import { EditorPanel } from './panels/editor/editor-panel.tsx';
import { panels } from './panels/index.ts';
import { Rail } from './rail.tsx';
import { ReachNotice } from './reach-notice.tsx';
import type { Stores } from './state/stores.ts';
import { StoresProvider, useSlice, useStores } from './state/stores-context.ts';
import { StatusLine } from './status-line.tsx';
import { TourBar } from './tour/tour-bar.tsx';
import { ErrorBoundary } from './ui/error-boundary.tsx';
import { Notice } from './ui/notice.tsx';
import { Split } from './ui/split.tsx';
import { useCommands } from './use-commands.ts';
import { useDesktopMenu } from './use-desktop-menu.ts';
import { useScrollByKey } from './use-scroll-by-key.ts';
import { Arrived } from './welcome/arrived.tsx';
import { DropZone } from './welcome/drop-zone.tsx';
import { StartPage } from './welcome/start-page.tsx';
import { useStartPage } from './welcome/use-start-page.ts';
import { rich } from './words/rich.ts';
import { useWords } from './words/words.ts';
import './app.css';

/** The whole window over its stores. `arrived`: it has just come here from another workspace. */
export const App = ({ stores, arrived = false }: { readonly stores: Stores; readonly arrived?: boolean }) => (
  <StoresProvider value={stores}>
    <Window arrived={arrived} />
  </StoresProvider>
);

const Window = ({ arrived }: { readonly arrived: boolean }) => {
  const { navigation } = useStores();
  const t = useWords('window');
  const panel = useSlice('navigation', (state) => state.panel);
  const starting = useStartPage();
  const split = useSlice('navigation', (state) => state.split);
  const connection = useSlice('running', (state) => state.connection);
  useLook();
  useTitle();
  const commands = useCommands();
  useKeys(commands);
  useDesktopMenu(commands);
  useScrollByKey(panel);
  const beside = panels.find(({ id }) => id === panel && id !== 'editor');
  const editor = (
    <ErrorBoundary name={t('panel.editor').toLowerCase()}>
      <EditorPanel />
    </ErrorBoundary>
  );
  return (
    <div className="window">
      <Rail commands={commands} />
      <main className="window-main">
        {connection === 'lost' && <Notice tone="error">{t('lost')}</Notice>}
        <ClosedListeners />
        <ReachNotice />
        <DropZone />
        {starting ? (
          <StartPage />
        ) : (
          <Split
            label={t('editorWidth')}
            share={split}
            onShare={navigation.setSplit}
            first={editor}
            second={
              beside && (
                <section
                  className="panel"
                  aria-label={t(`panel.${beside.id}`)}
                  key={beside.id}
                  data-part="beside"
                  tabIndex={-1}
                >
                  <ErrorBoundary name={t(`panel.${beside.id}`).toLowerCase()}>
                    <beside.Component />
                  </ErrorBoundary>
                </section>
              )
            }
          />
        )}
        {!starting && <TourBar />}
        {arrived && !starting && <Arrived />}
      </main>
      <StatusLine />
      <Flow commands={commands} />
    </div>
  );
};

const noListeners: readonly ListenerState[] = [];

/** A port that cannot be opened is no use to anyone: said across the window, with the remedy. */
const ClosedListeners = () => {
  const t = useWords('window');
  const listeners = useSlice('running', (state) => state.running?.gateway.listeners ?? noListeners);
  return listeners.map(({ listener, port, failure }) =>
    failure === undefined ? null : (
      <Notice key={`${listener} ${port}`} tone="error">
        {rich(t('portClosed', { port }), { why: <span lang="en">{failure.message}</span> })}
      </Notice>
    ),
  );
};

const useTitle = () => {
  const title = useSlice('files', (state) => state.title);
  const unsaved = useSlice('files', (state) => state.files.some(({ draft }) => draft !== undefined));
  useEffect(() => {
    document.title = `${unsaved ? '• ' : ''}${title === '' ? '' : `${title} – `}Slipway`;
  }, [title, unsaved]);
};

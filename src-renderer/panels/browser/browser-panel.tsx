import { useMemo } from 'react';
import { useRungs } from '../../state/open-in.ts';
import { proposeUrl } from '../../state/propose-url.ts';
import { useSlice } from '../../state/stores-context.ts';
import { useWords } from '../../words/words.ts';
import { DoorList } from './door-list.tsx';
import { HostsSection } from './hosts-section.tsx';
import { Ladder } from './ladder.tsx';
import { OpenBar } from './open-bar.tsx';
import { ProxySection } from './proxy-section.tsx';
import { Sessions } from './sessions.tsx';
import './browser.css';

/** Every way to look at the gateway's hosts in a browser, what runs for that, and what it has changed on this machine. */
export const BrowserPanel = () => {
  const t = useWords('browser');
  const typed = useSlice('reach', (state) => state.url);
  const table = useSlice('running', (state) => state.table);
  const listeners = useSlice('running', (state) => state.running?.gateway.listeners);
  const proposed = useMemo(() => proposeUrl(table, listeners ?? []), [table, listeners]);
  const url = typed ?? proposed;
  const open = useRungs(url);
  return (
    <>
      <header className="panel-head">
        <h2>{t('title')}</h2>
      </header>
      <div className="panel-body sections browser-body">
        <OpenBar {...open} />
        <Sessions />
        <Ladder {...open} />
        <DoorList />
        <HostsSection />
        <ProxySection />
      </div>
    </>
  );
};

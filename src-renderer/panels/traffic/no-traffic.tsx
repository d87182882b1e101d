import { useMemo } from 'react';
import { curlFor } from '../../state/curl.ts';
import { useRungs } from '../../state/open-in.ts';
import { proposeUrl, senderOf } from '../../state/propose-url.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { Button } from '../../ui/button.tsx';
import { Command } from '../../ui/copy-button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { PlayIcon, TrafficIcon } from '../../ui/icons.tsx';
import { OpenIn } from '../../ui/open-in.tsx';
import { useWords } from '../../words/words.ts';

/** Why there are no rows, and what to do about it. */
export const NoTraffic = () => {
  const total = useSlice('traffic', (state) => state.total);
  const paused = useSlice('traffic', (state) => state.paused);
  if (total > 0) return <AllHidden />;
  return paused ? <Held /> : <NothingYet />;
};

/** The empty panel teaches how to fill it. */
const NothingYet = () => {
  const { request } = useStores();
  const t = useWords('traffic');
  const running = useSlice('running', (state) => state.running);
  const table = useSlice('running', (state) => state.table);
  const via = senderOf(table, undefined);
  const listeners = running?.gateway.listeners ?? [];
  const url = useMemo(() => proposeUrl(table, running?.gateway.listeners ?? [], via), [table, running, via]);
  const command = curlFor({ method: 'GET', url, headers: [], via }, listeners, running?.gateway.mesh);
  const browsers = useRungs(url);
  const send = () => {
    const asked = { method: 'GET', url, headers: [], body: '', via };
    // It stands in the panel that explains, too.
    request.change({ ...asked, notes: [] });
    void request.send(asked);
  };
  return (
    <Empty icon={<TrafficIcon size={32} />} title={t('empty.title')}>
      <p>{t('empty.text')}</p>
      {listeners.length > 0 && (
        <div className="empty-actions">
          <Button look="primary" onPress={send}>
            {t('empty.send')}
          </Button>
          {via === 'gateway' && <OpenIn {...browsers} />}
        </div>
      )}
      {command !== undefined && listeners.length > 0 && <Command text={command} />}
    </Empty>
  );
};

const AllHidden = () => {
  const { traffic } = useStores();
  const t = useWords('traffic');
  const total = useSlice('traffic', (state) => state.total);
  return (
    <Empty icon={<TrafficIcon size={32} />} title={t('nothing.title')}>
      <p>{t('nothing.text', { count: total })}</p>
      <Button look="primary" onPress={() => traffic.setFilter('')}>
        {t('filter.clear')}
      </Button>
    </Empty>
  );
};

const Held = () => {
  const { traffic } = useStores();
  const t = useWords('traffic');
  return (
    <Empty icon={<TrafficIcon size={32} />} title={t('held.title')}>
      <p>{t('held.text')}</p>
      <Button look="primary" icon={<PlayIcon size={14} />} onPress={() => traffic.setPaused(false)}>
        {t('goOn')}
      </Button>
    </Empty>
  );
};

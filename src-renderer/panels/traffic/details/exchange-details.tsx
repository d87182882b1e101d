import { useEffect, useMemo } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import type { ExchangeDetails as Details } from '#core/traffic/exchange-details.ts';
import { hideUrls } from '#core/traffic/hide-urls.ts';
import { type DetailTab, detailTabs } from '../../../state/exchange-details.ts';
import { useSlice, useStores } from '../../../state/stores-context.ts';
import { Notice } from '../../../ui/notice.tsx';
import { useWords } from '../../../words/words.ts';
import { DetailsHead } from './details-head.tsx';
import { Messages } from './messages.tsx';
import { Overview } from './overview.tsx';
import { RequestSide, ResponseSide } from './sides.tsx';
import { TimingView } from './timing-view.tsx';
import './details.css';

/** Everything that is known about one exchange, asked of main while it is looked at. */
export const ExchangeDetails = ({ id }: { readonly id: number }) => {
  const { exchangeDetails } = useStores();
  const t = useWords('exchange');
  useEffect(() => exchangeDetails.show(id), [exchangeDetails, id]);
  const details = useSlice('exchangeDetails', (state) => (state.id === id ? state.details : undefined));
  const failure = useSlice('exchangeDetails', (state) => state.failure);
  return (
    <section className="exchange-view" aria-label={t('region')}>
      {failure !== undefined && <Notice tone="warn">{failure.message}</Notice>}
      {details === undefined ? (
        failure === undefined && (
          <p className="muted waiting" role="status">
            {t('reading')}
          </p>
        )
      ) : (
        <Loaded details={details} />
      )}
    </section>
  );
};

const Loaded = ({ details }: { readonly details: Details }) => {
  const { exchangeDetails } = useStores();
  const t = useWords('exchange');
  const chosen = useSlice('exchangeDetails', (state) => state.tab);
  const reveal = useSlice('exchangeDetails', (state) => state.reveal);
  // What is done with it goes by what really came.
  const shown = useMemo(() => (reveal ? details : hideUrls(details)), [details, reveal]);
  const { exchange, messages } = details;
  const tabs = detailTabs.filter((tab) => {
    if (tab === 'messages') return exchange.stream !== undefined || (messages?.length ?? 0) > 0;
    if (tab === 'request' || tab === 'response') return exchange.protocol !== '-';
    return tab !== 'timing' || exchange.timing !== undefined;
  });
  const tab = tabs.includes(chosen) ? chosen : 'overview';
  return (
    <>
      <DetailsHead details={details} shown={shown.exchange} />
      <Tabs
        className="details-tabs"
        selectedKey={tab}
        onSelectionChange={(key) => exchangeDetails.openTab(key as DetailTab)}
      >
        <TabList className="tab-list" aria-label={t('parts')}>
          {tabs.map((one) => (
            <Tab key={one} id={one} className="tab">
              {t(`tab.${one}`)}
              {one === 'messages' && messages !== undefined && (
                <span className="count">{messages.length + (details.messagesDropped ?? 0)}</span>
              )}
            </Tab>
          ))}
        </TabList>
        <TabPanel id={tab} key={tab} className="tab-panel">
          <Part tab={tab} details={shown} />
        </TabPanel>
      </Tabs>
    </>
  );
};

const Part = ({ tab, details }: { readonly tab: DetailTab; readonly details: Details }) => {
  switch (tab) {
    case 'overview':
      return <Overview details={details} />;
    case 'request':
      return <RequestSide details={details} />;
    case 'response':
      return <ResponseSide details={details} />;
    case 'messages':
      return <Messages key={details.exchange.id} details={details} />;
    case 'timing':
      return <TimingView exchange={details.exchange} />;
  }
};

import { useState } from 'react';
import type { Exchange } from '#core/traffic/exchange.ts';
import type { ExchangeDetails } from '#core/traffic/exchange-details.ts';
import { explainExchange } from '../../../state/explain-exchange.ts';
import { makeTest } from '../../../state/make-test.ts';
import { useRungs } from '../../../state/open-in.ts';
import { useSlice, useStores } from '../../../state/stores-context.ts';
import { Badge, toneOfStatus } from '../../../ui/badge.tsx';
import { Button, IconButton } from '../../../ui/button.tsx';
import { CloseIcon } from '../../../ui/icons.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { OpenIn } from '../../../ui/open-in.tsx';
import { useWords } from '../../../words/words.ts';
import { RulePill } from '../rule-pill.tsx';
import { Composer } from './composer.tsx';
import { CopyMenu } from './copy-menu.tsx';
import { MakeRoute } from './make-route.tsx';

type DetailsHeadProps = {
  readonly details: ExchangeDetails;
  /** As it may be seen. */
  readonly shown: Exchange;
};

/** What it is, and what can be done with it. */
export const DetailsHead = ({ details, shown }: DetailsHeadProps) => {
  const stores = useStores();
  const t = useWords('exchange');
  const { exchange } = details;
  const { status, route } = exchange;
  const sending = useSlice('exchangeDetails', (state) => state.sending);
  const notSent = useSlice('exchangeDetails', (state) => state.notSent);
  const [open, setOpen] = useState<'composer' | 'route'>();
  const [said, say] = useState<{ readonly tone: 'info' | 'warn' | 'error'; readonly words: string }>();
  const isHttp = exchange.protocol !== '-' && exchange.method !== '';
  const resend = async () => {
    const result = await stores.exchangeDetails.resend(exchange.id);
    if (result.ok && result.value.id !== undefined) stores.traffic.select(result.value.id);
  };
  const test = async () => {
    const made = await makeTest(stores, details);
    if (!made.ok) return say({ tone: 'error', words: made.failure.message });
    const { file, left, less } = made.value;
    const without = left.length === 0 ? '' : t('test.left', { count: left.length, names: left.join(', ') });
    const words = [t('test.made', { file }), without, less ? t('test.less') : ''];
    say({ tone: less ? 'warn' : 'info', words: words.filter(Boolean).join(' ') });
  };
  const addressOf = ({ scheme, authority, path, serverName }: Exchange) =>
    isHttp ? `${scheme}://${authority}${path}` : serverName || authority;
  const url = addressOf(shown);
  const browsers = useRungs(addressOf(exchange));
  return (
    <header className="details-head">
      <div className="title">
        <Badge tone={toneOfStatus(status)}>{status === 0 ? t('cutOff') : status}</Badge>
        <strong className="mono" title={url}>
          {exchange.method} {url}
        </strong>
        {exchange.open && <Badge tone="info">{t('open')}</Badge>}
        <span className="spacer" />
        {route !== undefined && <RulePill row={exchange} />}
        <IconButton label={t('close')} onPress={() => stores.traffic.select(undefined)}>
          <CloseIcon size={16} />
        </IconButton>
      </div>
      <div className="actions">
        {isHttp && (
          <>
            <Button disabled={sending} onPress={() => void resend()}>
              {t(sending ? 'action.sending' : 'action.resend')}
            </Button>
            <Button look="quiet" onPress={() => setOpen(open === 'composer' ? undefined : 'composer')}>
              {t('action.edit')}
            </Button>
            <Button look="quiet" onPress={() => void test()}>
              {t('action.test')}
            </Button>
            <Button look="quiet" onPress={() => setOpen(open === 'route' ? undefined : 'route')}>
              {t('action.route')}
            </Button>
          </>
        )}
        <Button look="quiet" onPress={() => explainExchange(stores, exchange)}>
          {t('action.explain')}
        </Button>
        {isHttp && <CopyMenu details={details} />}
        {isHttp && exchange.proxy === undefined && <OpenIn {...browsers} url={url} look="quiet" />}
      </div>
      {notSent !== undefined && <Notice tone="error">{notSent.message}</Notice>}
      {said !== undefined && <Notice tone={said.tone}>{said.words}</Notice>}
      {open === 'composer' && <Composer key={exchange.id} details={details} onDone={() => setOpen(undefined)} />}
      {open === 'route' && <MakeRoute key={exchange.id} details={details} onDone={() => setOpen(undefined)} />}
    </header>
  );
};

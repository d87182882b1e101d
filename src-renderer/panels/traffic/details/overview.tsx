import { accessLogText } from '#core/traffic/access-log.ts';
import type { Exchange } from '#core/traffic/exchange.ts';
import type { ExchangeDetails } from '#core/traffic/exchange-details.ts';
import { flagWords } from '../../../state/flag-words.ts';
import { sayReason } from '../../../state/reason-words.ts';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { useTongue, useWords } from '../../../words/words.ts';
import { bytes, duration } from '../formats.ts';
import { RevealSecrets } from './reveal-secrets.tsx';
import { RuleThen } from './rule-then.tsx';
import { ScrollText } from './scroll-text.tsx';

/** Who decided, where it went, and how it ended. */
export const Overview = ({ details: { exchange } }: { readonly details: ExchangeDetails }) => {
  const t = useWords('exchange');
  const answers = useWords('answers');
  const flagged = flagWords(exchange.flags, answers);
  const line = accessLogText(exchange).trim();
  return (
    <>
      {flagged !== '' && <p className="flag-words">{t('overview.flag', { words: flagged })}</p>}
      <RevealSecrets />
      <RuleThen exchange={exchange} />
      <dl className="facts">
        {useFacts(exchange).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="mono">{value}</dd>
          </div>
        ))}
      </dl>
      <section className="log-line" aria-label={t('overview.log')}>
        <header>
          <h3>{t('overview.log')}</h3>
          <CopyButton text={line} what={t('overview.logLine')} />
        </header>
        <ScrollText name={t('overview.log')}>{line}</ScrollText>
      </section>
    </>
  );
};

const useFacts = (exchange: Exchange): readonly (readonly [string, string])[] => {
  const t = useWords('exchange');
  const answers = useWords('answers');
  const tongue = useTongue();
  const { upstream, route, proxy, virtualHost, details, requestId, serverName } = exchange;
  const all: readonly (readonly [string, string | undefined])[] = [
    [
      t('fact.proxy'),
      proxy === undefined ? undefined : proxy === 'mesh' ? t('fact.mesh') : t('fact.egress', { name: proxy }),
    ],
    [t('fact.route'), route?.id],
    [t('fact.host'), virtualHost],
    [t('fact.reason'), sayReason(details, answers)],
    [t('fact.service'), upstream?.cluster],
    [t('fact.address'), upstream && (upstream.host ?? t('fact.notConnected'))],
    [t('fact.failure'), upstream?.transportFailure],
    [t('fact.attempts'), upstream && upstream.attempts > 1 ? String(upstream.attempts) : undefined],
    [t('fact.serviceTime'), upstream?.serviceTimeMs === undefined ? undefined : duration(upstream.serviceTimeMs)],
    [
      t('fact.time'),
      t('fact.timeOf', {
        time: duration(exchange.durationMs),
        started: new Date(exchange.started).toLocaleString(tongue),
      }),
    ],
    [
      t('fact.size'),
      t('fact.sizes', {
        received: bytes(exchange.bytesReceived),
        sent: bytes(exchange.bytesSent),
        protocol: exchange.protocol,
      }),
    ],
    [t('fact.client'), exchange.downstreamRemote],
    [t('fact.sni'), serverName],
    [t('fact.generation'), String(exchange.generation)],
    [t('fact.requestId'), requestId],
  ];
  return all.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, value] as const]));
};

import { useEffect, useState } from 'react';
import { accessLogText } from '#core/traffic/access-log.ts';
import type { Exchange } from '#core/traffic/exchange.ts';
import type { TrafficRow } from '#core/traffic/traffic-row.ts';
import { explainExchange } from '../../state/explain-exchange.ts';
import { flagWords } from '../../state/flag-words.ts';
import { locateInDraft } from '../../state/locate.ts';
import { reasonWords } from '../../state/reason-words.ts';
import { useStores } from '../../state/stores-context.ts';
import { Badge, toneOfStatus } from '../../ui/badge.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { CloseIcon } from '../../ui/icons.tsx';
import { type Say, useWords } from '../../words/words.ts';
import { bytes, duration, sayProxy } from './formats.ts';

/** Everything that is known about one exchange, as soon as main has said it. */
export const ExchangeDetails = ({ row }: { readonly row: TrafficRow }) => {
  const { wire } = useStores();
  const [exchange, setExchange] = useState<Exchange>();
  useEffect(() => {
    let left = false;
    wire.call('traffic.details', { id: row.id }).then(
      (answer) => !left && setExchange(answer.ok ? answer.value.exchange : undefined),
      () => undefined,
    );
    return () => {
      left = true;
    };
  }, [wire, row]);
  return exchange?.id === row.id ? <Known exchange={exchange} /> : null;
};

const Known = ({ exchange }: { readonly exchange: Exchange }) => {
  const stores = useStores();
  const { traffic, navigation, draft } = stores;
  const answers = useWords('answers');
  const { route, flags, status } = exchange;
  return (
    <section className="exchange-details" aria-label="exchange">
      <header>
        <Badge tone={toneOfStatus(status)}>{status === 0 ? 'cut off' : status}</Badge>
        <strong className="mono">
          {exchange.method} {exchange.scheme}://{exchange.authority}
          {exchange.path}
        </strong>
        <span className="spacer" />
        {route !== undefined && (
          <Button look="quiet" onPress={() => navigation.jumpTo(locateInDraft(route.origin, draft.getState().table))}>
            Show route
          </Button>
        )}
        <Button look="quiet" onPress={() => explainExchange(stores, exchange)}>
          Explain
        </Button>
        <IconButton label="close details" onPress={() => traffic.select(undefined)}>
          <CloseIcon size={16} />
        </IconButton>
      </header>
      {flagWords(flags, answers) !== '' && <p className="flag-words">{`response flag ${flagWords(flags, answers)}`}</p>}
      <Facts facts={factsOf(exchange, answers)} />
      <Headers title="request headers" lines={exchange.requestHeaders} />
      <Headers title="response headers" lines={exchange.responseHeaders} />
      <h3>
        access log <CopyButton text={accessLogText(exchange).trim()} what="the log line" />
      </h3>
      <pre>{accessLogText(exchange).trim()}</pre>
    </section>
  );
};

const pairs = (lines: readonly string[]): readonly (readonly [string, string])[] =>
  lines.flatMap((line, i) => (i % 2 === 0 ? [[line, lines[i + 1] ?? ''] as const] : []));

const factsOf = (exchange: Exchange, answers: Say<'answers'>): readonly (readonly [string, string])[] => {
  const { upstream, route } = exchange;
  return [
    ...(exchange.proxy === undefined ? [] : ([['proxy', sayProxy(exchange)]] as const)),
    ...(route === undefined ? [] : ([['route', route.id]] as const)),
    ...(exchange.virtualHost === undefined ? [] : ([['virtual host', exchange.virtualHost]] as const)),
    ['reason', [exchange.details, reasonWords(exchange.details, answers)].filter(Boolean).join(': ')],
    ...(upstream === undefined
      ? []
      : ([
          ['upstream', `${upstream.host ?? 'not connected'} (${upstream.cluster})`],
          ['sent upstream', `${upstream.path} with host ${upstream.authority}`],
          ...(upstream.serviceTimeMs === undefined
            ? []
            : ([['service time', duration(upstream.serviceTimeMs)]] as const)),
          ...(upstream.attempts > 1 ? ([['attempts', String(upstream.attempts)]] as const) : []),
          ...(upstream.transportFailure === undefined ? [] : ([['failure', upstream.transportFailure]] as const)),
        ] as const)),
    ['time', `${duration(exchange.durationMs)}, generation ${exchange.generation}`],
    ['size', `${bytes(exchange.bytesReceived)} in, ${bytes(exchange.bytesSent)} out, ${exchange.protocol}`],
    ['request id', exchange.requestId],
  ];
};

const Facts = ({ facts }: { readonly facts: readonly (readonly [string, string])[] }) => (
  <dl>
    {facts.map(([name, value]) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd className="mono">{value}</dd>
      </div>
    ))}
  </dl>
);

const Headers = ({ title, lines }: { readonly title: string; readonly lines: readonly string[] }) => (
  <details open>
    <summary>
      {title} ({lines.length / 2})
    </summary>
    <dl>
      {pairs(lines).map(([name, value], i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a header may come twice with the same value
        <div key={`${i} ${name}`}>
          <dt>{name.toLowerCase()}</dt>
          <dd className="mono">{value}</dd>
        </div>
      ))}
    </dl>
  </details>
);

import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { ListBox, ListBoxItem, ListLayout, Virtualizer } from 'react-aria-components';
import type { CapturedMessage, ExchangeDetails } from '#core/traffic/exchange-details.ts';
import { type NumberedMessage, numbered, sayMessage, visibleMessages } from '../../../state/messages.ts';
import { useSlice } from '../../../state/stores-context.ts';
import { Segmented } from '../../../ui/segmented.tsx';
import { useWords } from '../../../words/words.ts';
import { bytes, duration } from '../formats.ts';
import { MessageView } from './message-view.tsx';
import { RevealSecrets } from './reveal-secrets.tsx';

type From = 'all' | CapturedMessage['from'];

/** Of more messages than these only those in sight are drawn. */
const mostDrawn = 120;
/** The height of a message in pixels, as the stylesheet has it. */
const rows = { rowSize: 26 };

/** Messages of a WebSocket, events, or gRPC messages; one of them whole. While the exchange is open it follows. */
export const Messages = ({ details }: { readonly details: ExchangeDetails }) => {
  const t = useWords('exchange');
  const { exchange, messages, messagesDropped = 0 } = details;
  const [text, setText] = useState('');
  const [from, setFrom] = useState<From>('all');
  const [selected, select] = useState<number>();
  const before = useRef<readonly NumberedMessage[]>([]);
  const all = useMemo(() => numbered(messages ?? [], messagesDropped, before.current), [messages, messagesDropped]);
  before.current = all;
  const wanted = useDeferredValue(text);
  const visible = useMemo(() => visibleMessages(all, wanted, from), [all, wanted, from]);
  const chosen = all.find(({ number }) => number === selected);
  return (
    <section className="messages" aria-label={t('tab.messages')}>
      <header>
        <input
          className="field"
          type="search"
          aria-label={t('messages.filter')}
          placeholder={t('messages.filter')}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Segmented
          label={t('messages.from')}
          value={from}
          options={[
            { id: 'all', label: t('messages.all') },
            { id: 'client', label: t('messages.client') },
            { id: 'service', label: t('messages.service') },
          ]}
          onChange={setFrom}
        />
        <span className="muted" role="status">
          {visible.length === all.length
            ? t('messages.count', { count: all.length })
            : t('messages.some', { shown: visible.length, count: all.length })}
          {exchange.open && ` · ${t('messages.open')}`}
        </span>
      </header>
      <RevealSecrets />
      {messagesDropped > 0 && <p className="cut">{t('messages.dropped', { count: messagesDropped })}</p>}
      {visible.length === 0 ? (
        <p className="muted">
          {t(all.length === 0 ? (exchange.open ? 'messages.noneYet' : 'messages.none') : 'messages.noMatch')}
        </p>
      ) : (
        <MessageList messages={visible} selected={selected} onSelect={select} following={selected === undefined} />
      )}
      {chosen !== undefined && <MessageView key={chosen.number} message={chosen.message} number={chosen.number} />}
    </section>
  );
};

type ListProps = {
  readonly messages: readonly NumberedMessage[];
  readonly selected: number | undefined;
  readonly onSelect: (number: number | undefined) => void;
  readonly following: boolean;
};

const MessageList = ({ messages, selected, onSelect, following }: ListProps) => {
  const t = useWords('exchange');
  const reveal = useSlice('exchangeDetails', (state) => state.reveal);
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever messages arrive, the end has moved
  useEffect(() => {
    if (following && atEnd.current && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [messages, following]);
  const list = (
    <ListBox
      ref={box}
      className="message-list"
      aria-label={t('tab.messages')}
      items={messages}
      selectionMode="single"
      selectedKeys={selected === undefined ? [] : [selected]}
      onSelectionChange={(keys) =>
        onSelect(keys === 'all' ? undefined : (([...keys][0] as number | undefined) ?? undefined))
      }
      onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
        atEnd.current = scrollTop + clientHeight >= scrollHeight - 30;
      }}
    >
      {({ number, message }) => (
        <ListBoxItem id={number} className="message" textValue={sayMessage(message, reveal)}>
          <span className="hidden-visually">
            {t(message.from === 'client' ? 'messages.fromClient' : 'messages.fromService')}
          </span>
          <span className={`arrow ${message.from}`} aria-hidden="true">
            {message.from === 'client' ? '→' : '←'}
          </span>
          <span className="muted number">+{duration(message.at)}</span>
          <span className="kind">{message.event ?? t(`kind.${message.kind}`)}</span>
          <span className="mono content">{sayMessage(message, reveal)}</span>
          <span className="muted number">{bytes(message.size)}</span>
        </ListBoxItem>
      )}
    </ListBox>
  );
  return messages.length <= mostDrawn ? (
    list
  ) : (
    <Virtualizer layout={ListLayout} layoutOptions={rows}>
      {list}
    </Virtualizer>
  );
};

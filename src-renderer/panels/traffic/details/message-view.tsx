import { useMemo } from 'react';
import type { CapturedMessage } from '#core/traffic/exchange-details.ts';
import type { ShownBody } from '../../../state/captured-body.ts';
import { useWords } from '../../../words/words.ts';
import { duration } from '../formats.ts';
import { BodyView } from './body-view.tsx';

/** One message whole, as far as it was kept. */
export const MessageView = ({ message, number }: { readonly message: CapturedMessage; readonly number: number }) => {
  const t = useWords('exchange');
  const body = useMemo(() => bodyOf(message), [message]);
  const { decoded, event, eventId, compressed } = message;
  return (
    <div className="whole-message">
      <p className="muted">
        {[
          t('messages.at', { time: duration(message.at) }),
          event !== undefined && t('messages.event', { name: event }),
          eventId !== undefined && t('messages.eventId', { id: eventId }),
          decoded && t('messages.type', { name: decoded.type }),
          compressed && t('messages.compressed'),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      <BodyView body={body} name={t('messages.number', { number })} />
    </div>
  );
};

/** A message as a body, which has all the ways of being looked at. */
const bodyOf = ({ kind, content, size, truncated, decoded }: CapturedMessage): ShownBody => {
  if (decoded) return { text: decoded.json, size, truncated: false, contentType: 'application/json' };
  const isText = kind === 'text' || kind === 'event' || kind === 'close';
  return isText
    ? { text: content, size, truncated }
    : { content, size, truncated, contentType: 'application/octet-stream' };
};

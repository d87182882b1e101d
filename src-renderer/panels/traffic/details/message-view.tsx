import { useMemo } from 'react';
import type { CapturedMessage } from '#core/traffic/exchange-details.ts';
import type { ShownBody } from '../../../state/captured-body.ts';
import { useWords } from '../../../words/words.ts';
import { bytes, duration } from '../formats.ts';
import { BodyView } from './body-view.tsx';

/** Longer ones main does not decode. */
const decodedBytes = 1024 * 1024;

/** One message whole, as far as it was kept. */
export const MessageView = ({ message, number }: { readonly message: CapturedMessage; readonly number: number }) => {
  const t = useWords('exchange');
  const body = useMemo(() => bodyOf(message), [message]);
  const { kind, size, truncated, decoded, event, eventId, compressed } = message;
  return (
    <div className="whole-message">
      <p className="muted">
        {[
          t('messages.at', { time: duration(message.at) }),
          event !== undefined && t('messages.event', { name: event }),
          eventId !== undefined && t('messages.eventId', { id: eventId }),
          decoded && t('messages.type', { name: decoded.type }),
          compressed && t('messages.compressed'),
          kind === 'grpc' && !truncated && !decoded && size > decodedBytes && t('messages.tooLong'),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      <BodyView
        body={body}
        name={t('messages.number', { number })}
        // Messages of gRPC are kept as far as bodies are.
        cut={kind === 'grpc' ? undefined : t('messages.cut', { size: bytes(size) })}
      />
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

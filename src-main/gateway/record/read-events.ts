import { type KeptMessage, messageLimit } from './messages.ts';

type Told = (message: Omit<KeptMessage, 'at'>) => void;

/**
 * Reads server-sent events from the bytes of an answer (WHATWG HTML section 9.2.6): each event with its name and id. What stands in a
 * line beyond the limit of a message is counted and not kept.
 */
export const readEvents = (told: Told): ((bytes: Uint8Array) => void) => {
  const decoder = new TextDecoder();
  let line = '';
  let afterReturn = false;
  let event = '';
  let eventId = '';
  let data: string | undefined;
  let size = 0;

  const dispatch = () => {
    if (data !== undefined) {
      const content = Buffer.from(data);
      told({
        from: 'service',
        kind: 'event',
        content: content.subarray(0, messageLimit),
        size: Math.max(size, content.length),
        ...(event !== '' && { event }),
        ...(eventId !== '' && { eventId }),
      });
    }
    event = '';
    data = undefined;
    size = 0;
  };
  const take = () => {
    if (line === '') return dispatch();
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (field === 'event') event = value.slice(0, 200);
    else if (field === 'id' && !value.includes('\0')) eventId = value.slice(0, 200);
    else if (field === 'data') {
      size += value.length + (data === undefined ? 0 : 1);
      if (data === undefined) data = value;
      else if (data.length < messageLimit) data += `\n${value}`;
    }
  };
  return (bytes) => {
    const text = decoder.decode(bytes, { stream: true });
    let from = 0;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code !== 10 && code !== 13) {
        afterReturn = false;
        continue;
      }
      const isRest = code === 10 && afterReturn;
      if (!isRest) {
        if (line.length < 2 * messageLimit) line += text.slice(from, i);
        take();
        line = '';
      }
      afterReturn = code === 13;
      from = i + 1;
    }
    if (from < text.length && line.length < 2 * messageLimit) line += text.slice(from);
  };
};

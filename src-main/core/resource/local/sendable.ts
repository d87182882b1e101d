import { parseDuration } from '../../schema/duration.ts';

/** Whether a header can be sent: RFC 9110 section 5.1 and 5.5, visible characters of one byte, spaces and tabs. */
export const isSendable = (name: string, line: string): boolean =>
  /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name) && !/[^\t\x20-\x7e\x80-\xff]/.test(line);

/** Whether a stub can wait that long: `200ms`, `1.5s`. */
export const isDelay = (text: string): boolean => parseDuration(text) !== undefined;

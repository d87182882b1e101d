import { proposeUrl } from './propose-url.ts';
import type { RunningStoreState } from './running.ts';

/**
 * An address of the gateway that a browser on this machine gets to by itself, and that some route answers: one of a host that takes every
 * name, or of one below `localhost` (RFC 6761, section 6.3). Undefined where every host has a name of its own.
 */
export const browserPage = ({ table, running }: RunningStoreState): string | undefined => {
  const listeners = running?.gateway.listeners ?? [];
  const open = listeners.filter(({ failure }) => failure === undefined);
  if (table === undefined || open.length === 0) return undefined;
  const url = new URL(proposeUrl(table, open));
  if (url.hostname !== 'localhost' && !url.hostname.endsWith('.localhost')) return undefined;
  if (url.hostname !== 'localhost') {
    const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
    const bound = open.find((one) => one.port === port)?.bound ?? port;
    url.port = String(bound);
  }
  return url.href;
};

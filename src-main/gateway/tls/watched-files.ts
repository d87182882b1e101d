import { stat } from 'node:fs/promises';
import type { Table } from '#core/route/table.ts';
import { upstreamFiles } from '../upstream/tls/upstream-tls.ts';

export type WatchedFiles = {
  /** From now on these; what they are at this moment counts as known. To be called before they are read. */
  readonly follow: (files: readonly string[]) => Promise<void>;
  readonly close: () => void;
};

const usualEveryMs = 2_000;

/**
 * Tells when files have changed, come or gone. They are looked at from time to time, because notices of the system miss what is renamed
 * over or mounted anew; and told only when they have stayed the same for one look, because a certificate and its key are written one
 * after the other.
 */
export function watchFiles(changed: () => void, everyMs = usualEveryMs): WatchedFiles {
  let files: readonly string[] = [];
  let known = '';
  let seen = '';
  let round = 0;
  let timer: NodeJS.Timeout | undefined;
  const look = async (): Promise<void> => {
    const mine = round;
    const now = await stateOf(files);
    if (mine !== round) return;
    const settled = now === seen;
    seen = now;
    if (settled && now !== known) {
      known = now;
      changed();
    }
    if (mine === round) wait();
  };
  const wait = () => {
    timer = setTimeout(() => void look(), everyMs);
    timer.unref();
  };
  const stop = () => {
    round += 1;
    clearTimeout(timer);
  };
  return {
    follow: async (wanted) => {
      stop();
      const mine = round;
      files = [...new Set(wanted)].sort();
      const now = await stateOf(files);
      if (mine !== round) return;
      known = now;
      seen = now;
      if (files.length > 0) wait();
    },
    close: stop,
  };
}

/** Every file of keys and certificates that a table names. */
export const filesOfTable = (table: Table): readonly string[] => [
  ...table.listeners.flatMap(({ chains }) =>
    chains.flatMap(({ tls }) => [
      ...(tls?.certificates ?? []).flatMap((one) => (one.from === 'files' ? [one.certificate, one.key] : [])),
      ...(tls?.clients?.authorities.from === 'file' ? [tls.clients.authorities.file] : []),
      ...(tls?.clients?.crl === undefined ? [] : [tls.clients.crl]),
    ]),
  ),
  ...upstreamFiles(table),
];

async function stateOf(files: readonly string[]): Promise<string> {
  const states = await Promise.all(
    files.map((file) =>
      stat(file).then(
        ({ mtimeMs, size, ino }) => `${mtimeMs} ${size} ${ino}`,
        () => 'none',
      ),
    ),
  );
  return states.join('\n');
}

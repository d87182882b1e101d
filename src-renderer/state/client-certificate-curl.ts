import type { RunningState } from '#contract/contract.ts';
import type { ClientCertificate } from '#contract/reach.ts';
import { doorsOf } from '#core/reach/doors.ts';
import type { Table } from '#core/route/table.ts';
import { curlFor, quoted } from './curl.ts';
import { urlOf } from './open-in.ts';

/** A curl command that shows this certificate to the first server that asks for one; undefined where no server does. */
export const mutualCurl = (
  { file, keyFile }: ClientCertificate,
  table: Table | undefined,
  running: RunningState | undefined,
): string | undefined => {
  const listeners = running?.gateway.listeners ?? [];
  const door = table && doorsOf(table, listeners).find(({ mutual, scheme }) => mutual && scheme === 'https');
  const named = door?.host.startsWith('*.') ? { ...door, host: `www${door.host.slice(1)}` } : door;
  const url = named && urlOf(named);
  if (url === undefined) return undefined;
  const trust = { table, authorityFile: running?.authorityFile };
  const command = curlFor({ method: 'GET', url, headers: [] }, listeners, undefined, trust);
  return command?.replace('curl -s -i', `curl -s -i --cert ${quoted(file)} --key ${quoted(keyFile)}`);
};

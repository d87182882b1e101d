import type { Result } from '#core/failure.ts';
import { curlFor } from './curl.ts';
import { readyAddresses } from './ready-addresses.ts';
import type { Stores } from './stores.ts';

/** What a URL may be copied as, for programs that nobody starts from here. */
export const copyForms = ['curl', 'ingress'] as const;
export type ReachCopy = (typeof copyForms)[number];

/** The text to be copied. Starts the mapping proxy where the text names it. */
export const copyText = async (form: ReachCopy, url: string, { running }: Stores): Promise<Result<string>> => {
  const { running: now, table } = running.getState();
  if (form === 'ingress') return { ok: true, value: readyAddresses(now) };
  const trust = { table, authorityFile: now?.authorityFile };
  const text = curlFor({ method: 'GET', url, headers: [] }, now?.gateway.listeners ?? [], undefined, trust);
  return { ok: true, value: text ?? '' };
};

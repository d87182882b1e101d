import type { Result } from '#core/failure.ts';
import { type CopyForm, copyOf, needsProxy } from '#core/reach/copies.ts';
import type { Door } from '#core/reach/doors.ts';
import type { Stores } from './stores.ts';

/** The text to be copied. Starts the mapping proxy where the text names it. */
export const copyText = async (
  form: CopyForm,
  url: string,
  doors: readonly Door[],
  { running, reach }: Pick<Stores, 'running' | 'reach'>,
): Promise<Result<string>> => {
  const { running: now } = running.getState();
  const proxy = needsProxy(form) ? await reach.startProxy() : undefined;
  if (proxy?.ok === false) return proxy;
  return copyOf(form, {
    url,
    doors,
    listeners: now?.gateway.listeners ?? [],
    proxy: proxy?.value,
    authorityFile: now?.authorityFile,
    shell: /^win/i.test(globalThis.navigator?.platform ?? '') ? 'powershell' : 'sh',
  });
};

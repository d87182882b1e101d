import type { Log } from '#contract/contract.ts';
import type { Desk } from '../app/desk.ts';
import { findTabRoad } from '../app/reach/tab-road.ts';
import type { CallAnswer } from './channels.ts';
import { isTrustedFrame } from './lock-down.ts';
import { readTabAddress } from './tab-address.ts';
import type { Tabs } from './tabs.ts';

export type Asked = { readonly senderFrame: { readonly url: string; readonly parent: unknown } | null };

export type TabDesk = {
  /** Absent: it is still being opened. */
  readonly desk: Pick<Desk, 'handlers' | 'reach'> | undefined;
  readonly tabs: Tabs;
  /** Whether pages have the sandbox of Chromium: without it a stranger's page is not opened in the app. */
  readonly isSandboxed: boolean;
  readonly log: Log;
};

/** Opens a tab where the window asks for one. What comes of it is an answer, never an error. */
export const answerTab = async (
  event: Asked,
  given: unknown,
  { desk, tabs, isSandboxed, log }: TabDesk,
): Promise<CallAnswer> => {
  const no = (message: string): CallAnswer => ({ ok: false, message });
  if (!isTrustedFrame(event.senderFrame)) {
    log('warn', 'a foreign frame asked for a tab', { url: event.senderFrame?.url });
    return no('this page may not speak to the app');
  }
  if (!isSandboxed)
    return no(
      'the app was started without the sandbox of its pages, so that it opens none of others; use a test browser',
    );
  const address = readTabAddress(given);
  if (!address.ok) return no(address.reason);
  if (desk === undefined) return no('the gateway is still being started; try again in a moment');
  try {
    const road = await findTabRoad({ handlers: desk.handlers, gateway: () => desk.reach });
    if (!road.ok) return no(road.failure.message);
    await tabs.open(address.url, road.value);
    return { ok: true, output: null };
  } catch (error) {
    log('error', 'a tab did not open', {
      cause: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
    return no('the tab did not open; the log has the details');
  }
};

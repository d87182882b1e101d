import { app, type IpcMain } from 'electron';
import type { Log } from '#contract/contract.ts';
import type { Desk } from '../app/desk.ts';
import { type Asked, answerTab } from './answer-tab.ts';
import { tabChannel } from './channels.ts';
import { createTabs, type Tabs } from './tabs.ts';

/** Answers the window's wishes for tabs. Returns how to close those that are open. */
export const serveTabs = (world: {
  readonly ipc: Pick<IpcMain, 'handle'>;
  readonly desk: () => Desk | undefined;
  readonly say: (message: string, detail: string) => Promise<void>;
  readonly showOwnMenu: () => void;
  readonly log: Log;
}): Pick<Tabs, 'close'> => {
  const openInTestBrowser = async (url: string): Promise<void> => {
    const done = await world.desk()?.handlers['browser.open']({ url });
    if (done?.ok === false) await world.say('No test browser opened.', done.failure.message);
  };
  const tabs = createTabs({
    appName: app.name,
    platform: process.platform,
    clock: Date.now,
    openInTestBrowser: (url) => {
      openInTestBrowser(url).catch((error: unknown) =>
        world.log('error', 'a test browser did not open', { cause: String(error) }),
      );
    },
    showOwnMenu: world.showOwnMenu,
  });
  world.ipc.handle(tabChannel, (event: Asked, given: unknown) =>
    answerTab(event, given, {
      desk: world.desk(),
      tabs,
      isSandboxed: !app.commandLine.hasSwitch('no-sandbox'),
      log: world.log,
    }),
  );
  return tabs;
};

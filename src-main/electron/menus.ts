import { app, type IpcMain, Menu, shell } from 'electron';
import type { EventSource, Events, Log } from '#contract/contract.ts';
import { menuChannel } from './channels.ts';
import { isTrustedFrame } from './lock-down.ts';
import { menuTemplate } from './menu.ts';
import { createTrayIcon } from './tray.ts';
import { trayState } from './tray-menu.ts';
import { itemOfMenu, readWindowMenu, type WindowMenu } from './window-menu.ts';

export type MenusWorld = {
  readonly ipc: Pick<IpcMain, 'on'>;
  /** The folder of the pictures. */
  readonly icons: string;
  readonly openFolder: () => void;
  readonly command: (id: string) => void;
  readonly show: () => void;
  readonly cleanHosts: () => Promise<void>;
  readonly log: Log;
};

/** The app's menu and its icon in the tray, both in the words of the window as soon as that has spoken. */
export type Menus = {
  /** Shows the menu, and listens to the window. */
  readonly serve: () => void;
  readonly showMenu: () => void;
  /** From now on the tray says what the gateway and this machine are at. */
  readonly follow: (events: EventSource, running: Events['running'], reach: Events['reach']) => void;
  readonly close: () => void;
};

/** The id of the window's command that opens the test browser. */
export const openBrowserCommand = 'open-test-browser';

export const createMenus = (world: MenusWorld): Menus => {
  let told: WindowMenu | undefined;
  const stops: (() => void)[] = [];
  const tray = createTrayIcon(
    world.icons,
    {
      show: world.show,
      command: world.command,
      clean: () => {
        world
          .cleanHosts()
          .catch((error: unknown) => world.log('error', 'the hosts file was not cleaned', { cause: String(error) }));
      },
      quit: () => app.quit(),
    },
    (cause) => world.log('warn', 'the system has no tray', { cause }),
  );
  const deeds = {
    openFolder: world.openFolder,
    openDocumentation: () => void shell.openExternal('https://istio.io/latest/docs/concepts/traffic-management/'),
    command: world.command,
  };
  const showMenu = (): void =>
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform, app.name, deeds, told)));
  return {
    serve: () => {
      showMenu();
      world.ipc.on(menuChannel, (event, message: unknown) => {
        const menu = isTrustedFrame(event.senderFrame) ? readWindowMenu(message) : undefined;
        if (menu === undefined) return;
        told = menu;
        showMenu();
        tray.speak(menu.tray, itemOfMenu(menu, openBrowserCommand));
      });
    },
    showMenu,
    follow: (events, running, reach) => {
      let [now, around] = [running, reach];
      const tell = (): void => tray.show(trayState(now, around));
      stops.push(
        events.on('running', (next) => {
          now = next;
          tell();
        }),
        events.on('reach', (next) => {
          around = next;
          tell();
        }),
      );
      tell();
    },
    close: () => {
      for (const stop of stops) stop();
      tray.close();
    },
  };
};

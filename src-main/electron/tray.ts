import { join } from 'node:path';
import { Menu, nativeImage, Tray } from 'electron';
import {
  isTrayNeeded,
  type TrayDeeds,
  type TrayState,
  type TrayWords,
  trayMenu,
  trayTip,
  trayWords,
} from './tray-menu.ts';
import type { WindowItem } from './window-menu.ts';

/** The icon in the system's tray, which comes and goes by itself. */
export type TrayIcon = {
  readonly show: (state: TrayState) => void;
  /** The window has said in its own language what it can do. */
  readonly speak: (words: TrayWords | undefined, openBrowser: WindowItem | undefined) => void;
  readonly close: () => void;
};

/** `icons`: the folder with the pictures. `log` hears once where the system has no tray. */
export const createTrayIcon = (icons: string, deeds: TrayDeeds, log: (cause: string) => void): TrayIcon => {
  let tray: Tray | undefined;
  let without = false;
  let state: TrayState = { ports: [], hosts: 0, browsers: 0 };
  let words = trayWords;
  let openBrowser: WindowItem | undefined;
  // Electron finds the picture for dense displays (`@2x`) beside it, and colours one that is called Template as macOS has it.
  const picture = process.platform === 'darwin' ? 'trayTemplate.png' : 'tray.png';

  const draw = (): void => {
    if (!isTrayNeeded(state) || without) {
      tray?.destroy();
      tray = undefined;
      return;
    }
    try {
      tray ??= shown(new Tray(nativeImage.createFromPath(join(icons, picture))));
      tray.setToolTip(trayTip(state, words));
      tray.setContextMenu(Menu.buildFromTemplate(trayMenu(state, words, deeds, openBrowser)));
    } catch (error) {
      without = true;
      log(String(error));
    }
  };
  const shown = (made: Tray): Tray => {
    // On macOS a click opens the menu.
    if (process.platform !== 'darwin') made.on('click', deeds.show);
    return made;
  };

  return {
    show: (next) => {
      if (JSON.stringify(next) === JSON.stringify(state)) return;
      state = next;
      draw();
    },
    speak: (told, command) => {
      words = told ?? trayWords;
      openBrowser = command;
      draw();
    },
    close: () => {
      tray?.destroy();
      tray = undefined;
      without = true;
    },
  };
};

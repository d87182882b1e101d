import { contextBridge, ipcRenderer, webFrame, webUtils } from 'electron';
import { type CallAnswer, callChannel, commandChannel, eventChannel, menuChannel, tabChannel } from './channels.ts';

/**
 * Runs in the window's sandbox before the page: gives it `window.desktop`, with `call` and `on` for the contract, `pathOf` for a file that
 * the person dropped on the page, `zoom` of the page, `openTab` for a window with a page behind the gateway, and `menu` and `onMenu` for the
 * menu of the app; nothing else.
 * The page never sees `ipcRenderer`, nor the event object of a message, through which it could reach more.
 */
contextBridge.exposeInMainWorld('desktop', {
  call: async (name: unknown, input: unknown): Promise<unknown> => {
    const answer: CallAnswer = await ipcRenderer.invoke(callChannel, String(name), input);
    if (!answer.ok) throw new Error(answer.message);
    return answer.output;
  },
  /** Where a dropped file lies; empty for one that a page made up, because only the system knows paths. */
  pathOf: (file: File): string => webUtils.getPathForFile(file),
  on: (name: unknown, listener: (event: unknown) => void): (() => void) => {
    const hear = (_message: unknown, told: unknown, event: unknown): void => {
      if (told === name) listener(event);
    };
    ipcRenderer.on(eventChannel, hear);
    return () => void ipcRenderer.off(eventChannel, hear);
  },
  /** In percent. */
  zoom: (percent: unknown): void => {
    if (typeof percent === 'number' && percent >= 50 && percent <= 200) webFrame.setZoomFactor(percent / 100);
  },
  openTab: async (url: unknown): Promise<void> => {
    const answer: CallAnswer = await ipcRenderer.invoke(tabChannel, String(url));
    if (!answer.ok) throw new Error(answer.message);
  },
  menu: (menu: unknown): void => ipcRenderer.send(menuChannel, menu),
  onMenu: (listener: (command: string) => void): (() => void) => {
    const hear = (_message: unknown, command: unknown): void => listener(String(command));
    ipcRenderer.on(commandChannel, hear);
    return () => void ipcRenderer.off(commandChannel, hear);
  },
});

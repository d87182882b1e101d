import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { type CallAnswer, callChannel, eventChannel } from './channels.ts';

/**
 * Runs in the window's sandbox before the page: gives it exactly three functions, `window.desktop.call`,
 * `window.desktop.on`, and `window.desktop.pathOf` for a file that the person dropped on the page.
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
});

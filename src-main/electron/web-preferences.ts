import type { WebPreferences } from 'electron';

/** What holds in every window, whoever wrote its page: a sandboxed process that has neither Node nor our code within reach. */
const locked = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  spellcheck: false,
} as const satisfies WebPreferences;

/** Of the app's own window: the only one with a preload script. */
export const windowPreferences = (preload: string): WebPreferences => ({ ...locked, preload });

/** In memory only, because it does not begin with `persist:`; nobody else has it. */
export const tabPartition = 'slipway-tab';

/** Of a window with a page behind the gateway, which is a stranger: no preload, a session of its own, and no dialogs without end. */
export const tabPreferences = (): WebPreferences => ({ ...locked, partition: tabPartition, safeDialogs: true });

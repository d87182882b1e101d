import uiEn from './en/ui.json' with { type: 'json' };
import windowEn from './en/window.json' with { type: 'json' };
import uiZh from './zh-CN/ui.json' with { type: 'json' };
import windowZh from './zh-CN/window.json' with { type: 'json' };

/** Every text of the window. English is the list of keys; a test insists that each other language has all of them. */
export const en = { ui: uiEn, window: windowEn };
export const zhCN = { ui: uiZh, window: windowZh };

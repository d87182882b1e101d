import windowEn from './en/window.json' with { type: 'json' };
import windowZh from './zh-CN/window.json' with { type: 'json' };

/** Every text of the window. English is the list of keys; a test insists that each other language has all of them. */
export const en = { window: windowEn };
export const zhCN = { window: windowZh };

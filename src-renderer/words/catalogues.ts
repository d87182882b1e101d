import routesEn from './en/routes.json' with { type: 'json' };
import uiEn from './en/ui.json' with { type: 'json' };
import windowEn from './en/window.json' with { type: 'json' };
import routesZh from './zh-CN/routes.json' with { type: 'json' };
import uiZh from './zh-CN/ui.json' with { type: 'json' };
import windowZh from './zh-CN/window.json' with { type: 'json' };

/** Every text of the window. English is the list of keys; a test insists that each other language has all of them. */
export const en = { routes: routesEn, ui: uiEn, window: windowEn };
export const zhCN = { routes: routesZh, ui: uiZh, window: windowZh };

import answersEn from './en/answers.json' with { type: 'json' };
import browserEn from './en/browser.json' with { type: 'json' };
import certificatesEn from './en/certificates.json' with { type: 'json' };
import desktopEn from './en/desktop.json' with { type: 'json' };
import doctorEn from './en/doctor.json' with { type: 'json' };
import editorEn from './en/editor.json' with { type: 'json' };
import exchangeEn from './en/exchange.json' with { type: 'json' };
import explainEn from './en/explain.json' with { type: 'json' };
import flowEn from './en/flow.json' with { type: 'json' };
import metricsEn from './en/metrics.json' with { type: 'json' };
import reviewEn from './en/review.json' with { type: 'json' };
import routesEn from './en/routes.json' with { type: 'json' };
import servicesEn from './en/services.json' with { type: 'json' };
import settingsEn from './en/settings.json' with { type: 'json' };
import statusEn from './en/status.json' with { type: 'json' };
import storeEn from './en/store.json' with { type: 'json' };
import testsEn from './en/tests.json' with { type: 'json' };
import tourEn from './en/tour.json' with { type: 'json' };
import trafficEn from './en/traffic.json' with { type: 'json' };
import uiEn from './en/ui.json' with { type: 'json' };
import visualEn from './en/visual.json' with { type: 'json' };
import welcomeEn from './en/welcome.json' with { type: 'json' };
import windowEn from './en/window.json' with { type: 'json' };
import answersZh from './zh-CN/answers.json' with { type: 'json' };
import browserZh from './zh-CN/browser.json' with { type: 'json' };
import certificatesZh from './zh-CN/certificates.json' with { type: 'json' };
import desktopZh from './zh-CN/desktop.json' with { type: 'json' };
import doctorZh from './zh-CN/doctor.json' with { type: 'json' };
import editorZh from './zh-CN/editor.json' with { type: 'json' };
import exchangeZh from './zh-CN/exchange.json' with { type: 'json' };
import explainZh from './zh-CN/explain.json' with { type: 'json' };
import flowZh from './zh-CN/flow.json' with { type: 'json' };
import metricsZh from './zh-CN/metrics.json' with { type: 'json' };
import reviewZh from './zh-CN/review.json' with { type: 'json' };
import routesZh from './zh-CN/routes.json' with { type: 'json' };
import servicesZh from './zh-CN/services.json' with { type: 'json' };
import settingsZh from './zh-CN/settings.json' with { type: 'json' };
import statusZh from './zh-CN/status.json' with { type: 'json' };
import storeZh from './zh-CN/store.json' with { type: 'json' };
import testsZh from './zh-CN/tests.json' with { type: 'json' };
import tourZh from './zh-CN/tour.json' with { type: 'json' };
import trafficZh from './zh-CN/traffic.json' with { type: 'json' };
import uiZh from './zh-CN/ui.json' with { type: 'json' };
import visualZh from './zh-CN/visual.json' with { type: 'json' };
import welcomeZh from './zh-CN/welcome.json' with { type: 'json' };
import windowZh from './zh-CN/window.json' with { type: 'json' };

/** Every text of the window. English is the list of keys; a test insists that each other language has all of them. */
export const en = {
  visual: visualEn,
  browser: browserEn,
  doctor: doctorEn,
  certificates: certificatesEn,
  desktop: desktopEn,
  editor: editorEn,
  services: servicesEn,
  store: storeEn,
  tests: testsEn,
  status: statusEn,
  review: reviewEn,
  tour: tourEn,
  welcome: welcomeEn,
  flow: flowEn,
  settings: settingsEn,
  metrics: metricsEn,
  exchange: exchangeEn,
  explain: explainEn,
  answers: answersEn,
  routes: routesEn,
  traffic: trafficEn,
  ui: uiEn,
  window: windowEn,
};
export const zhCN = {
  visual: visualZh,
  browser: browserZh,
  doctor: doctorZh,
  certificates: certificatesZh,
  desktop: desktopZh,
  editor: editorZh,
  services: servicesZh,
  store: storeZh,
  tests: testsZh,
  status: statusZh,
  review: reviewZh,
  tour: tourZh,
  welcome: welcomeZh,
  flow: flowZh,
  settings: settingsZh,
  metrics: metricsZh,
  exchange: exchangeZh,
  explain: explainZh,
  answers: answersZh,
  routes: routesZh,
  traffic: trafficZh,
  ui: uiZh,
  window: windowZh,
};

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserWiring } from './chromium.ts';
import { nearNetworks } from './near-networks.ts';

/** Writes the preferences of a new profile. */
export const writeFirefoxPreferences = (
  profile: string,
  wiring: BrowserWiring,
  more: Readonly<Record<string, Preference>> = {},
): Promise<void> => writeFile(join(profile, 'user.js'), linesOf({ ...preferences(wiring), ...more }), { mode: 0o600 });

/** On Windows the program only starts another one, and would be gone while its browser runs, if it were not told to wait. */
export const firefoxArguments = (profile: string): readonly string[] => [
  '-wait-for-browser',
  '-new-instance',
  '-profile',
  profile,
];

export type Preference = string | number | boolean;

const preferences = ({ proxyPort, ownWays }: BrowserWiring): Readonly<Record<string, Preference>> => ({
  'network.proxy.type': 1,
  'network.proxy.http': '127.0.0.1',
  'network.proxy.http_port': proxyPort,
  'network.proxy.ssl': '127.0.0.1',
  'network.proxy.ssl_port': proxyPort,
  'network.proxy.share_proxy_settings': true,
  // Loopback goes by itself all the same, but for names that the table may have.
  'network.proxy.allow_hijacking_localhost': true,
  'network.proxy.no_proxies_on': [...nearNetworks, ...ownWays.map((suffix) => `.${suffix}`)].join(', '),
  // Names are asked of nobody by the browser: the proxy knows them.
  'network.proxy.socks_remote_dns': true,
  'network.trr.mode': 5,
  'network.dns.disablePrefetch': true,
  'network.prefetch-next': false,
  'network.predictor.enabled': false,
  'network.http.speculative-parallel-limit': 0,
  'network.http.http3.enable': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'dom.security.https_first': false,
  'dom.security.https_only_mode': false,
  'security.default_personal_cert': 'Select Automatically',
  // A first look at a page, and not at the browser.
  'browser.aboutwelcome.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.homepage_override.mstone': 'ignore',
  'browser.startup.page': 0,
  'browser.tabs.warnOnClose': false,
  'browser.sessionstore.resume_from_crash': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'datareporting.healthreport.uploadEnabled': false,
  'toolkit.telemetry.reportingpolicy.firstRun': false,
  'termsofuse.acceptedVersion': 999,
  'termsofuse.bypassNotification': true,
  'trailhead.firstrun.didSeeAboutWelcome': true,
  'app.update.enabled': false,
  'app.update.auto': false,
  'app.normandy.enabled': false,
  'extensions.update.enabled': false,
  'services.settings.server': 'data:,',
});

const linesOf = (all: Readonly<Record<string, Preference>>): string =>
  Object.entries(all)
    .map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`)
    .join('');

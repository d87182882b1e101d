import { posix } from 'node:path';
import type { ResolverSeen } from '#core/doctor/observations.ts';
import { chromiumPolicies } from './chromium-policies.ts';
import type { DoctorSystem } from './doctor-system.ts';
import type { FirefoxProfile } from './firefox-settings.ts';
import { orNothing } from './seen.ts';

/** How each browser with settings of its own looks up names (reference 3.4, 13). Without any the list is empty. */
export const lookAtResolvers = async (
  system: DoctorSystem,
  profiles: readonly FirefoxProfile[],
): Promise<readonly ResolverSeen[]> => {
  const [policy, chromium, policies] = await Promise.all([
    firefoxPolicy(system),
    chromiumStates(system),
    chromiumPolicies(system),
  ]);
  return [
    ...profiles.map((profile) => ofFirefox(profile, policy)),
    ...chromium,
    ...policies.flatMap(({ file, dns }): readonly ResolverSeen[] =>
      dns === undefined ? [] : [{ browser: 'Chrome (policy)', skipsHosts: false, https: modeOf(dns), file }],
    ),
  ];
};

/**
 * `network.trr.mode`: 2 and 3 ask over HTTPS, 3 nothing else; what the hosts file has is exempt unless
 * `network.trr.exclude-etc-hosts` is false.
 */
const ofFirefox = ({ name, file, preferences }: FirefoxProfile, policy: boolean | undefined): ResolverSeen => {
  const mode = preferences.get('network.trr.mode');
  const https = mode === 3 ? 'always' : mode === 2 || policy === true ? 'on' : 'off';
  const skipsHosts = https !== 'off' && preferences.get('network.trr.exclude-etc-hosts') === false;
  return { browser: `Firefox (profile ${name})`, skipsHosts, https, file };
};

const firefoxPolicy = async (system: DoctorSystem): Promise<boolean | undefined> => {
  if (system.platform !== 'linux') return undefined;
  const text = await orNothing(system.read('/etc/firefox/policies/policies.json'));
  const policies = parse(text)?.policies;
  const dns = isObject(policies) ? policies.DNSOverHTTPS : undefined;
  return isObject(dns) && typeof dns.Enabled === 'boolean' ? dns.Enabled : undefined;
};

/** Chromium's own resolver reads the hosts file before it asks anybody, over HTTPS or not. */
const chromiumStates = async (system: DoctorSystem): Promise<readonly ResolverSeen[]> => {
  const found = await Promise.all(
    statesOf(system).map(async ([browser, file]): Promise<ResolverSeen | undefined> => {
      const dns = parse(await orNothing(system.read(file)))?.dns_over_https;
      if (!isObject(dns) || typeof dns.mode !== 'string') return undefined;
      return { browser, skipsHosts: false, https: modeOf(dns.mode), file };
    }),
  );
  return found.filter((one) => one !== undefined);
};

const modeOf = (mode: string): ResolverSeen['https'] =>
  mode === 'secure' ? 'always' : mode === 'automatic' ? 'on' : 'off';

const statesOf = ({ platform, home, environment }: DoctorSystem): readonly (readonly [string, string])[] => {
  const local = environment.LOCALAPPDATA ?? `${home}\\AppData\\Local`;
  const folders: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
    win32: [
      ['Chrome', `${local}\\Google\\Chrome\\User Data\\Local State`],
      ['Edge', `${local}\\Microsoft\\Edge\\User Data\\Local State`],
    ],
    darwin: [
      ['Chrome', posix.join(home, 'Library/Application Support/Google/Chrome/Local State')],
      ['Edge', posix.join(home, 'Library/Application Support/Microsoft Edge/Local State')],
    ],
  };
  const config = environment.XDG_CONFIG_HOME ?? posix.join(home, '.config');
  return (
    folders[platform] ?? [
      ['Chrome', posix.join(config, 'google-chrome', 'Local State')],
      ['Chromium', posix.join(config, 'chromium', 'Local State')],
      ['Edge', posix.join(config, 'microsoft-edge', 'Local State')],
      ['Brave', posix.join(config, 'BraveSoftware', 'Brave-Browser', 'Local State')],
    ]
  );
};

const parse = (text: string | undefined): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

import type { ProxySeen } from '#core/doctor/observations.ts';
import { chromiumPolicies } from './chromium-policies.ts';
import type { DoctorSystem } from './doctor-system.ts';
import type { FirefoxProfile } from './firefox-settings.ts';
import { orNothing } from './seen.ts';

type Found = Omit<ProxySeen, 'own'>;

/** Every proxy that this machine tells its programs to use. `own`: ports of Slipway itself, which is no stranger. */
export const lookAtProxies = async (
  system: DoctorSystem,
  profiles: readonly FirefoxProfile[],
  own: ReadonlySet<number>,
): Promise<readonly ProxySeen[]> => {
  const [desktop, policies] = await Promise.all([ofDesktop(system), chromiumPolicies(system)]);
  const all: readonly Found[] = [
    ...ofEnvironment(system),
    ...desktop,
    ...profiles.flatMap(ofFirefox),
    ...policies.flatMap(({ proxy }): readonly Found[] =>
      proxy === undefined
        ? []
        : [{ from: 'the policy of Chrome', browsers: true, ...proxy, server: withoutUser(proxy.server) }],
    ),
  ];
  return all.map((one) => (isOwn(one.server, own) ? { ...one, own: true } : one));
};

const ofEnvironment = ({ environment }: DoctorSystem): readonly Found[] => {
  const value = (name: string): string | undefined => environment[name] || environment[name.toUpperCase()] || undefined;
  const server = value('https_proxy') ?? value('http_proxy') ?? value('all_proxy');
  if (server === undefined) return [];
  return [
    { from: 'the environment', browsers: false, server: withoutUser(server), bypass: listOf(value('no_proxy') ?? '') },
  ];
};

const ofDesktop = (system: DoctorSystem): Promise<readonly Found[]> => {
  if (system.platform === 'darwin') return ofMac(system);
  if (system.platform === 'win32') return ofWindows(system);
  return system.platform === 'linux' ? ofGnome(system) : Promise.resolve([]);
};

/** GNOME and those desktops that keep its settings; browsers of Linux follow them. */
const ofGnome = async (system: DoctorSystem): Promise<readonly Found[]> => {
  const get = async (schema: string, key: string): Promise<string> =>
    ((await orNothing(system.ask('gsettings', ['get', schema, key]))) ?? '').trim().replace(/^'(.*)'$/, '$1');
  const base = 'org.gnome.system.proxy';
  const mode = await get(base, 'mode');
  if (mode !== 'manual' && mode !== 'auto') return [];
  const bypass = [...(await get(base, 'ignore-hosts')).matchAll(/'([^']+)'/g)].map(([, one = '']) => one);
  if (mode === 'auto') {
    const server = await get(base, 'autoconfig-url');
    return [{ from: 'the desktop', browsers: true, server: server || 'a PAC file that the network names', bypass }];
  }
  for (const kind of ['https', 'http', 'socks']) {
    const [host, port] = await Promise.all([get(`${base}.${kind}`, 'host'), get(`${base}.${kind}`, 'port')]);
    if (host !== '') return [{ from: 'the desktop', browsers: true, server: `${host}:${port}`, bypass }];
  }
  return [];
};

/** `scutil --proxy` prints a dictionary, one entry in a line. */
const ofMac = async (system: DoctorSystem): Promise<readonly Found[]> => {
  const printed = (await orNothing(system.ask('/usr/sbin/scutil', ['--proxy']))) ?? '';
  const value = (key: string): string | undefined => new RegExp(`^\\s*${key} : (.+)$`, 'm').exec(printed)?.[1]?.trim();
  const bypass = [...(/ExceptionsList : <array> \{([^}]*)\}/.exec(printed)?.[1] ?? '').matchAll(/\d+ : (\S+)/g)].map(
    ([, one = '']) => one,
  );
  if (value('ProxyAutoConfigEnable') === '1')
    return [{ from: 'macOS', browsers: true, server: value('ProxyAutoConfigURLString') ?? 'a PAC file', bypass }];
  for (const kind of ['HTTPS', 'HTTP', 'SOCKS']) {
    if (value(`${kind}Enable`) !== '1') continue;
    return [{ from: 'macOS', browsers: true, server: `${value(`${kind}Proxy`)}:${value(`${kind}Port`)}`, bypass }];
  }
  return [];
};

/** The values of the registry that Windows' own settings write. */
const ofWindows = async (system: DoctorSystem): Promise<readonly Found[]> => {
  const key = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings';
  const printed = (await orNothing(system.ask('reg', ['query', key]))) ?? '';
  const value = (name: string): string | undefined =>
    new RegExp(`^\\s*${name}\\s+REG_\\w+\\s+(.+?)\\s*$`, 'm').exec(printed)?.[1];
  const bypass = listOf(value('ProxyOverride') ?? '');
  const script = value('AutoConfigURL');
  if (script !== undefined) return [{ from: 'Windows', browsers: true, server: withoutUser(script), bypass }];
  const server = value('ProxyServer');
  if (value('ProxyEnable') !== '0x1' || server === undefined) return [];
  return [{ from: 'Windows', browsers: true, server: withoutUser(server), bypass }];
};

/** `network.proxy.type`: 1 by hand, 2 by a PAC file; 5 is that of the system. */
const ofFirefox = ({ name, preferences }: FirefoxProfile): readonly Found[] => {
  const type = preferences.get('network.proxy.type');
  const bypass = listOf(String(preferences.get('network.proxy.no_proxies_on') ?? ''));
  const from = `Firefox (profile ${name})`;
  if (type === 2) {
    const server = withoutUser(String(preferences.get('network.proxy.autoconfig_url') ?? 'a PAC file'));
    return [{ from, browsers: true, server, bypass }];
  }
  const host = preferences.get('network.proxy.ssl') ?? preferences.get('network.proxy.http');
  if (type !== 1 || host === undefined || host === '') return [];
  const port = preferences.get('network.proxy.ssl_port') ?? preferences.get('network.proxy.http_port') ?? 0;
  return [{ from, browsers: true, server: `${host}:${port}`, bypass }];
};

const listOf = (written: string): readonly string[] => written.split(/[,;|\s]+/).filter((one) => one !== '');

/** Reports are shown to others; a password never is. */
const withoutUser = (server: string): string => server.replace(/^(\w+:\/\/)?[^@/\s]*@/, '$1');

const isOwn = (server: string, own: ReadonlySet<number>): boolean => {
  const [, host = '', port = ''] = /^(?:\w+:\/\/)?(\[[^\]]+\]|[^:/]+):(\d+)/.exec(server) ?? [];
  return /^(127\.|localhost$|\[::1\])/.test(host) && own.has(Number(port));
};

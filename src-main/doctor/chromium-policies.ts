import { posix } from 'node:path';
import type { DoctorSystem } from './doctor-system.ts';
import { orNothing } from './seen.ts';

/** What an administrator has settled for Chrome or Chromium, as far as names and proxies are concerned. */
export type ChromiumPolicy = {
  readonly file: string;
  /** `off`, `automatic`, `secure`. */
  readonly dns?: string;
  readonly proxy?: { readonly server: string; readonly bypass: readonly string[] };
};

/** Managed policies of Linux; those of Windows and macOS are in places that only their own programs read. */
export const chromiumPolicies = async (system: DoctorSystem): Promise<readonly ChromiumPolicy[]> => {
  if (system.platform !== 'linux') return [];
  const found = await Promise.all(
    folders.map(async (folder) => {
      const names = (await orNothing(system.list(folder))) ?? [];
      const files = names.filter((name) => name.endsWith('.json')).map((name) => posix.join(folder, name));
      return Promise.all(files.map(async (file) => policyIn(file, (await orNothing(system.read(file))) ?? '')));
    }),
  );
  return found.flat();
};

const folders = [
  '/etc/opt/chrome/policies/managed',
  '/etc/chromium/policies/managed',
  '/etc/opt/edge/policies/managed',
  '/etc/brave/policies/managed',
];

const policyIn = (file: string, text: string): ChromiumPolicy => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { file };
  }
  const dns = textAt(value, 'DnsOverHttpsMode');
  const settings = memberOf(value, 'ProxySettings');
  const server =
    textAt(settings, 'ProxyServer') ??
    textAt(value, 'ProxyServer') ??
    textAt(settings, 'ProxyPacUrl') ??
    textAt(value, 'ProxyPacUrl');
  const bypass = textAt(settings, 'ProxyBypassList') ?? textAt(value, 'ProxyBypassList') ?? '';
  return {
    file,
    ...(dns !== undefined && { dns }),
    ...(server !== undefined && { proxy: { server, bypass: bypass.split(/[,;]/).filter((one) => one.trim() !== '') } }),
  };
};

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;

const textAt = (value: unknown, name: string): string | undefined => {
  const found = memberOf(value, name);
  return typeof found === 'string' && found !== '' ? found : undefined;
};

import type { Failure } from '#core/failure.ts';
import type { ApplyOn } from './contract.ts';

/** What a person has chosen, for every workspace and window on this machine. */
export type Settings = {
  /** `system`: the nearest to what the browser or desktop prefers. */
  readonly language: 'system' | 'en' | 'zh-CN';
  readonly theme: 'system' | 'light' | 'dark';
  /** `system`: as the desktop asks for (`prefers-contrast`, forced colours). */
  readonly contrast: 'system' | 'normal' | 'high';
  readonly motion: 'system' | 'reduced';
  /** Of the window, in percent. */
  readonly zoom: number;
  /** Whether what is saved answers at once; what `slipway run` and the desktop app begin with. */
  readonly applyOn: ApplyOn;
  readonly capture: CaptureSettings;
  /** Whether `Strict-Transport-Security` goes to browsers under names that lead here on this machine alone. */
  readonly hsts: 'strip' | 'keep';
  readonly hosts: HostsSettings;
  /** Whether the first-run tour has been seen, or put away. */
  readonly tour: 'new' | 'done';
};

/** What is kept of traffic. */
export type CaptureSettings = {
  /** Whether bodies and messages are kept at all. */
  readonly bodies: boolean;
  /** Of all exchanges together; older ones make room. */
  readonly bytes: number;
  /** Of each body. */
  readonly bodyBytes: number;
};

/** The hosts file of this machine. */
export type HostsSettings = {
  /** Whether our names go from it when the program ends, or are left for the next start. */
  readonly onQuit: 'remove' | 'keep';
  /** Another file than the system's own; empty: that one. */
  readonly file: string;
};

/** Some of the settings, to be changed; the others stay. */
export type SettingsChange = Partial<Omit<Settings, 'capture' | 'hosts'>> & {
  readonly capture?: Partial<CaptureSettings>;
  readonly hosts?: Partial<HostsSettings>;
};

export type SettingsState = {
  readonly settings: Settings;
  /** Why the file could not be read or written, with what became of it; empty where all is well. */
  readonly failures: readonly Failure[];
};

const megabyte = 1024 * 1024;

/** What holds until a person chooses otherwise. */
export const usualSettings: Settings = {
  language: 'system',
  theme: 'system',
  contrast: 'system',
  motion: 'system',
  zoom: 100,
  applyOn: 'save',
  capture: { bodies: true, bytes: 128 * megabyte, bodyBytes: 64 * 1024 },
  hsts: 'strip',
  hosts: { onQuit: 'remove', file: '' },
  tour: 'new',
};

/** What one setting can be. */
export type SettingRule =
  | { readonly is: 'choice'; readonly of: readonly string[] }
  | { readonly is: 'switch' }
  /** Absolute, or empty. */
  | { readonly is: 'path' }
  | { readonly is: 'number'; readonly least: number; readonly most: number; readonly unit: 'percent' | 'bytes' };

/** Every setting by its name in the file and in the terminal, in the order in which they are listed. */
export const settingRules = {
  language: { is: 'choice', of: ['system', 'en', 'zh-CN'] },
  theme: { is: 'choice', of: ['system', 'light', 'dark'] },
  contrast: { is: 'choice', of: ['system', 'normal', 'high'] },
  motion: { is: 'choice', of: ['system', 'reduced'] },
  zoom: { is: 'number', least: 50, most: 200, unit: 'percent' },
  applyOn: { is: 'choice', of: ['save', 'review'] },
  'capture.bodies': { is: 'switch' },
  'capture.bytes': { is: 'number', least: megabyte, most: 4096 * megabyte, unit: 'bytes' },
  'capture.bodyBytes': { is: 'number', least: 1024, most: 16 * megabyte, unit: 'bytes' },
  hsts: { is: 'choice', of: ['strip', 'keep'] },
  'hosts.onQuit': { is: 'choice', of: ['remove', 'keep'] },
  'hosts.file': { is: 'path' },
  tour: { is: 'choice', of: ['new', 'done'] },
} as const satisfies Readonly<Record<string, SettingRule>>;

export type SettingName = keyof typeof settingRules;
export const settingNames = Object.keys(settingRules) as readonly SettingName[];

/** Whether a value is one that the setting can have. */
export const isSetting = (name: SettingName, value: unknown): boolean => {
  const rule: SettingRule = settingRules[name];
  if (rule.is === 'choice') return typeof value === 'string' && rule.of.includes(value);
  if (rule.is === 'switch') return typeof value === 'boolean';
  if (rule.is === 'path') return typeof value === 'string' && value.length <= 4_096 && isPath.test(value);
  return typeof value === 'number' && Number.isInteger(value) && value >= rule.least && value <= rule.most;
};

/** The value of one setting. */
export const settingOf = (settings: Settings, name: SettingName): string | number | boolean => {
  const [outer, inner] = pathOf(name);
  const value = settings[outer];
  return typeof value === 'object'
    ? ((value as Readonly<Record<string, string | number | boolean>>)[inner ?? ''] ?? '')
    : value;
};

/** A change of one setting. The caller has asked `isSetting`. */
export const changeOf = (name: SettingName, value: string | number | boolean): SettingsChange => {
  const [outer, inner] = pathOf(name);
  return { [outer]: inner === undefined ? value : { [inner]: value } };
};

/** The settings after a change. */
export const changeSettings = (settings: Settings, { capture, hosts, ...change }: SettingsChange): Settings => ({
  ...settings,
  ...change,
  capture: { ...settings.capture, ...capture },
  hosts: { ...settings.hosts, ...hosts },
});

/** The settings in a parsed file, whatever it holds: what is missing or cannot be is as usual. */
export const settingsIn = (value: unknown): Settings => {
  let settings = usualSettings;
  for (const name of settingNames) {
    const [outer, inner] = pathOf(name);
    const found = inner === undefined ? memberOf(value, outer) : memberOf(memberOf(value, outer), inner);
    if (isSetting(name, found)) settings = changeSettings(settings, changeOf(name, found as string | number | boolean));
  }
  return settings;
};

/** Of any system, because settings may lie on a disk that several use. */
const isPath = /^$|^(\/|[A-Za-z]:[\\/])\P{Cc}*$/u;

const pathOf = (name: SettingName) => name.split('.') as [outer: keyof Settings, inner?: string];

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;

import * as v from 'valibot';
import { isSetting, type SettingName, type SettingRule, type SettingsChange, settingRules } from './settings.ts';

const setting = (name: SettingName) =>
  v.exactOptional(v.custom<never>((value) => isSetting(name, value), sayRule(settingRules[name])));

const sayRule = (rule: SettingRule): string => {
  if (rule.is === 'choice') return `one of ${rule.of.map((one) => `"${one}"`).join(', ')} was expected`;
  if (rule.is === 'switch') return 'true or false was expected';
  if (rule.is === 'path') return 'an absolute path, or nothing, was expected';
  return `a whole number from ${rule.least} to ${rule.most} was expected`;
};

/** A change of settings: known ones alone, each with a value that it can have. */
export const settingsChange: v.GenericSchema<unknown, SettingsChange> = v.strictObject({
  language: setting('language'),
  theme: setting('theme'),
  contrast: setting('contrast'),
  motion: setting('motion'),
  zoom: setting('zoom'),
  applyOn: setting('applyOn'),
  capture: v.exactOptional(
    v.strictObject({
      bodies: setting('capture.bodies'),
      bytes: setting('capture.bytes'),
      bodyBytes: setting('capture.bodyBytes'),
    }),
  ),
  hosts: v.exactOptional(v.strictObject({ onQuit: setting('hosts.onQuit'), file: setting('hosts.file') })),
  tour: setting('tour'),
});

import { isSetting, type SettingsChange, settingRules } from '#contract/settings.ts';
import { at, says } from './command-host.ts';
import type { Command } from './commands.ts';
import type { Stores } from './stores.ts';
import { zoomIn, zoomOut } from './zoom.ts';

/** Each choice of a setting, except for the one that holds. */
export const viewCommands = ({ settings, flow }: Stores): readonly Command[] => {
  const zoomTo = (zoom: number) => () => {
    if (isSetting('zoom', zoom)) void settings.change({ zoom });
  };
  const choose = <N extends 'language' | 'theme' | 'contrast' | 'motion'>(name: N): readonly Command[] =>
    settingRules[name].of.map((value) => ({
      ...at('view'),
      id: `${name}-${value}`,
      ...says(`${name}.${value}`),
      enabled: () => settings.now()[name] !== value,
      run: () => void settings.change({ [name]: value } as SettingsChange),
    }));
  return [
    {
      ...at('view'),
      id: 'zoom-in',
      ...says('zoomIn'),
      keys: ['Mod++', 'Mod+='],
      enabled: () => settings.now().zoom < settingRules.zoom.most,
      run: () => zoomTo(zoomIn(settings.now().zoom))(),
    },
    {
      ...at('view'),
      id: 'zoom-out',
      ...says('zoomOut'),
      keys: ['Mod+-'],
      enabled: () => settings.now().zoom > settingRules.zoom.least,
      run: () => zoomTo(zoomOut(settings.now().zoom))(),
    },
    {
      ...at('view'),
      id: 'zoom-reset',
      ...says('zoomReset'),
      keys: ['Mod+0'],
      enabled: () => settings.now().zoom !== 100,
      run: zoomTo(100),
    },
    ...choose('theme'),
    ...choose('contrast'),
    ...choose('motion'),
    ...choose('language'),
    {
      ...at('help'),
      id: 'settings',
      ...says('settings'),
      keys: ['Mod+,'],
      where: 'behind-dialogs',
      run: () => flow.open('settings'),
    },
    { ...at('help'), id: 'keys', ...says('keys'), keys: ['?'], where: 'outside-fields', run: () => flow.open('keys') },
  ];
};

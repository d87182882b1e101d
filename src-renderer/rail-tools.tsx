import { ariaKeys, type Command, isMac, sayKeys } from './state/commands.ts';
import { useSlice, useStores } from './state/stores-context.ts';
import type { ThemeChoice } from './state/theme.ts';
import { MoonIcon, SearchIcon, SettingsIcon, SunIcon, SystemIcon } from './ui/icons.tsx';
import { useWords } from './words/words.ts';

const nextTheme: Readonly<Record<ThemeChoice, ThemeChoice>> = { system: 'light', light: 'dark', dark: 'system' };
const themeIcons = { system: SystemIcon, light: SunIcon, dark: MoonIcon };
const toolIcons = { palette: SearchIcon, settings: SettingsIcon };

/** At the foot of the rail: all commands, the settings, and the colours. */
export const RailTools = ({ commands }: { readonly commands: readonly Command[] }) => {
  const { flow, theme, words } = useStores();
  const t = useWords('window');
  const choice = useSlice('theme', (state) => state.choice);
  const ThemeIcon = themeIcons[choice];
  return (
    <>
      {(['palette', 'settings'] as const).map((what) => {
        const command = commands.find(({ id }) => id === what);
        if (command === undefined) return null;
        const name = command.title(words);
        const Icon = toolIcons[what];
        return (
          <button
            key={what}
            type="button"
            className="tool"
            aria-haspopup="dialog"
            aria-label={name}
            aria-keyshortcuts={ariaKeys(command.keys, isMac())}
            title={withKeys(name, command)}
            onClick={() => flow.open(what)}
          >
            <Icon size={18} />
          </button>
        );
      })}
      <button
        type="button"
        aria-label={t('theme.change', {
          now: t(`theme.${choice}`).toLowerCase(),
          next: t(`theme.${nextTheme[choice]}`).toLowerCase(),
        })}
        onClick={() => theme.choose(nextTheme[choice])}
      >
        <ThemeIcon size={18} />
        {t(`theme.${choice}`)}
      </button>
    </>
  );
};

/** A name with the keys that do the same behind it. */
export const withKeys = (name: string, command: Command | undefined): string =>
  command?.keys[0] === undefined ? name : `${name} (${sayKeys(command.keys[0], isMac())})`;

import { useEffect } from 'react';
import { desktopMenu } from './client/connect.ts';
import type { DesktopMenu } from './client/wire-desktop.ts';
import { type Command, commandGroups } from './state/commands.ts';
import { useStores } from './state/stores-context.ts';
import { useTongue, type Words } from './words/words.ts';

/** What may or may not be done changes with nearly everything; the menu follows so many milliseconds later. */
const pause = 300;

/** Tells the desktop app's menu what the window can do, and does what is chosen there. In a browser there is no such menu. */
export const useDesktopMenu = (commands: readonly Command[]) => {
  const { words, files, running, navigation, settings, draft, traffic, reach } = useStores();
  const tongue = useTongue();
  // biome-ignore lint/correctness/useExhaustiveDependencies: titles are in the language that is spoken
  useEffect(() => {
    const menu = desktopMenu(window);
    if (menu === undefined) return;
    let told = '';
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tell = () => {
      timer = undefined;
      const next = menuOf(commands, words);
      const text = JSON.stringify(next);
      if (text !== told) menu.menu(next);
      told = text;
    };
    const soon = () => {
      timer ??= setTimeout(tell, pause);
    };
    tell();
    const stops = [files, running, navigation, settings, draft, traffic, reach].map((store) => store.subscribe(soon));
    const stopHearing = menu.onMenu((id) => {
      const command = commands.find((one) => one.id === id);
      if (command && command.enabled?.() !== false) command.run();
    });
    return () => {
      for (const stop of [...stops, stopHearing]) stop();
      clearTimeout(timer);
    };
  }, [commands, words, tongue]);
};

const menuOf = (commands: readonly Command[], words: Words): DesktopMenu => ({
  tray: {
    answers: words.t('desktop:answers'),
    silent: words.t('desktop:silent'),
    hosts: words.t('desktop:hosts'),
    clean: words.t('desktop:clean'),
    browsers: words.t('desktop:browsers'),
    show: words.t('desktop:show'),
    quit: words.t('desktop:quit'),
  },
  groups: commandGroups.map((id) => ({
    id,
    label: words.t(`flow:group.${id}`),
    items: commands
      .filter(({ group }) => group === id)
      .map((command) => ({
        id: command.id,
        label: command.title(words),
        ...(command.keys[0] !== undefined && { keys: command.keys[0].replace('Mod', 'CommandOrControl') }),
        enabled: command.enabled?.() !== false,
      })),
  })),
});

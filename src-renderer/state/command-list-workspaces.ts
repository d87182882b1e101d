import type { Command } from './commands.ts';
import type { Stores } from './stores.ts';

/** Other workspaces: the start page, what was open lately, the samples; and the tour. */
export const workspaceCommands = ({ workspaces, tour }: Pick<Stores, 'workspaces' | 'tour'>): readonly Command[] => {
  const { known } = workspaces.getState();
  const titleOf = (words: Parameters<Command['title']>[0], name: string, otherwise: string): string => {
    const key = `welcome:sample.${name}.title`;
    return words.exists(key) ? words.t(key as 'welcome:title') : otherwise;
  };
  return [
    {
      group: 'file',
      id: 'start-page',
      title: (words) => words.t('welcome:command.page'),
      keys: ['Mod+O'],
      where: 'behind-dialogs',
      run: workspaces.showPage,
    },
    ...(known?.recent ?? [])
      .filter(({ exists }) => exists)
      .map(
        ({ paths, title }): Command => ({
          group: 'file',
          id: `recent ${paths.join(' ')}`,
          title: (words) => words.t('welcome:command.recent', { title: `${title} (${paths.join(', ')})` }),
          keys: [],
          run: () => void workspaces.open({ paths }, title),
        }),
      ),
    ...(known?.samples ?? []).map(
      ({ name, title }): Command => ({
        group: 'file',
        id: `sample ${name}`,
        title: (words) => words.t('welcome:command.sample', { title: titleOf(words, name, title) }),
        keys: [],
        run: () => void workspaces.open({ sample: name }, title),
      }),
    ),
    {
      group: 'help',
      id: 'tour',
      title: (words) => words.t('welcome:command.tour'),
      keys: [],
      run: () => void tour.start(),
    },
  ];
};

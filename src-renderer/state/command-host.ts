import type { en } from '../words/catalogues.ts';
import type { Command, CommandGroup } from './commands.ts';

/** What only the page can do for a command. */
export type CommandHost = {
  /** The panels in the order of the rail. */
  readonly panels: readonly PanelId[];
  /** Opens a panel and takes the focus there. */
  readonly enterPanel: (panel: PanelId) => void;
  /** Presses the button of a panel that is marked `data-deed`. */
  readonly press: (panel: PanelId, deed: string) => void;
  readonly walkParts: (way: 'forward' | 'back') => void;
  readonly copy: (text: string) => void;
};

export type PanelId = keyof (typeof en)['window']['panel'];

/** The title of a command from the catalogue. */
export const says = (key: string): Pick<Command, 'title'> => ({
  // A key that is not in the catalogue is found by a test of the list.
  title: (words) => words.t(`flow:command.${key}` as 'flow:command.save'),
});

/** A command of this group, without keys unless it says so. */
export const at = (group: CommandGroup): Pick<Command, 'group' | 'keys'> => ({ group, keys: [] });

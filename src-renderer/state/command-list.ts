import { locator } from '#core/text/position.ts';
import { at, type CommandHost, says } from './command-host.ts';
import { gatewayCommands } from './command-list-gateway.ts';
import { viewCommands } from './command-list-view.ts';
import { workspaceCommands } from './command-list-workspaces.ts';
import type { Command } from './commands.ts';
import { textOf } from './files.ts';
import { formatFile } from './format-file.ts';
import type { Stores } from './stores.ts';
import { nextProblem } from './walk-problems.ts';

/** Everything that the window can do, in the order in which it is listed. */
export const createCommands = (stores: Stores, host: CommandHost): readonly Command[] => [
  ...goCommands(stores, host),
  ...fileCommands(stores, host),
  ...workspaceCommands(stores),
  ...editCommands(stores, host),
  ...gatewayCommands(stores, host),
  ...viewCommands(stores),
];

const goCommands = ({ flow, navigation, request, draft, files }: Stores, host: CommandHost): readonly Command[] => {
  const walk = (way: 'forward' | 'back') => () => {
    const open = files.getState().files.map(({ file }) => file);
    const next = nextProblem(draft.getState().diagnostics, open, navigation.getState().cursor, way);
    if (next !== undefined) navigation.jumpTo(next.place);
  };
  const hasProblems = () => draft.getState().diagnostics.length > 0;
  return [
    {
      ...at('go'),
      id: 'palette',
      ...says('palette'),
      keys: ['Mod+Shift+P', 'Mod+K', 'F1'],
      run: () => flow.open('palette'),
      where: 'behind-dialogs',
    },
    {
      ...at('go'),
      id: 'search',
      ...says('search'),
      keys: ['Mod+P'],
      run: () => flow.open('palette', ''),
      where: 'behind-dialogs',
    },
    {
      ...at('go'),
      id: 'search-text',
      ...says('searchText'),
      keys: ['Mod+Shift+F'],
      run: () => flow.open('palette', '#'),
      where: 'behind-dialogs',
    },
    ...host.panels.map(
      (panel, index): Command => ({
        ...at('go'),
        id: `panel-${panel}`,
        title: (words) => words.t('flow:command.panel', { panel: words.t(`window:panel.${panel}`) }),
        keys: index < 9 ? [`Mod+${index + 1}`] : [],
        where: 'behind-dialogs',
        run: () => host.enterPanel(panel),
      }),
    ),
    {
      ...at('go'),
      id: 'next-part',
      ...says('nextPart'),
      keys: ['F6'],
      where: 'behind-dialogs',
      run: () => host.walkParts('forward'),
    },
    {
      ...at('go'),
      id: 'previous-part',
      ...says('previousPart'),
      keys: ['Shift+F6'],
      where: 'behind-dialogs',
      run: () => host.walkParts('back'),
    },
    {
      ...at('go'),
      id: 'explain',
      ...says('explain'),
      keys: ['Mod+E'],
      where: 'behind-dialogs',
      run: () => {
        navigation.openPanel('explain');
        request.focus();
      },
    },
    {
      ...at('go'),
      id: 'next-problem',
      ...says('nextProblem'),
      keys: ['F8'],
      where: 'behind-dialogs',
      enabled: hasProblems,
      run: walk('forward'),
    },
    {
      ...at('go'),
      id: 'previous-problem',
      ...says('previousProblem'),
      keys: ['Shift+F8'],
      where: 'behind-dialogs',
      enabled: hasProblems,
      run: walk('back'),
    },
  ];
};

const fileCommands = ({ files, navigation, language, flow }: Stores, host: CommandHost): readonly Command[] => {
  const shown = () => files.getState().files.find(({ file }) => file === navigation.getState().file);
  const unsaved = () => files.getState().files.some(({ draft }) => draft !== undefined);
  return [
    {
      ...at('file'),
      id: 'save',
      ...says('save'),
      keys: ['Mod+S'],
      enabled: () => shown()?.draft !== undefined,
      run: () => {
        const { file } = navigation.getState();
        if (file !== undefined) void files.save(file);
      },
    },
    {
      ...at('file'),
      id: 'save-all',
      ...says('saveAll'),
      keys: ['Mod+Shift+S'],
      enabled: unsaved,
      run: () => void files.saveAll(),
    },
    { ...at('file'), id: 'new-file', ...says('newFile'), run: () => host.press('editor', 'new-file') },
    {
      ...at('file'),
      id: 'new-resource',
      ...says('newResource'),
      enabled: () => shown() !== undefined,
      run: () => host.press('visual', 'new-resource'),
    },
    { ...at('file'), id: 'new-test', ...says('newTest'), run: () => host.press('tests', 'new-test') },
    { ...at('file'), id: 'import-tests', ...says('importTests'), run: () => host.press('tests', 'import-tests') },
    {
      ...at('file'),
      id: 'format',
      ...says('format'),
      enabled: () => shown()?.disk?.writable !== false && shown() !== undefined,
      run: () => {
        const one = shown();
        if (one !== undefined) void formatFile({ files, language }, one.file).then(flow.refuse);
      },
    },
  ];
};

const editCommands = ({ files, navigation }: Stores, host: CommandHost): readonly Command[] => {
  const file = () => navigation.getState().file;
  const travel = (way: 'undo' | 'redo') => () => {
    const name = file();
    const done = name === undefined ? undefined : files[way](name);
    const one = files.getState().files.find((known) => known.file === name);
    if (done !== undefined && one !== undefined)
      navigation.reveal(locator({ file: one.file, text: textOf(one) })(done.range));
  };
  const can = (way: 'undo' | 'redo') => () => {
    const name = file();
    return name !== undefined && files.history(name)[way] !== undefined;
  };
  return [
    {
      ...at('edit'),
      id: 'undo',
      ...says('undo'),
      keys: ['Mod+Z'],
      where: 'outside-fields',
      enabled: can('undo'),
      run: travel('undo'),
    },
    {
      ...at('edit'),
      id: 'redo',
      ...says('redo'),
      keys: ['Mod+Shift+Z', 'Mod+Y'],
      where: 'outside-fields',
      enabled: can('redo'),
      run: travel('redo'),
    },
    { ...at('edit'), id: 'convert', ...says('convert'), run: () => host.press('visual', 'convert') },
  ];
};

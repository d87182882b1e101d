import { sayDestination } from '#core/action/say-destination.ts';
import type { RouteRow } from '#core/route/rows.ts';
import { sayTarget } from '#core/route/rows-words.ts';
import { refusalOf, type Target } from '#core/visual/retarget.ts';
import { curlFor } from '../../../state/curl.ts';
import { editRule, findRule, isOrdered, pathAfterMove, type RuleEdit } from '../../../state/edit-route.ts';
import { textOf } from '../../../state/files.ts';
import { rungsFor } from '../../../state/open-in.ts';
import { proposeRequest } from '../../../state/propose-request.ts';
import type { Stores } from '../../../state/stores.ts';
import { sayIn } from '../../../words/words.ts';
import { shortTarget } from './cells.ts';

export type RowAction = {
  readonly id: string;
  readonly name: string;
  /** The key that does the same without the menu. */
  readonly keys?: string;
  readonly run: () => void;
  /** What it is to be done with; `run` is that of the one that is chosen. */
  readonly choices?: readonly RowAction[];
};

/** What an action needs of the table: to say what was done, and to follow a rule to where it was moved. */
export type TableHands = {
  readonly announce: (words: string) => void;
  /** The path that a row's rule has in the text by now, where moves are not in the routes yet. */
  readonly pathOf: (row: RouteRow) => string;
  readonly follow: (row: RouteRow, path: string) => void;
};

/** Everything that can be done with a row; what makes no sense for it is not in the list. */
export const actionsFor = (
  row: RouteRow,
  stores: Stores,
  hands: TableHands,
  targets: readonly Target[],
): readonly RowAction[] => [
  ...placeActions(row, stores),
  ...requestActions(row, stores, hands),
  ...targetActions(row, stores, hands, targets),
  ...editActions(row, stores, hands),
];

const placeActions = (row: RouteRow, { navigation, words }: Stores): readonly RowAction[] => {
  const t = sayIn(words, 'routes');
  const { origin, change } = row;
  if (origin === undefined || change === 'removed') return [];
  const visual = () => {
    navigation.reveal(origin.place);
    navigation.openPanel('visual');
  };
  // What binds a destination, or waits to be bound.
  const binds = new Map(
    row.targets.flatMap(({ cluster }) =>
      cluster?.origin ? [[`${cluster.origin.kind} ${cluster.origin.name}`, cluster.origin.place] as const] : [],
    ),
  );
  return [
    { id: 'text', name: t('action.text'), keys: 'Enter', run: () => navigation.jumpTo(origin.place) },
    { id: 'visual', name: t('action.visual'), run: visual },
    ...[...binds].map(([name, place]) => ({
      id: `bind ${name}`,
      name: t('action.show', { name }),
      run: () => navigation.jumpTo(place),
    })),
  ];
};

const requestActions = (row: RouteRow, stores: Stores, { announce }: TableHands): readonly RowAction[] => {
  const { request, navigation, running, words } = stores;
  const t = sayIn(words, 'routes');
  const gateway = running.getState().running?.gateway;
  const proposed = proposeRequest(row, gateway?.listeners ?? []);
  if (proposed === undefined) return [];
  const explain = () => {
    const { method, url, headers, via } = proposed;
    request.change({ method, url, headers, via, body: '', against: row.change === 'removed' ? 'running' : 'draft' });
    navigation.openPanel('explain');
  };
  const command = curlFor(proposed, gateway?.listeners ?? [], gateway?.mesh);
  const copy = () => {
    navigator.clipboard?.writeText(command ?? '').then(
      () => announce(t('action.copied')),
      () => announce(t('action.notCopied')),
    );
  };
  const ways = proposed.via === 'mesh' ? [] : rungsFor(proposed.url, stores, announce);
  // Its command has a line of its own below.
  const choices = ways.filter(({ is }) => is !== 'copy').map(({ id, name, run }) => ({ id: `open ${id}`, name, run }));
  return [
    { id: 'explain', name: t('action.explain'), run: explain },
    ...(choices.length === 0 ? [] : [{ id: 'open', name: sayIn(words, 'browser')('open.in'), run: () => {}, choices }]),
    ...(command === undefined ? [] : [{ id: 'curl', name: t('action.curl'), run: copy }]),
  ];
};

const mostChoices = 200;

/** Each destination can be led to any other service of the workspace, as far as the API of the route can say it. */
const targetActions = (
  row: RouteRow,
  { retarget, words }: Stores,
  { announce }: TableHands,
  targets: readonly Target[],
): readonly RowAction[] => {
  if (row.change === 'removed' || row.origin === undefined) return [];
  const t = sayIn(words, 'routes');
  const known = new Map(targets.filter(({ port }) => port > 0).map((one) => [sayDestination(one), one]));
  return row.targets.flatMap((target, index): readonly RowAction[] => {
    const from = sayTarget(target);
    const choices = [...known]
      .filter(([to, aim]) => to !== from && refusalOf(target.origin, aim) === undefined)
      .slice(0, mostChoices)
      .map(
        ([to, aim]): RowAction => ({
          id: `${index} ${to}`,
          name: shortTarget(to),
          run: () => {
            retarget.lead(target.origin, aim, { from: shortTarget(from), to: shortTarget(to) });
            announce(retarget.getState().last?.words ?? '');
          },
        }),
      );
    const name = row.targets.length === 1 ? t('action.send') : t('action.sendOne', { target: shortTarget(from) });
    return choices.length === 0 ? [] : [{ id: `retarget ${index}`, name, run: () => {}, choices }];
  });
};

const editActions = (row: RouteRow, stores: Stores, hands: TableHands): readonly RowAction[] => {
  const { origin, change, does } = row;
  if (origin === undefined || change === 'removed' || !['route', 'connections', 'omitted'].includes(does.is)) return [];
  const open = stores.files.getState().files.find(({ file }) => file === origin.place.file);
  const rule = open && findRule(textOf(open), origin, hands.pathOf(row));
  if (!rule || open.disk?.writable === false) return [];
  const t = sayIn(stores.words, 'routes');
  const edit = (id: RuleEdit, name: string, keys?: string): RowAction => ({
    id,
    name,
    ...(keys !== undefined && { keys }),
    run: () => editRow(row, id, stores, hands),
  });
  return [
    ...(isOrdered(origin) && rule.index > 0 ? [edit('up', t('action.up'), 'Alt+↑')] : []),
    ...(isOrdered(origin) && rule.index < rule.count - 1 ? [edit('down', t('action.down'), 'Alt+↓')] : []),
    edit('duplicate', t('action.duplicate')),
    ...(rule.match ? [edit('remove-match', t('action.removeMatch'))] : []),
    ...(rule.count > 1 ? [edit('remove', t('action.remove'))] : []),
  ];
};

/** Changes the rule of a row in the text and says what was done, or why it was not. */
export const editRow = (row: RouteRow, edit: RuleEdit, { files, words }: Stores, hands: TableHands): void => {
  const t = sayIn(words, 'routes');
  const { origin } = row;
  if (origin === undefined || row.change === 'removed') return hands.announce(t('action.notInText'));
  if ((edit === 'up' || edit === 'down') && !isOrdered(origin)) {
    return hands.announce(t('action.noOrder', { kind: origin.kind }));
  }
  const path = hands.pathOf(row);
  const result = editRule(files, origin, path, edit);
  hands.announce(result.ok ? result.value.said : result.failure.message);
  if (result.ok && (edit === 'up' || edit === 'down')) hands.follow(row, pathAfterMove(path, result.value.index));
};

import { toPlain } from '#core/schema/read.ts';
import type { Path, Tree } from '#core/text/tree.ts';
import type { Change } from '#core/visual/change.ts';
import { pick, type Roll } from './disturb.ts';

type Plain = Extract<Change, { readonly do: 'set' }>['value'];
type Placed = { readonly path: Path; readonly tree: Tree };

/** Every value of a document with its path, the document itself first. */
export const placesIn = (tree: Tree, path: Path = []): readonly Placed[] => [
  { path, tree },
  ...(tree.is === 'map'
    ? tree.entries.flatMap(({ key, value }) => placesIn(value, [...path, key]))
    : tree.is === 'list'
      ? tree.items.flatMap((item, index) => placesIn(item, [...path, index]))
      : []),
];

/** A change that a form could ask for, anywhere in the document. */
export const randomChange = (tree: Tree, roll: Roll): Change | undefined => {
  const places = placesIn(tree).slice(1);
  const lists = places.filter((one) => one.tree.is === 'list');
  const sort = roll();
  if (sort < 0.3) return setExisting(pick(places, roll), roll);
  if (sort < 0.45)
    return setNew(
      pick(
        placesIn(tree).filter((one) => one.tree.is === 'map'),
        roll,
      ),
      roll,
    );
  if (sort < 0.6) {
    const gone = pick(places, roll);
    return gone && { do: 'remove', path: gone.path };
  }
  if (sort < 0.75) {
    const list = pick(lists, roll);
    if (list?.tree.is !== 'list') return undefined;
    const index = Math.floor(roll() * (list.tree.items.length + 1));
    return { do: 'insert', path: list.path, index, value: itemLike(list.tree.items[0], roll) };
  }
  if (sort < 0.9) {
    const list = pick(
      lists.filter((one) => one.tree.is === 'list' && one.tree.items.length > 1),
      roll,
    );
    if (list?.tree.is !== 'list') return undefined;
    const count = list.tree.items.length;
    return { do: 'move', path: list.path, from: Math.floor(roll() * count), to: Math.floor(roll() * count) };
  }
  const key = pick(
    places.filter(({ path }) => typeof path.at(-1) === 'string'),
    roll,
  );
  return key && { do: 'rename', path: key.path, key: pick(['renamed', 'x-y', 'on', 'a b'], roll) ?? '' };
};

const scalar = (roll: Roll): Plain =>
  pick<Plain>(
    [
      0,
      90,
      0.5,
      true,
      false,
      'v2',
      'reviews',
      '5s',
      '80',
      'a: b',
      '# no',
      '',
      'yes',
      'größer 日本',
      '*',
      'a, b]',
      "it's",
      'two\nlines',
    ],
    roll,
  ) ?? 0;

const maps: readonly Plain[] = [{ host: 'reviews', port: { number: 80 } }, {}, { deep: { list: [1, { a: 'b' }] } }];

/** No kind has lists of lists. */
const structure = (roll: Roll, isItem: boolean): Plain =>
  pick<Plain>(isItem ? maps : [...maps, ['a', 'b'], [{ uri: { prefix: '/' } }], []], roll) ?? {};

/** A scalar becomes another one most of the time; a map or list one that is a little different. */
const setExisting = (place: Placed | undefined, roll: Roll): Change | undefined => {
  if (!place) return undefined;
  const { path, tree } = place;
  const other = roll() < 0.85;
  const isItem = typeof path.at(-1) === 'number';
  if (tree.is === 'scalar') return { do: 'set', path, value: other ? scalar(roll) : structure(roll, isItem) };
  return { do: 'set', path, value: other ? varied(toPlain(tree) as Plain, roll) : structure(roll, isItem) };
};

/** The same with one thing changed, added, taken away or put elsewhere. */
const varied = (value: Plain, roll: Roll): Plain => {
  const way = roll();
  if (Array.isArray(value)) {
    const at = Math.floor(roll() * value.length);
    if (way < 0.25) return value.toSpliced(at, 0, scalar(roll));
    if (way < 0.5 && value.length > 1) return value.toSpliced(at, 1);
    if (way < 0.75 && value.length > 1) return value.toSpliced(at, 1).toSpliced(0, 0, value[at] as Plain);
    return value.length === 0 ? [scalar(roll)] : value.with(at, varied(value[at] as Plain, roll));
  }
  if (typeof value !== 'object' || value === null) return scalar(roll);
  const entries = Object.entries(value);
  const at = Math.floor(roll() * entries.length);
  const [name, inner] = entries[at] ?? ['x', null];
  if (way < 0.3) return { ...value, 'new-key': scalar(roll) };
  if (way < 0.5 && entries.length > 1) return Object.fromEntries(entries.toSpliced(at, 1));
  return { ...value, [name]: varied(inner, roll) };
};

const setNew = (place: Placed | undefined, roll: Roll): Change | undefined => {
  if (place?.tree.is !== 'map') return undefined;
  const steps = pick<Path>([['added'], ['added'], ['added', 'deeper'], ['added', 0, 'name']], roll) ?? ['added'];
  const after = roll() < 0.3 ? pick(place.tree.entries, roll)?.key : undefined;
  const value = roll() < 0.6 ? scalar(roll) : structure(roll, false);
  return { do: 'set', path: [...place.path, ...steps], value, ...(after !== undefined && { after }) };
};

const itemLike = (item: Tree | undefined, roll: Roll): Plain =>
  item && item.is !== 'scalar' && roll() < 0.5
    ? (toPlain(item) as Plain)
    : roll() < 0.5
      ? scalar(roll)
      : structure(roll, true);

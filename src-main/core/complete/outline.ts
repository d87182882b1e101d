import { entryOf, headOf, treeAt } from '../text/cursor.ts';
import type { Range } from '../text/diagnostic.ts';
import type { YamlDocument } from '../text/document.ts';
import { type Locate, locator } from '../text/position.ts';
import type { MapTree, Path, Tree } from '../text/tree.ts';
import type { OutlineEntry } from './answers.ts';
import type { Workspace } from './workspace.ts';

/**
 * What a file holds, in the order of its text: its resources, and in each the parts that people look for (servers, hosts, rules,
 * subsets, ports). Made from the text alone, so that documents with errors are there as far as they can be read.
 */
export const outline = ({ files }: Workspace, file: string): readonly OutlineEntry[] => {
  const found = files.find(({ source }) => source.file === file);
  if (!found) return [];
  const locate = locator(found.source);
  return found.documents.flatMap((document) => entriesOf(document, locate));
};

/** The lists in which the parts of resources stand. */
const parts: readonly (readonly [Path, (item: Tree) => Pick<OutlineEntry, 'name' | 'detail'>])[] = [
  [['spec', 'servers'], (item) => ({ name: portOf(item), detail: words(item, ['hosts']) })],
  [
    ['spec', 'listeners'],
    (item) => ({
      name: text(item, 'name'),
      detail: `${text(item, 'protocol')} ${text(item, 'port')} ${text(item, 'hostname')}`.trim(),
    }),
  ],
  [['spec', 'hosts'], (item) => ({ name: scalarText(item), detail: 'host' })],
  [['spec', 'hostnames'], (item) => ({ name: scalarText(item), detail: 'host' })],
  [['spec', 'http'], (item) => ({ name: text(item, 'name') || matchOf(item), detail: answerOf(item) })],
  [['spec', 'tls'], (item) => ({ name: sniOf(item), detail: answerOf(item) })],
  [['spec', 'tcp'], (item) => ({ name: 'tcp', detail: answerOf(item) })],
  [['spec', 'subsets'], (item) => ({ name: text(item, 'name'), detail: 'subset' })],
  [['spec', 'ports'], (item) => ({ name: text(item, 'name') || portNumber(item), detail: portNumber(item) })],
  [['spec', 'endpoints'], (item) => ({ name: text(item, 'address'), detail: 'endpoint' })],
  [
    ['spec', 'rules'],
    (item) => ({ name: text(item, 'name') || text(item, 'host') || matchOf(item), detail: backendsOf(item) }),
  ],
];

const entriesOf = (document: YamlDocument, locate: Locate): readonly OutlineEntry[] => {
  const { tree } = document.parsed;
  if (tree?.is !== 'map') return [];
  const items = entryOf(tree, 'kind')?.value;
  const list = items?.is === 'scalar' && items.source === 'List' ? entryOf(tree, 'items')?.value : undefined;
  const bodies = list?.is === 'list' ? list.items : [tree];
  const place = (range: Range) => locate([range[0] + document.start, range[1] + document.start]);
  const whole = (range: Range): Range => [range[0] + document.start, range[1] + document.start];
  return bodies.flatMap((body): readonly OutlineEntry[] => {
    if (body.is !== 'map') return [];
    const metadata = entryOf(body, 'metadata')?.value;
    const name = metadata ? text(metadata, 'name') : '';
    const namespace = metadata ? text(metadata, 'namespace') : '';
    return [
      {
        name: name || '(no name)',
        detail: [text(body, 'kind') || 'no kind', namespace].filter((word) => word !== '').join(' in '),
        place: place(headOf(body)),
        range: whole(body.range),
        entries: partsOf(body).map(({ item, name: title, detail }) => ({
          name: title || '…',
          detail,
          place: place(headOf(item)),
          range: whole(item.range),
          entries: [],
        })),
      },
    ];
  });
};

const partsOf = (body: MapTree) =>
  parts
    .flatMap(([path, say]) => {
      const list = treeAt(body, path);
      return list?.is === 'list' ? list.items.map((item) => ({ item, ...say(item) })) : [];
    })
    .filter(({ item }) => item.range[0] >= body.range[0] && item.range[1] <= body.range[1])
    .sort((a, b) => a.item.range[0] - b.item.range[0]);

const scalarText = (tree: Tree | undefined): string => (tree?.is === 'scalar' ? tree.source : '');

const text = (tree: Tree, ...path: readonly string[]): string => scalarText(treeAt(tree, path));

const words = (tree: Tree, path: Path): string => {
  const list = treeAt(tree, path);
  return list?.is === 'list' ? list.items.map(scalarText).join(', ') : scalarText(list);
};

const portNumber = (tree: Tree): string => text(tree, 'number') || text(tree, 'port');

const portOf = (server: Tree): string => {
  const port = treeAt(server, ['port']);
  return port ? `${text(port, 'protocol')} ${text(port, 'number')}`.trim() : '';
};

/** The first condition of a rule in words: `GET /v2*`, `x-beta: on`; several are counted. */
const matchOf = (rule: Tree): string => {
  const list = treeAt(rule, ['match']) ?? treeAt(rule, ['matches']);
  if (list?.is !== 'list' || list.items.length === 0) return 'everything';
  const [first] = list.items;
  const more = list.items.length > 1 ? ` (+${list.items.length - 1})` : '';
  return first ? `${conditionsOf(first) || 'everything'}${more}` : 'everything';
};

const conditionsOf = (match: Tree): string => {
  const uri = treeAt(match, ['uri']);
  const path = treeAt(match, ['path']);
  const method = text(match, 'method', 'exact') || text(match, 'method');
  const said = [
    method,
    uri ? text(uri, 'exact') || starred(text(uri, 'prefix')) || text(uri, 'regex') : '',
    path ? pathOf(path) : '',
    ...['headers', 'queryParams'].map((field) => {
      const map = treeAt(match, [field]);
      return map?.is === 'map'
        ? map.entries.map(({ key }) => key).join(', ')
        : map?.is === 'list'
          ? map.items.map((one) => text(one, 'name')).join(', ')
          : '';
    }),
  ];
  return said.filter((word) => word !== '').join(' ');
};

const starred = (prefix: string): string => (prefix === '' ? '' : `${prefix}*`);

const pathOf = (path: Tree): string =>
  /^(?:Exact|RegularExpression)$/.test(text(path, 'type')) ? text(path, 'value') : starred(text(path, 'value'));

const sniOf = (rule: Tree): string => {
  const list = treeAt(rule, ['match', 0, 'sniHosts']);
  return list?.is === 'list' ? list.items.map(scalarText).join(', ') : 'tls';
};

/** Where a rule leads. */
const answerOf = (rule: Tree): string => {
  const route = treeAt(rule, ['route']);
  if (route?.is === 'list') {
    return route.items
      .map((one) => {
        const subset = text(one, 'destination', 'subset');
        return `${text(one, 'destination', 'host')}${subset === '' ? '' : ` ${subset}`}`;
      })
      .join(', ');
  }
  return ['redirect', 'directResponse', 'delegate'].find((field) => entryOf(rule, field)) ?? '';
};

const backendsOf = (rule: Tree): string => {
  const refs = treeAt(rule, ['backendRefs']);
  if (refs?.is === 'list') return refs.items.map((one) => text(one, 'name')).join(', ');
  const paths = treeAt(rule, ['http', 'paths']);
  return paths?.is === 'list'
    ? paths.items.map((one) => `${text(one, 'path')} → ${text(one, 'backend', 'service', 'name')}`).join(', ')
    : '';
};

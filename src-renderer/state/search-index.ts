import { routeRows } from '#core/route/rows.ts';
import { sayListener, sayMatch, sayTarget } from '#core/route/rows-words.ts';
import type { Table } from '#core/route/table.ts';
import type { Place } from '#core/text/diagnostic.ts';
import { guessIdentity } from '#core/text/guess-identity.ts';
import { indexLines, positionAt } from '#core/text/position.ts';
import { chunksOf } from '#core/visual/document.ts';
import type { Words } from '../words/words.ts';
import { textOf } from './files.ts';
import { distinct } from './problems.ts';
import { type Hay, hayOf } from './search-rank.ts';
import type { Stores } from './stores.ts';

/** In this order groups are shown. */
export const foundGroups = [
  'command',
  'file',
  'resource',
  'host',
  'route',
  'service',
  'problem',
  'test',
  'traffic',
  'text',
] as const;
export type FoundGroup = (typeof foundGroups)[number];

/** Something that somebody may look for. */
export type Found = {
  /** Unique in its group. */
  readonly id: string;
  readonly group: FoundGroup;
  readonly title: string;
  readonly detail: string;
  /** Of commands. */
  readonly keys?: string;
  /** False for a command that cannot be done now. */
  readonly enabled: boolean;
  readonly go: () => void;
  /** What it is found by. */
  readonly hay: Hay;
};

/** So many are handed out at once. */
const portion = 250;

/** What was made for an earlier question, and is good for as long as its text or table is. */
export type KeptIndex = {
  resources: ReadonlyMap<string, { readonly text: string; readonly found: readonly Found[] } | undefined>;
  routes?: { readonly table: Table; readonly found: readonly (readonly Found[])[] };
};

export const createIndex = (): KeptIndex => ({ resources: new Map() });

/** The files, which are known at once. */
export const filesOf = ({ files, navigation }: Stores): readonly Found[] =>
  files
    .getState()
    .files.map(({ file }) =>
      findable({ id: file, group: 'file', title: file, detail: '', go: () => navigation.openFile(file) }),
    );

/**
 * Everything else in the workspace that has a name, in portions, so that whoever asks can let others work in between; all of it is of the
 * moment in which the asking began. What is kept is not made again.
 */
export function* indexOf(stores: Stores, kept: KeptIndex): Generator<readonly Found[]> {
  const { navigation } = stores;
  const open = stores.files.getState().files;
  const jump = (place: Place) => () => navigation.jumpTo(place);
  const resources = new Map(open.map(({ file }) => [file, kept.resources.get(file)]));
  for (const one of open) {
    const [file, text] = [one.file, textOf(one)];
    const known = resources.get(file);
    const found = known?.text === text ? known.found : resourcesIn(file, text, jump);
    resources.set(file, { text, found });
    yield found;
  }
  kept.resources = resources;
  yield problemsOf(stores, jump);
  const { table } = stores.draft.getState();
  if (table === undefined) return;
  if (kept.routes?.table === table) return yield* kept.routes.found;
  const found: (readonly Found[])[] = [];
  for (const routes of routesOf(table, stores, jump)) {
    found.push(routes);
    yield routes;
  }
  kept.routes = { table, found };
}

/** With what it is found by. */
const findable = (found: Omit<Found, 'hay' | 'enabled'>): Found => ({
  ...found,
  enabled: true,
  hay: hayOf(found.title, found.detail),
});

/** The route tests, which the analysis knows; they may come a moment later than everything else. */
export const testsOf = async ({ language, navigation }: Stores): Promise<readonly Found[]> => {
  const tests = (await language.tests().catch(() => undefined)) ?? []; // the analysis is broken, which is said elsewhere
  return tests.map(({ name, request, place }, at) =>
    findable({
      id: `${at}`,
      group: 'test',
      title: name,
      detail: `${request.method} ${request.url} · ${placeWords(place)}`,
      go: () => navigation.jumpTo(place),
    }),
  );
};

const resourcesIn = (file: string, text: string, jump: (place: Place) => () => void): readonly Found[] => {
  const lines = indexLines(text);
  return chunksOf(text).flatMap((chunk): readonly Found[] => {
    const { kind, name = '', namespace } = guessIdentity(chunk.text);
    if (kind === undefined) return [];
    const start = chunk.start + Math.max(0, chunk.text.search(/^[a-zA-Z]/m));
    const place: Place = { file, range: [start, start], ...positionAt(lines, start) };
    return [
      findable({
        id: `${file} ${chunk.index}`,
        group: 'resource',
        title: `${kind} ${name}`,
        detail: namespace === undefined ? placeWords(place) : `${namespace} · ${placeWords(place)}`,
        go: jump(place),
      }),
    ];
  });
};

const problemsOf = ({ draft }: Stores, jump: (place: Place) => () => void): readonly Found[] =>
  distinct(draft.getState().diagnostics).map(({ message, code, place }, at) =>
    findable({
      id: `${at}`,
      group: 'problem',
      title: message,
      detail: `${code} · ${placeWords(place)}`,
      go: jump(place),
    }),
  );

function* routesOf(
  table: Table,
  { navigation }: Stores,
  jump: (place: Place) => () => void,
): Generator<readonly Found[]> {
  const hosts = new Map<string, Found>();
  const services = new Map<string, Found>();
  const rows = routeRows(table);
  for (let from = 0; from < rows.length; from += portion) {
    const routes: Found[] = [];
    for (const row of rows.slice(from, from + portion)) {
      const { origin, host } = row;
      if (origin === undefined) continue;
      const go = jump(origin.place);
      const targets = row.targets.map(sayTarget);
      if (host !== '' && !hosts.has(host))
        hosts.set(host, findable({ id: host, group: 'host', title: host, detail: sayListener(row.listener), go }));
      for (const { host: service, port } of row.targets) {
        const title = `${service}:${port}`;
        if (service === '' || services.has(title)) continue;
        const open = () => navigation.openPanel('services');
        services.set(title, findable({ id: title, group: 'service', title, detail: '', go: open }));
      }
      routes.push(
        findable({
          id: row.id,
          group: 'route',
          title: `${host} ${sayMatch(row).join(', ')}`,
          detail: [targets.join(', '), placeWords(origin.place)].filter(Boolean).join(' · '),
          go,
        }),
      );
    }
    yield routes;
  }
  yield [...hosts.values()];
  yield [...services.values()];
}

/** The last of them: what is older is looked for in the panel. */
const mostExchanges = 500;

/** The last requests, the newest first; main has them. */
export const exchangesOf = async ({ wire, traffic, navigation }: Stores): Promise<readonly Found[]> => {
  const last = await wire.call('traffic.list', { last: mostExchanges }).catch(() => []); // the wire is lost, which is said elsewhere
  return last.toReversed().map(({ id, method, authority, path, status, flags }) =>
    findable({
      id: String(id),
      group: 'traffic',
      title: `${method} ${authority}${path}`,
      detail: [status === 0 ? '' : String(status), flags === '-' ? '' : flags].filter(Boolean).join(' '),
      go: () => {
        navigation.openPanel('traffic');
        traffic.select(id);
      },
    }),
  );
};

const placeWords = ({ file, line }: Place): string => `${file}:${line}`;

/** So many lines with the text are shown. */
const mostLines = 200;

/** The lines of all files that hold the text, upper or lower case alike, file by file. */
export function* textIn(stores: Stores, typed: string, words: Words): Generator<readonly Found[]> {
  const wanted = typed.trim().toLowerCase();
  if (wanted === '') return;
  let left = mostLines;
  for (const one of stores.files.getState().files) {
    const text = textOf(one);
    const found: Found[] = [];
    const lower = text.toLowerCase();
    // Where lower case has another length (İ), offsets would be wrong; such a text is rare, and looked through as it is written.
    const hay = lower.length === text.length ? lower : text;
    let at = hay.indexOf(wanted);
    // Most files have none.
    const lines = at === -1 ? undefined : indexLines(text);
    while (lines !== undefined && at !== -1 && left > 0) {
      const position = positionAt(lines, at);
      const start = text.lastIndexOf('\n', at - 1) + 1;
      const end = text.indexOf('\n', at);
      const place: Place = { file: one.file, range: [at, at + wanted.length], ...position };
      found.push(
        findable({
          id: `${one.file} ${position.line}`,
          group: 'text',
          title: text
            .slice(start, end === -1 ? undefined : end)
            .trim()
            .slice(0, 200),
          detail: `${one.file} · ${words.t('flow:found.line', { line: position.line })}`,
          go: () => stores.navigation.jumpTo(place),
        }),
      );
      left -= 1;
      // Each line once.
      at = end === -1 ? -1 : hay.indexOf(wanted, end);
    }
    yield found;
    if (left <= 0) return;
  }
}

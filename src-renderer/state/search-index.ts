import { routeRows } from '#core/route/rows.ts';
import { sayListener, sayMatch, sayTarget } from '#core/route/rows-words.ts';
import type { Place } from '#core/text/diagnostic.ts';
import { guessIdentity } from '#core/text/guess-identity.ts';
import { indexLines, positionAt } from '#core/text/position.ts';
import { chunksOf } from '#core/visual/document.ts';
import type { Words } from '../words/words.ts';
import { textOf } from './files.ts';
import { distinct } from './problems.ts';
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
};

/** So many are handed out at once. */
const portion = 250;

/**
 * Everything in the workspace that has a name, in portions, so that whoever asks can let others work in between; all of it is of the
 * moment in which the asking began.
 */
export function* indexOf(stores: Stores): Generator<readonly Found[]> {
  const { navigation } = stores;
  const open = stores.files.getState().files;
  const jump = (place: Place) => () => navigation.jumpTo(place);
  yield open.map(({ file }) => ({
    id: file,
    group: 'file',
    title: file,
    detail: '',
    enabled: true,
    go: () => navigation.openFile(file),
  }));
  for (const one of open) yield resourcesIn(one.file, textOf(one), jump);
  yield problemsOf(stores, jump);
  yield* routesOf(stores, jump);
}

/** The route tests, which the analysis knows; they may come a moment later than everything else. */
export const testsOf = async ({ language, navigation }: Stores): Promise<readonly Found[]> => {
  const tests = (await language.tests().catch(() => undefined)) ?? []; // the analysis is broken, which is said elsewhere
  return tests.map(({ name, request, place }, at) => ({
    id: `${at}`,
    group: 'test',
    title: name,
    detail: `${request.method} ${request.url} · ${placeWords(place)}`,
    enabled: true,
    go: () => navigation.jumpTo(place),
  }));
};

const resourcesIn = (file: string, text: string, jump: (place: Place) => () => void): readonly Found[] => {
  const lines = indexLines(text);
  return chunksOf(text).flatMap((chunk): readonly Found[] => {
    const { kind, name = '', namespace } = guessIdentity(chunk.text);
    if (kind === undefined) return [];
    const start = chunk.start + Math.max(0, chunk.text.search(/^[a-zA-Z]/m));
    const place: Place = { file, range: [start, start], ...positionAt(lines, start) };
    return [
      {
        id: `${file} ${chunk.index}`,
        group: 'resource',
        title: `${kind} ${name}`,
        detail: namespace === undefined ? placeWords(place) : `${namespace} · ${placeWords(place)}`,
        enabled: true,
        go: jump(place),
      },
    ];
  });
};

const problemsOf = ({ draft }: Stores, jump: (place: Place) => () => void): readonly Found[] =>
  distinct(draft.getState().diagnostics).map(({ message, code, place }, at) => ({
    id: `${at}`,
    group: 'problem',
    title: message,
    detail: `${code} · ${placeWords(place)}`,
    enabled: true,
    go: jump(place),
  }));

function* routesOf({ draft, navigation }: Stores, jump: (place: Place) => () => void): Generator<readonly Found[]> {
  const { table } = draft.getState();
  if (table === undefined) return;
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
        hosts.set(host, { id: host, group: 'host', title: host, detail: sayListener(row.listener), enabled: true, go });
      for (const { host: service, port } of row.targets) {
        const title = `${service}:${port}`;
        if (service === '' || services.has(title)) continue;
        const open = () => navigation.openPanel('services');
        services.set(title, { id: title, group: 'service', title, detail: '', enabled: true, go: open });
      }
      routes.push({
        id: row.id,
        group: 'route',
        title: `${host} ${sayMatch(row).join(', ')}`,
        detail: [targets.join(', '), placeWords(origin.place)].filter(Boolean).join(' · '),
        enabled: true,
        go,
      });
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
  return last.toReversed().map(({ id, method, authority, path, status, flags }) => ({
    id: String(id),
    group: 'traffic',
    title: `${method} ${authority}${path}`,
    detail: [status === 0 ? '' : String(status), flags === '-' ? '' : flags].filter(Boolean).join(' '),
    enabled: true,
    go: () => {
      navigation.openPanel('traffic');
      traffic.select(id);
    },
  }));
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
    const lines = indexLines(text);
    // Where lower case has another length (İ), offsets would be wrong; such a text is rare, and looked through as it is written.
    const hay = lower.length === text.length ? lower : text;
    for (let at = hay.indexOf(wanted); at !== -1 && left > 0; ) {
      const position = positionAt(lines, at);
      const start = text.lastIndexOf('\n', at - 1) + 1;
      const end = text.indexOf('\n', at);
      const place: Place = { file: one.file, range: [at, at + wanted.length], ...position };
      found.push({
        id: `${one.file} ${position.line}`,
        group: 'text',
        title: text
          .slice(start, end === -1 ? undefined : end)
          .trim()
          .slice(0, 200),
        detail: `${one.file} · ${words.t('flow:found.line', { line: position.line })}`,
        enabled: true,
        go: () => stores.navigation.jumpTo(place),
      });
      left -= 1;
      // Each line once.
      at = end === -1 ? -1 : hay.indexOf(wanted, end);
    }
    yield found;
    if (left <= 0) return;
  }
}

import { surveyAhead } from './advice/rules/hidden-route.ts';
import { type Build, build, buildFrom, inOrder } from './build.ts';
import { type ReadFile, readFile } from './resource/read-file.ts';
import type { TranslationMemory } from './route/compile/translations.ts';
import { compile } from './route/compile.ts';
import type { Snapshot } from './snapshot/snapshot.ts';
import type { Source } from './text/source.ts';
import type { Machine } from './world.ts';

/** What is worked on at a time has at least so many characters: each piece costs what is beside the routes, too. */
const leastPiece = 32 * 1024;
const mostPieces = 12;

/**
 * The same as `build`, in pieces between which something else may be done: the changed files are read one by one, and their routes are
 * translated and judged a few files at a time. Of these only the memory is kept, which changes no result (invariant 15); with it the
 * whole is put together.
 */
export function* buildSteps(sources: readonly Source[], previous?: Build, machine?: Machine): Generator<void, Build> {
  if (previous === undefined) return build(sources, previous, machine);
  const before = new Map(previous.files.map((file) => [file.source.file, file]));
  const sorted = inOrder(sources);
  const files: ReadFile[] = [];
  const changed: Source[] = [];
  for (const source of sorted) {
    const old = before.get(source.file);
    files.push(readFile(source, old));
    if (old?.source.text === source.text) continue;
    changed.push(source);
    yield;
  }
  return yield* buildFrom(sorted, files, {
    previous,
    machine,
    ahead: (snapshot, unusable) => learnAhead(inPieces(changed), snapshot, unusable, previous.memory),
  });
}

/** What translation knows behind it. A piece sees everything but the other routes; where these would matter, nothing is gained and nothing lost. */
function* learnAhead(
  pieces: readonly (readonly Source[])[],
  snapshot: Snapshot,
  unusable: ReadonlySet<string>,
  { translations, survey }: Build['memory'],
): Generator<void, TranslationMemory> {
  if (pieces.length < 2) return translations;
  const known = { entries: new Map(translations.entries), routes: new Map(translations.routes) };
  for (const piece of pieces) {
    const names = new Set(piece.map(({ file }) => file));
    const part = onlyRoutesOf(snapshot, names);
    const { value, memory } = compile(part, unusable, translations);
    for (const [root, kept] of memory.entries) known.entries.set(root, kept);
    for (const [entries, kept] of memory.routes) known.routes.set(entries, kept);
    yield;
    surveyAhead(part, value, survey);
    yield;
  }
  return known;
}

/** Without the routes of other files; delegates stay, because roots of these files may ask for them. */
const onlyRoutesOf = (snapshot: Snapshot, files: ReadonlySet<string>): Snapshot => ({
  ...snapshot,
  virtualServices: snapshot.virtualServices.filter(({ file, spec }) => files.has(file) || !spec.hosts?.length),
  ingresses: [],
  gatewayApi: { ...snapshot.gatewayApi, httpRoutes: [], grpcRoutes: [], tlsRoutes: [], tcpRoutes: [], udpRoutes: [] },
});

const inPieces = (changed: readonly Source[]): readonly (readonly Source[])[] => {
  const size = changed.reduce((sum, { text }) => sum + text.length, 0);
  const enough = Math.max(leastPiece, size / mostPieces);
  const pieces: Source[][] = [];
  let room = 0;
  for (const source of changed) {
    if (room <= 0) {
      pieces.push([]);
      room = enough;
    }
    pieces.at(-1)?.push(source);
    room -= source.text.length;
  }
  return pieces;
};

import { type Build, build } from './build.ts';
import { type ReadFile, readFile } from './resource/read-file.ts';
import type { Source } from './text/source.ts';
import type { Machine } from './world.ts';

/** What is worked on at a time has at least so many characters: each piece costs what all unchanged text costs, too. */
const leastPiece = 32 * 1024;
const mostPieces = 12;

/**
 * The same as `build`, in pieces between which something else may be done: the changed files are read one by one, and then taken over a
 * few at a time. What the builds in between have made is thrown away but for their memory, which changes no result (invariant 15).
 */
export function* buildSteps(sources: readonly Source[], previous?: Build, machine?: Machine): Generator<void, Build> {
  if (previous === undefined) return build(sources, previous, machine);
  const before = new Map(previous.files.map((file) => [file.source.file, file]));
  const changed = sources.filter(({ file, text }) => before.get(file)?.source.text !== text);
  const known = new Map(before);
  const fresh = new Map<string, ReadFile>();
  for (const source of changed) {
    fresh.set(source.file, readFile(source, before.get(source.file)));
    yield;
  }
  let { memory } = previous;
  const pieces = inPieces(changed);
  for (const piece of pieces.slice(0, -1)) {
    for (const { file } of piece) known.set(file, fresh.get(file) as ReadFile);
    const files = [...known.values()];
    const between = files.map(({ source }) => source);
    memory = build(between, { ...previous, files, memory }, machine).memory;
    yield;
  }
  for (const { file } of pieces.at(-1) ?? []) known.set(file, fresh.get(file) as ReadFile);
  return build(sources, { ...previous, files: [...known.values()], memory }, machine);
}

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

import { build } from '#core/build.ts';
import { fixesOf } from '#core/complete/fix/fixes-of.ts';
import { isCertain } from '#core/complete/fix/is-certain.ts';
import { applyEdits, type FileEdit } from '#core/edit/text-edit.ts';
import type { Diagnostic, Range } from '#core/text/diagnostic.ts';
import type { Source } from '#core/text/source.ts';

export type Applied = {
  readonly sources: readonly Source[];
  /** What was done, in order. */
  readonly done: readonly { readonly diagnostic: Diagnostic; readonly title: string }[];
};

/** One fix may bring up the next finding; real files are done after two or three rounds. */
const mostRounds = 10;

/**
 * The sources with every certain fix applied whose finding `isMeant`, again and again until there is none left. Fixes that would change
 * the same text wait for the next round; one that did not help is not tried again.
 */
export const applyFixes = (before: readonly Source[], isMeant: (diagnostic: Diagnostic) => boolean): Applied => {
  let sources = before;
  const done: Applied['done'][number][] = [];
  const tried = new Set<string>();
  for (let round = 0; round < mostRounds; round++) {
    const built = build(sources);
    const taken = new Map<string, Range[]>();
    const edits: FileEdit[] = [];
    for (const diagnostic of built.diagnostics) {
      if (!isMeant(diagnostic)) continue;
      const fix = fixesOf(built, diagnostic).find((one) => isCertain(built, diagnostic, one));
      const { file, range } = diagnostic.place;
      const size = sources.find((one) => one.file === file)?.text.length;
      const key = `${file} ${size} ${range[0]} ${diagnostic.code} ${fix?.title}`;
      if (!fix || tried.has(key) || fix.edits.some((one) => meets(one, taken))) continue;
      tried.add(key);
      for (const one of fix.edits) {
        taken.set(one.file, [...(taken.get(one.file) ?? []), ...one.edits.map(({ range }) => range)]);
        edits.push(one);
      }
      done.push({ diagnostic, title: fix.title });
    }
    if (edits.length === 0) break;
    sources = edited(sources, edits);
  }
  return { sources, done };
};

const meets = ({ file, edits }: FileEdit, taken: ReadonlyMap<string, readonly Range[]>): boolean =>
  edits.some(({ range }) => taken.get(file)?.some((other) => range[0] <= other[1] && other[0] <= range[1]));

const edited = (sources: readonly Source[], edits: readonly FileEdit[]): readonly Source[] => {
  const byFile = Map.groupBy(edits, ({ file }) => file);
  const changed = sources.map(({ file, text }) => {
    const own = byFile.get(file)?.flatMap((one) => one.edits) ?? [];
    return own.length === 0 ? { file, text } : { file, text: applyEdits(text, own) };
  });
  const made = [...byFile].filter(([file]) => !sources.some((one) => one.file === file));
  return [
    ...changed,
    ...made.map(([file, own]) => ({
      file,
      text: applyEdits(
        '',
        own.flatMap((one) => one.edits),
      ),
    })),
  ];
};

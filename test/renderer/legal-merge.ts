import type { MergePart } from '../../src-renderer/state/merge-text.ts';

type Lines = readonly string[];
type Add = (i: number, j: number, k: number, kept: number) => void;

/**
 * Whether `parts` are a merge of `mine` and `theirs`, both made from `base`, that loses nothing: the three can be walked together so that
 * every line of a side stands in the result, or on its own side of a conflict, or was kept from the base and the other side has removed it;
 * and nothing stands there that neither side has. In order, each line counted as often as it is there. A side keeps as many lines
 * of the base as it can: that nothing is called removed and added again to explain a loss.
 */
export const isLegalMerge = (base: Lines, mine: Lines, theirs: Lines, parts: readonly MergePart[]): boolean => {
  /** How far the three can have been walked by now (`i j k`), and how many lines the sides have kept at most. */
  let places: ReadonlyMap<string, number> = new Map([['0 0 0', 0]]);
  const step = (walk: (i: number, j: number, k: number, add: Add) => void) => {
    const next = new Map<string, number>();
    for (const [place, before] of overRemoved(places, base, mine, theirs)) {
      walk(...read(place), (i, j, k, kept) => raise(next, `${i} ${j} ${k}`, before + kept));
    }
    places = next;
  };
  for (const part of parts) {
    if (part.is === 'conflict') {
      step((i, j, k, add) => {
        if (!standsAt(mine, j, part.mine) || !standsAt(theirs, k, part.theirs)) return;
        for (let to = i; to <= base.length; to += 1) {
          const was = base.slice(i, to);
          const kept = inCommon(was, part.mine) + inCommon(was, part.theirs);
          add(to, j + part.mine.length, k + part.theirs.length, kept);
        }
      });
      continue;
    }
    for (const line of part.lines) {
      step((i, j, k, add) => {
        if (mine[j] === line) add(i, j + 1, k, 0);
        if (theirs[k] === line) add(i, j, k + 1, 0);
        if (mine[j] !== line || theirs[k] !== line) return;
        add(i, j + 1, k + 1, 0);
        if (base[i] === line) add(i + 1, j + 1, k + 1, 2);
      });
    }
  }
  const kept = overRemoved(places, base, mine, theirs).get(`${base.length} ${mine.length} ${theirs.length}`);
  return kept === inCommon(base, mine) + inCommon(base, theirs);
};

/** Lines that one side has removed, or both, stand nowhere. */
const overRemoved = (from: ReadonlyMap<string, number>, base: Lines, mine: Lines, theirs: Lines) => {
  const all = new Map(from);
  for (let at = 0; at < base.length; at += 1) {
    for (const [place, before] of [...all]) {
      const [i, j, k] = read(place);
      if (i !== at) continue;
      raise(all, `${i + 1} ${j} ${k}`, before);
      if (base[i] === mine[j]) raise(all, `${i + 1} ${j + 1} ${k}`, before + 1);
      if (base[i] === theirs[k]) raise(all, `${i + 1} ${j} ${k + 1}`, before + 1);
    }
  }
  return all;
};

const raise = (all: Map<string, number>, place: string, kept: number) => {
  all.set(place, Math.max(kept, all.get(place) ?? 0));
};

const read = (place: string): [number, number, number] => {
  const [i = 0, j = 0, k = 0] = place.split(' ').map(Number);
  return [i, j, k];
};

const standsAt = (lines: Lines, at: number, wanted: Lines): boolean =>
  at + wanted.length <= lines.length && wanted.every((line, index) => lines[at + index] === line);

/** The length of the longest sequence of lines that both have. */
const inCommon = (a: Lines, b: Lines): number => {
  let above: readonly number[] = Array.from({ length: b.length + 1 }, () => 0);
  for (const line of a) {
    const row = [0];
    for (const [at, other] of b.entries()) {
      row.push(line === other ? (above[at] ?? 0) + 1 : Math.max(above[at + 1] ?? 0, row[at] ?? 0));
    }
    above = row;
  }
  return above.at(-1) ?? 0;
};

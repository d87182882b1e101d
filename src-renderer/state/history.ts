import { changesBetween } from './text-change.ts';

/** At `at`, `removed` became `added`. A step's strokes were made one after the other. */
type Stroke = { readonly at: number; readonly removed: string; readonly added: string };

/** What a draft was made from: the revision on disk and its text; both absent for a file that is not on disk. */
export type Standing = { readonly base?: string; readonly baseText?: string };

/** What a draft stood on before a step settled it with the disk's text of this revision. */
export type Settled = Standing & { readonly disk: string };

/** What a step is called; as a function, in the language of whoever reads it and not of whoever did it. */
export type StepLabel = string | (() => string);

/** One step of undo: what it is called (`move rule up`). Steps with the same `join` that follow each other closely are one, as those of a slider. */
export type Step = { readonly label: StepLabel; readonly join?: string };

type Recorded = {
  readonly label: StepLabel;
  /** Absent: nothing is added to this step. */
  readonly join?: string;
  /** When something was last added to it, in milliseconds. */
  readonly at: number;
  readonly strokes: readonly Stroke[];
  /** The step settled what the disk and the draft disagreed about: undoing it opens the question again. */
  readonly settled?: Settled;
};

/** The steps of one file, the oldest first; those before `done` are in the text, the others were undone. Plain data. */
export type History = { readonly steps: readonly Recorded[]; readonly done: number };

/** Where undo or redo led to. `range` is where it happened, in the new text. */
export type Travelled = {
  readonly history: History;
  readonly text: string;
  readonly label: StepLabel;
  readonly range: readonly [number, number];
  readonly settled?: Settled;
};

export const noHistory: History = { steps: [], done: 0 };

/** How close typing must be to what was typed before to be one step with it, and steps that join. In milliseconds. */
const typingPause = 500;
const joinPause = 1000;

/** What is kept of one file; characters take two bytes each. */
const mostSteps = 500;
const mostCharacters = 10_000_000;

export const typing = 'typing';
const typed = '\u0000typing';

/** The history after `before` became `after` at the time `now`; what had been undone is forgotten. `step` absent: typing. */
export const record = (
  history: History,
  {
    before,
    after,
    step,
    now,
    settled,
  }: {
    readonly before: string;
    readonly after: string;
    readonly step?: Step | undefined;
    readonly now: number;
    readonly settled?: Settled | undefined;
  },
): History => {
  const changes = changesBetween(before, after);
  if (changes.length === 0) return history;
  // From the last to the first, so that each is in offsets of the text that it meets.
  const strokes = changes
    .toReversed()
    .map(({ from, to, insert }): Stroke => ({ at: from, removed: before.slice(from, to), added: insert }));
  const steps = history.steps.slice(0, history.done);
  const last = history.done === history.steps.length ? steps.at(-1) : undefined;
  const joined = last && settled === undefined ? joinWith(last, strokes, step, now) : undefined;
  if (joined !== undefined) return limited([...steps.slice(0, -1), joined]);
  const join = step === undefined ? typed : step.join;
  return limited([
    ...steps,
    {
      label: step?.label ?? typing,
      at: now,
      strokes,
      ...(join !== undefined && { join }),
      ...(settled !== undefined && { settled }),
    },
  ]);
};

/** The same, after which nothing is added to the newest step: for what stands between two keystrokes, as a save does. */
export const closed = (history: History): History => {
  const last = history.steps.at(-1);
  if (last?.join === undefined) return history;
  const { join: _, ...rest } = last;
  return { ...history, steps: [...history.steps.slice(0, -1), rest] };
};

const joinWith = (
  last: Recorded,
  strokes: readonly Stroke[],
  step: Step | undefined,
  now: number,
): Recorded | undefined => {
  const join = step === undefined ? typed : step.join;
  if (join === undefined || last.join !== join) return undefined;
  if (now - last.at > (step === undefined ? typingPause : joinPause)) return undefined;
  const [former, stroke] = [last.strokes.at(-1), strokes[0]];
  if (former === undefined || stroke === undefined) return undefined;
  if (step === undefined) {
    if (strokes.length > 1 || last.strokes.length > 1) return undefined;
    const one = continued(former, stroke);
    return one && { ...last, at: now, strokes: [one] };
  }
  // A slider writes the same place again and again: only what it was at first and what it is now are kept.
  const one = strokes.length === 1 && last.strokes.length === 1 ? overwritten(former, stroke) : undefined;
  return { ...last, at: now, strokes: one ? [one] : [...last.strokes, ...strokes] };
};

/** Typing that goes on where the last stroke ended, also over what was deleted there, or deleting beside it; a new line begins another step. */
const continued = (former: Stroke, stroke: Stroke): Stroke | undefined => {
  if (stroke.removed === '') {
    if (stroke.added.includes('\n')) return undefined;
    if (stroke.at !== former.at + former.added.length) return undefined;
    return { ...former, added: former.added + stroke.added };
  }
  if (stroke.added !== '' || former.added !== '') return undefined;
  if (stroke.at + stroke.removed.length === former.at) {
    return { at: stroke.at, removed: stroke.removed + former.removed, added: '' };
  }
  return stroke.at === former.at ? { ...former, removed: former.removed + stroke.removed } : undefined;
};

/** A stroke within what the former one wrote. */
const overwritten = (former: Stroke, { at, removed, added }: Stroke): Stroke | undefined => {
  const from = at - former.at;
  if (from < 0 || from + removed.length > former.added.length) return undefined;
  return { ...former, added: former.added.slice(0, from) + added + former.added.slice(from + removed.length) };
};

/** One step back from `text`; undefined where there is none, or where `text` is not what the steps have led to. */
export const undoStep = (history: History, text: string): Travelled | undefined => {
  const step = history.steps[history.done - 1];
  if (step === undefined) return undefined;
  const strokes = step.strokes.toReversed().map(({ at, removed, added }) => ({ at, removed: added, added: removed }));
  return travel(closed({ ...history, done: history.done - 1 }), step, strokes, text);
};

/** One step forth that was undone. */
export const redoStep = (history: History, text: string): Travelled | undefined => {
  const step = history.steps[history.done];
  if (step === undefined) return undefined;
  return travel(closed({ ...history, done: history.done + 1 }), step, step.strokes, text);
};

const travel = (history: History, step: Recorded, strokes: readonly Stroke[], text: string): Travelled | undefined => {
  let now = text;
  let range: readonly [number, number] | undefined;
  for (const { at, removed, added } of strokes) {
    const end = at + removed.length;
    if (now.slice(at, end) !== removed) return undefined;
    now = now.slice(0, at) + added + now.slice(end);
    const grown = added.length - removed.length;
    const moved = (offset: number) => (offset <= at ? offset : offset >= end ? offset + grown : at + added.length);
    range = range
      ? [Math.min(moved(range[0]), at), Math.max(moved(range[1]), at + added.length)]
      : [at, at + added.length];
  }
  const { label, settled } = step;
  return { history, text: now, label, range: range ?? [0, 0], ...(settled !== undefined && { settled }) };
};

/** Without the oldest steps, where there are too many or they are too large; the newest one stays whatever its size. */
const limited = (steps: readonly Recorded[]): History => {
  let first = Math.max(0, steps.length - mostSteps);
  let room = mostCharacters;
  for (let at = steps.length - 1; at >= first; at -= 1) {
    room -= sizeOf(steps[at]);
    if (room < 0 && at < steps.length - 1) first = at + 1;
  }
  const kept = first === 0 ? steps : steps.slice(first);
  return { steps: kept, done: kept.length };
};

const sizeOf = (step: Recorded | undefined): number =>
  step?.strokes.reduce((sum, { removed, added }) => sum + removed.length + added.length, 0) ?? 0;

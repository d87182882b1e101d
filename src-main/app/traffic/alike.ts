import type { HeaderLines } from '#core/route/facts.ts';

/** The heads of an exchange on both sides of the gateway. */
export type Heads = {
  readonly request: HeaderLines;
  readonly sent: HeaderLines | undefined;
  readonly received: HeaderLines | undefined;
  readonly response: HeaderLines;
};

/**
 * An exchange that others are compared with: what goes the same way mostly differs from it in a few lines. Of each line that was sent on it is
 * known which line of the request it was, and so for answers; -1 where the gateway wrote it.
 */
export type Model = Heads & { readonly sentFrom: readonly number[]; readonly responseFrom: readonly number[] };

/** A bit for each line, of a number that stays small; further lines are told in full. */
const most = 30;

export const modelOf = (heads: Heads): Model => ({
  ...heads,
  sentFrom: origins(heads.request, heads.sent),
  responseFrom: origins(heads.received, heads.response),
});

/** Lines keep their order on their way, so one look at each is enough. */
const origins = (came: HeaderLines | undefined, went: HeaderLines | undefined): readonly number[] => {
  const from: number[] = [];
  if (came === undefined || went === undefined) return from;
  let next = 0;
  for (let i = 0; i < went.length && i < 2 * most; i += 2) {
    let at = next;
    while (at < came.length && !(came[at + 1] === went[i + 1] && came[at]?.toLowerCase() === went[i]?.toLowerCase()))
      at += 2;
    const found = at < came.length;
    from.push(found ? at : -1);
    if (found) next = at + 2;
  }
  return from;
};

/**
 * Which lines are what the model lets expect, a bit for each: of those that passed the gateway the value that came (in `came`), of others the
 * value of the model. Strings of two exchanges are never the same object, so few are compared.
 */
export const alikeOf = (
  lines: HeaderLines,
  model: HeaderLines,
  from?: readonly number[],
  came?: HeaderLines | undefined,
): number => {
  const end = Math.min(lines.length, model.length, 2 * most);
  let alike = 0;
  for (let i = 0; i + 1 < end; i += 2)
    if (lines[i + 1] === expected(i, model, from, came) && lines[i] === model[i]) alike |= 1 << (i / 2);
  return alike;
};

const expected = (
  i: number,
  model: HeaderLines,
  from: readonly number[] | undefined,
  came: HeaderLines | undefined,
): string | undefined => {
  const origin = from === undefined ? -1 : (from[i / 2] ?? -1);
  return origin >= 0 && came !== undefined ? came[origin + 1] : model[i + 1];
};

/** How many strings of the lines are told by the model: names and values. */
export const alikeCount = (alike: number): number => {
  let count = 0;
  for (let left = alike; left !== 0; left &= left - 1) count += 2;
  return count;
};

/** Puts those that are not alike at the end of `pieces`. */
export const pushOthers = (pieces: string[], lines: HeaderLines, alike: number): void => {
  for (let i = 0; i < lines.length; i += 1)
    if (i >= 2 * most || ((alike >> (i >> 1)) & 1) === 0) pieces.push(lines[i] as string);
};

/** The lines again: those alike by the model, the others as they were told. */
export const fillIn = (
  others: readonly string[],
  alike: number,
  model: HeaderLines,
  from?: readonly number[],
  came?: HeaderLines | undefined,
): string[] => {
  const lines: string[] = [];
  let next = 0;
  const count = (others.length + alikeCount(alike)) / 2;
  for (let line = 0; line < count; line += 1) {
    const isAlike = line < most && ((alike >> line) & 1) === 1;
    if (isAlike) lines.push(model[2 * line] as string, expected(2 * line, model, from, came) as string);
    else lines.push(others[next++] as string, others[next++] as string);
  }
  return lines;
};

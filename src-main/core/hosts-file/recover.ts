/**
 * What a write that was cut off has left: `whole`, the old or the new content; `finish`, the new one and blank lines of its padding;
 * `put-back`, a piece of each, or nothing at all; `theirs`, something that somebody has written since, which is left alone.
 * All three are texts of one character for each byte.
 */
export const recover = (now: string, before: string, after: string): 'whole' | 'finish' | 'put-back' | 'theirs' => {
  if (now === before || now === after) return 'whole';
  if (now === padded(after, before.length)) return 'finish';
  // A disk that lost its power has sizes without what was in them.
  if (/^\0*$/.test(now)) return 'put-back';
  if (now.length < before.length) return 'theirs';
  const whole = padded(after, before.length);
  let same = 0;
  while (same < now.length && now[same] === whole[same]) same++;
  return now.slice(same) === before.slice(same) && now.length <= whole.length ? 'put-back' : 'theirs';
};

/**
 * What is written over a file of `size` bytes: never less than it holds, so that at no moment an old line stands behind the new ones; blank
 * lines mean nothing, and are cut off in a step of its own.
 */
export const padded = (text: string, size: number): string => text.padEnd(size, '\n');

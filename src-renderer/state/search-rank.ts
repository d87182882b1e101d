/** Finds and orders texts that somebody has typed a part of. */
export type Rank = (texts: readonly string[], typed: string) => readonly number[];

/** A text made ready to be searched again and again. */
export type Hay = {
  /** In lower case, with everything else behind it that it is found by. */
  readonly all: string;
  /** How much of that is the text itself. */
  readonly own: number;
};

/** `more`: by what else it is found, as a detail or a name in another language. */
export const hayOf = (text: string, more = ''): Hay => {
  const lower = text.toLowerCase();
  return { all: `${lower}\n${more.toLowerCase()}`, own: lower.length };
};

/** The words that were typed, in lower case; whatever is between spaces is one, in any script. */
export const wordsOf = (typed: string): readonly string[] => typed.trim().toLowerCase().split(/\s+/u).filter(Boolean);

/**
 * How well it fits: the less the better, undefined where a word is missing. In front is what is called so, then what begins so, then where
 * each word begins one, then where they are in the text itself; of equals the shorter text.
 */
export const fitOf = ({ all, own }: Hay, words: readonly string[]): number | undefined => {
  let worst = 0;
  for (const word of words) {
    const at = all.indexOf(word);
    if (at === -1) return undefined;
    worst = Math.max(worst, at + word.length > own ? 4 : beginsWord(all, word, at) ? 2 : 3);
  }
  const [first = ''] = words;
  const begins = worst === 2 && all.startsWith(first);
  const step = begins ? (own === first.length && words.length === 1 ? 0 : 1) : worst;
  return step * longest + Math.min(own, longest - 1);
};

/** Texts that are longer count as so long. */
const longest = 1_000;

/** Whether the word begins at this place or a later one where nothing of the same word is in front of it. */
const beginsWord = (text: string, word: string, first: number): boolean => {
  for (let at = first; at !== -1; at = text.indexOf(word, at + 1)) {
    if (at === 0 || !/[\p{L}\p{N}]/u.test(text.charAt(at - 1)) || !/[\p{L}\p{N}]/u.test(word.charAt(0))) return true;
  }
  return false;
};

/** The places of the texts that have every word, the best first; all of them, as they are, where nothing was typed. */
export const rank: Rank = (texts, typed) => {
  const words = wordsOf(typed);
  if (words.length === 0) return texts.map((_, at) => at);
  return texts
    .flatMap((text, at) => {
      const fit = fitOf(hayOf(text), words);
      return fit === undefined ? [] : [{ at, fit }];
    })
    .sort((a, b) => a.fit - b.fit)
    .map(({ at }) => at);
};

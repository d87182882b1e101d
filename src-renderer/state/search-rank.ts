import UFuzzy from '@leeoniya/ufuzzy';

/** Finds and orders texts that somebody has typed a part of. */
export type Rank = (texts: readonly string[], typed: string) => readonly number[];

/**
 * The places of the texts in which every typed word is found, in any order, the best first; all of them where nothing is typed.
 * Words are taken in all scripts; what has no letter or digit (`/`, `*`) is looked for as it is.
 */
export const createRank = (): Rank => {
  const fuzzy = new UFuzzy({
    unicode: true,
    // By the documentation of the library, for words outside of Latin.
    interSplit: "[^\\p{L}\\d']+",
    intraSplit: '\\p{Ll}\\p{Lu}',
    intraBound: '\\p{L}\\d|\\d\\p{L}|\\p{Ll}\\p{Lu}',
    intraChars: "[\\p{L}\\d']",
    intraContr: "'\\p{L}{1,2}\\b",
  });
  return (texts, typed) => {
    const wanted = typed.trim();
    if (wanted === '') return texts.map((_, at) => at);
    if (!/[\p{L}\d]/u.test(wanted)) return texts.flatMap((text, at) => (text.includes(wanted) ? [at] : []));
    const [found, info, order] = fuzzy.search(texts as string[], wanted, 3, 2_000);
    if (found === null) return [];
    // Beyond so many nobody reads an order: they stay as they are listed.
    if (info === null || order === null) return found;
    return order.map((at) => info.idx[at] as number);
  };
};

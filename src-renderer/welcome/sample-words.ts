import type { BundledSample } from '#contract/workspaces.ts';
import type { Words } from '../words/words.ts';

/** What the window says of a sample in its language; what it does not know by name is told as main tells it. */
export const wordsOfSample = (
  words: Words,
  sample: Omit<BundledSample, 'copy'>,
): Omit<BundledSample, 'name' | 'copy'> => {
  const say = (what: string): string | undefined => {
    const key = `welcome:sample.${sample.name}.${what}`;
    return words.exists(key) ? words.t(key as 'welcome:page') : undefined;
  };
  const title = say('title');
  if (title === undefined) return { title: sample.title, says: sample.says, try: sample.try };
  return {
    title,
    says: say('says') ?? sample.says,
    try: sample.try.map((told, at) => say(`try${at + 1}`) ?? told),
  };
};

/** The title of a workspace: that of its sample where it is a copy of one. */
export const titleOfSample = (words: Words, name: string, otherwise: string): string =>
  wordsOfSample(words, { name, title: otherwise, says: '', try: [] }).title;

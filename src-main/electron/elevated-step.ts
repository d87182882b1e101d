import { elevatedFlag } from '../app/reach/own-program.ts';

/** Root runs no Chromium but without its sandbox, and none is started for such a step. */
const switchesBefore: readonly string[] = ['--no-sandbox'];

/**
 * The words of an elevated step among the program's arguments; undefined where it is an ordinary start. `firstOwn` is how many words come
 * before the app's own. The flag is the first of these, so that no file or link that is opened can be taken for it.
 */
export const elevatedStep = (argv: readonly string[], firstOwn: number): readonly string[] | undefined => {
  const own = argv.slice(firstOwn);
  const [flag, ...words] = switchesBefore.includes(own[0] ?? '') ? own.slice(1) : own;
  return flag === elevatedFlag ? words : undefined;
};

import type { DraftState, DraftStore } from './draft.ts';
import { type FilesStore, type OpenFile, textOf } from './files.ts';

type Watched = { readonly files: FilesStore; readonly draft: DraftStore };

/** An answer, and the texts its offsets count in. */
export type Settled<T> = { readonly texts: ReadonlyMap<string, string>; readonly answer: T };

/** Whoever never stops typing does not wait for an answer either. */
const mostTries = 5;

/**
 * Asks once the analysis has caught up with what was typed, and again if it went on in the meantime, so that the answer speaks of the
 * texts as they are. Undefined where the analysis broke, or never came to rest.
 */
export const askSettled = async <T>(
  { files, draft }: Watched,
  ask: (state: DraftState) => Promise<T>,
): Promise<Settled<T> | undefined> => {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const state = await caughtUp({ files, draft });
    if (state === undefined) return undefined;
    const answer = await ask(state);
    if (draft.getState().texts === state.texts) return { texts: state.texts, answer };
  }
  return undefined;
};

const caughtUp = ({ files, draft }: Watched): Promise<DraftState | undefined> =>
  new Promise((done) => {
    const stops: (() => void)[] = [];
    const settle = (state: DraftState | undefined) => {
      for (const stop of stops) stop();
      done(state);
    };
    const look = () => {
      const state = draft.getState();
      if (areAll(files.getState().files, state.texts)) settle(state);
      else if (state.bug !== undefined && !state.behind) settle(undefined);
    };
    stops.push(draft.subscribe(look), files.subscribe(look));
    look();
  });

const areAll = (files: readonly OpenFile[], texts: ReadonlyMap<string, string>): boolean =>
  files.length === texts.size && files.every((one) => texts.get(one.file) === textOf(one));

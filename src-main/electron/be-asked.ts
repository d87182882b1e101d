import type { Handlers, Log } from '#contract/contract.ts';
import { beFound } from '../app/be-found.ts';
import { createLoopback, type Loopback } from '../loopback/loopback.ts';

/** The calls of the contract for programs of the same person, such as `slipway upstreams`; without a page and without events. */
export type Askable = {
  /** From now on whoever asks for one of these paths finds this app. Never rejects: the window does not depend on it. */
  readonly serve: (paths: readonly string[]) => Promise<void>;
  readonly close: () => Promise<void>;
};

export const createAskable = (handlers: Handlers, dataFolder: string, log: Log): Askable => {
  let host: Loopback | undefined;
  let hide = async (): Promise<void> => {};
  return {
    serve: async (paths) => {
      try {
        host ??= await createLoopback({ handlers, events: { on: () => () => {} }, port: 0, log });
        await hide();
        hide = await beFound(host.url, paths, { dataFolder, clock: Date.now, log });
      } catch (error) {
        log('debug', 'other programs cannot ask this one', { cause: String(error) });
      }
    },
    close: async () => {
      await hide();
      await host?.close();
    },
  };
};

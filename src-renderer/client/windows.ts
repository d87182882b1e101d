/** The windows that are open on the same main, as far as one browser knows them. */
export type Windows = {
  /** This window; another one each time it is loaded. */
  readonly id: string;
  readonly isOpen: (id: string) => Promise<boolean>;
  /** Resolves when that window is not there any more, whether it was closed or has crashed. */
  readonly gone: (id: string) => Promise<void>;
  /** Does the work while no other window does any of this. */
  readonly alone: <T>(work: () => Promise<T>) => Promise<T>;
};

/**
 * Each window holds a lock in its name, which the browser takes from it when it goes, however it goes.
 * Undefined where the browser knows no locks.
 */
export const openWindows = async (
  locks: LockManager | undefined,
  makeId: () => string,
): Promise<Windows | undefined> => {
  if (locks === undefined) return undefined;
  const id = makeId();
  const nameOf = (window: string) => `slipway.window.${window}`;
  await new Promise<void>((granted) => {
    void locks.request(nameOf(id), () => {
      granted();
      return new Promise<never>(() => {});
    });
  });
  return {
    id,
    isOpen: async (window) => ((await locks.query()).held ?? []).some(({ name }) => name === nameOf(window)),
    gone: (window) => locks.request(nameOf(window), async () => {}),
    alone: async (work) => locks.request('slipway.drafts', work),
  };
};

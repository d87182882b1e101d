/** Does one thing after the other, in the order asked for. Whoever asked hears how it went; a failure does not keep the next from being done. */
export const createTurns = (): ((deed: () => Promise<void>) => Promise<void>) => {
  let last: Promise<unknown> = Promise.resolve();
  return (deed) => {
    const mine = last.then(deed);
    last = mine.catch(() => undefined); // whoever asked for it gets the error
    return mine;
  };
};

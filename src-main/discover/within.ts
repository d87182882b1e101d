import type { Failure, Result } from '#core/failure.ts';

/** What is found out, as long as it takes no longer than `ms`; else, or where it throws, a failure of one sentence. Never rejects. */
export const within = async <T>(
  ms: number,
  what: string,
  work: (signal: AbortSignal) => Promise<Result<T>>,
): Promise<Result<T>> => {
  const ending = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Result<T>>((resolve) => {
    timer = setTimeout(() => {
      const message = `${what} did not answer within ${ms / 1000} seconds; try again, or leave it out`;
      resolve({ ok: false, failure: { code: 'discover/too-slow', message } });
    }, ms);
    timer.unref();
  });
  try {
    return await Promise.race([work(ending.signal), late]);
  } catch (error) {
    return refused('discover/failed', `${what} cannot be read (${sayError(error)})`);
  } finally {
    clearTimeout(timer);
    // What is still under way is of no use any more.
    ending.abort();
  }
};

export const refused = (code: string, message: string): { readonly ok: false; readonly failure: Failure } => ({
  ok: false,
  failure: { code, message },
});

/** The words of an error without its class. */
export const sayError = (error: unknown): string => (error instanceof Error ? error.message : String(error));

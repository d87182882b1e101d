/**
 * What the world did to us: a port is taken, a folder unreadable, an upstream gone.
 * Made where it is first understood. `code` is `area/what-happened`; `message` is one lower-case sentence with the remedy.
 */
export type Failure = {
  readonly code: string;
  readonly message: string;
  readonly detail?: Readonly<Record<string, string | number | boolean>>;
};

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

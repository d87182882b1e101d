/** Start (inclusive) and end (exclusive) as UTF-16 offsets into the text of one file. */
export type Range = readonly [start: number, end: number];

export type Severity = 'error' | 'warning' | 'information';

/** A place in the user's files. `line` and `column` are 1-based and belong to the start of `range`. */
export type Place = {
  readonly file: string;
  readonly range: Range;
  readonly line: number;
  readonly column: number;
};

/**
 * What is wrong (or worth knowing) about the user's text: data, never an exception.
 * `code` is `area/what-is-wrong`; `message` is one lower-case sentence, names in quotes, then the remedy.
 */
export type Diagnostic = {
  readonly severity: Severity;
  readonly code: string;
  /** Istio's own code for the same finding (`IST0101`), where `istioctl analyze` or the webhook has one. */
  readonly istio?: string;
  readonly message: string;
  readonly place: Place;
  readonly related?: readonly { readonly message: string; readonly place: Place }[];
};

/** What every step of the core returns: the best value that could be had, and what was wrong on the way. */
export type Outcome<T> = { readonly value: T; readonly diagnostics: readonly Diagnostic[] };

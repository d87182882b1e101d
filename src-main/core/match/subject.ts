import type { HeaderLines } from '../route/facts.ts';

/** One request as conditions see it: after normalisation, before any rewrite. */
export type Subject = {
  readonly method: string;
  /** Of the connection; what the client claims does not count (reference 4.3). */
  readonly scheme: 'http' | 'https';
  /** Raw: with port and case as sent. */
  readonly authority: string;
  /** Normalised, without query and fragment. */
  readonly path: string;
  /** What follows the first `?`, not decoded; empty when there is none. */
  readonly query: string;
  /** Path and query as they stand in the request line. */
  readonly target: string;
  readonly headers: HeaderLines;
  /** The address of the other end of the connection; absent where nobody has connected. */
  readonly client?: string | undefined;
};

/** A loaded condition. Pure and quick: it runs for every candidate route of every request. */
export type Test = (subject: Subject) => boolean;

/** What each condition file exports: the same knowledge once for the machine and twice for people. */
export type ConditionKind<C> = {
  /** A pattern that RE2 refuses makes a test that never holds. */
  readonly load: (condition: C) => Test;
  /** The condition in words: `path starts with "/status"`. */
  readonly explain: (condition: C) => string;
  /** What this request had, in words: `path "/headers" does not start with "/status"`. */
  readonly report: (condition: C, subject: Subject, holds: boolean) => string;
};

/** A value in quotes, cut where it is too long to read. */
export const quoted = (text: string): string => `"${text.length > 200 ? `${text.slice(0, 200)}…` : text}"`;

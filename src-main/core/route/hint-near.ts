import type { Subject } from '../match/subject.ts';
import type { HintKind, RequestChange } from './hint.ts';
import type { Condition, Route, TextMatch } from './table.ts';

/** One unmet condition that was nearly met. */
export type Near = {
  readonly kind: HintKind;
  /** A clause in lower case, without the rule's place: `path "/Status" differs from "/status" only in case`. */
  readonly words: string;
  /** A clause: what to do. */
  readonly remedy?: string;
  /** The same about `request`, said where that is answered; and about `match`, said where it holds. */
  readonly ask?: string;
  readonly write?: string;
  /** 1 for what is easily overlooked, more for what is plain to see. */
  readonly distance: number;
  /** With which the condition would hold; whoever uses it tries it first. */
  readonly request?: RequestChange;
  /** What the condition would have to be for the request as it is. */
  readonly match?: TextMatch;
};

/** Looks for one sort of near miss; the condition does not hold. */
export type FindNear<On extends Condition['on']> = (
  condition: Of<Condition, On>,
  subject: Subject,
  route: Route,
) => Near | undefined;

/** The variants that may have `on`; several conditions share one. */
type Of<C, On> = C extends { readonly on: infer Any } ? (On extends Any ? C : never) : never;

/** The request's target with another path. */
export const withPath = ({ target, path }: Subject, next: string): string => next + target.slice(path.length);

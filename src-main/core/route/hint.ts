import type { Place } from '../text/diagnostic.ts';
import type { Path } from '../text/tree.ts';
import type { ConditionField } from './explanation.ts';
import type { Origin, TextMatch } from './table.ts';

/** The sorts of near misses. */
export type HintKind =
  | 'case'
  | 'trailing-slash'
  | 'segments'
  | 'query-in-path'
  | 'anchored'
  | 'glob'
  | 'escaped'
  | 'encoded'
  | 'rewritten'
  | 'typing'
  | 'method'
  | 'header-missing'
  | 'header-empty'
  | 'header-value'
  | 'header-unwanted'
  | 'query'
  | 'scheme'
  | 'port-in-host'
  | 'host'
  | 'one-label'
  | 'wrong-gateway'
  | 'other-listener'
  | 'server-name'
  | 'hidden'
  | 'left-out';

/** What of a request would have to be otherwise; what is absent stays. */
export type RequestChange = {
  readonly method?: string;
  /** Path with query. */
  readonly target?: string;
  readonly host?: string;
  readonly scheme?: 'http' | 'https';
  readonly port?: number;
  /** Each is sent in place of lines of its name; without `value` the header is left out. `host` is the Host header alone. */
  readonly headers?: readonly { readonly name: string; readonly value?: string }[];
};

/** One near miss: why it is none, where that is written, and what would have matched. */
export type Hint = {
  readonly kind: HintKind;
  /** One lower-case sentence. */
  readonly message: string;
  /** The rule, or whatever else stands in the way; and which part of it. */
  readonly origin?: Origin;
  readonly field?: ConditionField;
  /** As for `Check`. */
  readonly place?: Place;
  /** A request that gets a good answer: it has been asked. */
  readonly request?: RequestChange;
  /** The condition with which the rule would take the request as it is: it has been tried. It stands in place of the one at `field`. */
  readonly match?: TextMatch;
  /** How `match` is written into the resource of `origin`; absent until it has been looked for, and where that kind cannot say it. */
  readonly write?: readonly WrittenField[];
};

/** A value of a resource that is to be set; the path counts from the resource. */
export type WrittenField = { readonly path: Path; readonly value: string | Readonly<Record<string, string>> };

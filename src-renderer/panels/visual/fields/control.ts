import type { Slot } from '../widget.ts';

/** What every control of a single value is given. */
export type Control = {
  readonly slot: Slot;
  readonly written: string;
  readonly editable: boolean;
  /** How a typed text stands in the document once it has been written; as it was typed where this is absent. */
  readonly says?: (typed: string) => string;
  readonly judge: (typed: string) => string | undefined;
  /** `final`: what no number or time is made of is written as it was typed, and judged by the analysis. */
  readonly write: (typed: string, final: boolean) => boolean;
};

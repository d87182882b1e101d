import type { FileEdit } from '../edit/text-edit.ts';
import type { Fidelity } from '../schema/schema.ts';
import type { Place, Range } from '../text/diagnostic.ts';

/** The answers to an editor's questions: plain JSON, because they may come out of a worker. Ranges are offsets into the file's text. */

/** A remedy that can be applied as it is. `preferred`: the one that a single key applies; at most one for each diagnostic. */
export type Fix = { readonly title: string; readonly preferred: boolean; readonly edits: readonly FileEdit[] };

export type CompletionItem = {
  readonly label: string;
  /** What is behind it: a field of a schema, one of its values, a name from the workspace, or a whole piece of YAML. */
  readonly is: 'field' | 'value' | 'name' | 'snippet';
  /** Beside the label: a type and default, or whose name it is. */
  readonly detail?: string;
  readonly doc?: string;
  /** Replaces `Completion.range`. In snippets `${words}` marks what is to be filled in, in order; lines carry their indentation. */
  readonly insert: string;
};

export type Completion = { readonly range: Range; readonly items: readonly CompletionItem[] };

export type Hover = {
  readonly range: Range;
  /** `VirtualService http[].timeout`, or a reference: `Gateway default/main`. */
  readonly title: string;
  readonly doc: string;
  readonly type?: string;
  readonly required?: boolean;
  readonly default?: string;
  readonly values?: readonly string[];
  /** Of the kind: `networking.istio.io/v1`, … */
  readonly versions?: readonly string[];
  readonly fidelity?: Fidelity;
  /** What differs here from the real thing. */
  readonly note?: string;
  /** Where the name under the cursor is declared. */
  readonly target?: Place;
};

/** A name that can be renamed everywhere: what it names and how it is written at the cursor. */
export type RenameTarget = { readonly range: Range; readonly what: string; readonly name: string };

export type Renamed =
  | { readonly ok: true; readonly edits: readonly FileEdit[] }
  | { readonly ok: false; readonly message: string };

/** One line of a file's outline, with what stands inside of it. `place` is where it begins, `range` all of it. */
export type OutlineEntry = {
  readonly name: string;
  readonly detail: string;
  readonly place: Place;
  readonly range: Range;
  readonly entries: readonly OutlineEntry[];
};

import type { Range } from './diagnostic.ts';

/**
 * A YAML document as a plain tree with ranges.
 * Aliases are already resolved (within a budget) and merge keys applied, so that nothing above `text` knows the YAML library.
 */
export type Tree = MapTree | ListTree | ScalarTree;

export type MapTree = { readonly is: 'map'; readonly entries: readonly Entry[]; readonly range: Range };
export type ListTree = { readonly is: 'list'; readonly items: readonly Tree[]; readonly range: Range };
/** `value` is what YAML 1.2 core makes of the scalar; `source` is how it was written, without quotes. */
export type ScalarTree = {
  readonly is: 'scalar';
  readonly value: string | number | boolean | null;
  readonly source: string;
  readonly range: Range;
};
export type Entry = { readonly key: string; readonly keyRange: Range; readonly value: Tree };

/** Steps from the document's root, as in `['spec', 'http', 0, 'match']`. */
export type Path = readonly (string | number)[];
